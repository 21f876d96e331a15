// Lines on their way to the server, sent one after the other in the order in which they were typed. Each is kept in
// localStorage under a key of its own until the server has answered for it; sent again it carries that key, and is saved once.

import { forget, readAll, write } from "./kept.js";

const AGAIN = 5000; // milliseconds until a lost connection is tried again

export class Queue {
  isSending = false;
  again = 0;

  // `send(fields)` gives {text}, {refused}, {ended} or {lost}; `answered(answer)` hears of each, `changed()` of every change.
  constructor(prefix, send, answered, changed) {
    Object.assign(this, { prefix, send, answered, changed });
    this.items = readAll(prefix).sort((one, other) => one.at - other.at);
    this.isLate = this.items.length > 0; // a line could not be sent: what waits is shown
  }

  get waiting() {
    return this.items.filter((item) => !item.why);
  }

  get shown() {
    return this.items.filter((item) => this.isLate || item.why);
  }

  keep(name, fields) {
    const item = { at: Date.now(), name, fields };
    this.items.push(item);
    write(this.prefix + fields.key, item);
    this.changed();
  }

  drop(item) {
    this.items = this.items.filter((one) => one !== item);
    forget(this.prefix + item.fields.key);
    this.changed();
  }

  async pump() {
    if (this.isSending) {
      return;
    }
    this.isSending = true;
    clearTimeout(this.again);
    try {
      for (let [item] = this.waiting; item; [item] = this.waiting) {
        const answer = await this.send(item.fields);
        if (answer.refused) {
          item.why = answer.refused.message;
          item.field = answer.refused.field;
          write(this.prefix + item.fields.key, item);
        } else if (answer.text !== undefined) {
          this.drop(item);
        } else if (answer.lost) {
          this.again = setTimeout(() => this.pump(), AGAIN);
        }
        this.isLate = Boolean(answer.ended || answer.lost);
        this.answered(answer);
        if (this.isLate) {
          break;
        }
      }
    } finally {
      this.isSending = false;
      this.changed();
    }
  }
}
