// On the page after log-out: nothing that was typed stays in this browser.

import { forgetAll } from "./kept.js";

forgetAll();
