// Filling a relief list without a mouse. Without this script the page works as a plain form: Enter finds, Enter saves.

import { chooseBy, isNobody, move, who, writeReason } from "./relief-find.js";
import { openPerson } from "./relief-person.js";
import { clear, isAhead, isAllSaved, isWaiting, record, undo } from "./relief-save.js";
import { form, said, say } from "./relief-server.js";

document.documentElement.classList.add("has-script");

async function go() {
  if (!(await record()) && isNobody()) {
    openPerson();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go();
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing) {
    return;
  }
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.target === who && isLetter && isAhead(event.key)) {
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    go();
  } else if (event.target === who && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.target === who && /^[1-9]$/.test(event.key) && chooseBy(event.key)) {
    event.preventDefault();
  }
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.isComposing) {
    return;
  }
  const click = (selector) => {
    event.preventDefault();
    document.querySelector(selector)?.click();
  };
  if (event.key === "Escape") {
    clear();
  } else if (event.key === "F2") {
    click("[data-change-list]");
  } else if (event.key === "F4") {
    event.preventDefault();
    writeReason();
  } else if (event.key === "F8") {
    if (openPerson()) {
      event.preventDefault();
    }
  } else if (event.key === "F9") {
    if (isAllSaved()) {
      click("[data-hand-in]");
    } else {
      event.preventDefault();
      say(said.saidWaits);
    }
  } else if (event.key === "z" && event.ctrlKey && !who.value && (event.target === who || event.target === document.body)) {
    event.preventDefault();
    undo();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-skip]")) {
    event.preventDefault();
    clear();
  } else if (event.target.closest("[data-plea]")) {
    event.preventDefault();
    writeReason();
  } else if (event.target.closest("[data-take-back]")) {
    event.preventDefault();
    undo();
  }
});

// Logging out wipes what forms keep in this browser: not before every line is saved.
document.getElementById("logout-form")?.addEventListener("submit", (event) => {
  if (isWaiting()) {
    event.preventDefault();
    say(said.saidLogout);
  }
});
