// Lines that are recorded: each goes through relief-queue.js, so that a lost connection or a session that ended loses nothing.
// Kept there are keys of people, a name and amounts, never what was searched for: that may be a whole ID number.

import { keyOf } from "./kept.js";
import { amount, forget, lineOf, offer, plea, searchNow, who, whoever } from "./relief-find.js";
import { Queue } from "./relief-queue.js";
import { ask, explain, form, said, say, showLogin } from "./relief-server.js";

const STAYS = ["group", "occasion", "occasion_on", "school_year", "stage"]; // alike for many lines of one list

const queuePanel = document.getElementById("entry-queue");
const number = form.querySelector("[data-next]");
let next = Number(number.textContent); // the number that the server gives next
let isBusy = false;
let corrected = null; // the refused line that is being corrected
let ahead = ""; // what was typed while the line before was still being looked at

const queue = new Queue(
  keyOf(said.user, `relief-${said.list}.`),
  (fields) => ask(said.save, fields),
  (answer) => {
    if (answer.text !== undefined) {
      renew(JSON.parse(answer.text));
    } else if (!answer.refused) {
      showLogin(Boolean(answer.ended));
    }
  },
  () => paint(),
);

export const isAllSaved = () => !queue.items.length;
export const isWaiting = () => queue.waiting.length > 0;

// Whether the line is on its way; what it lacks is said or has the focus.
export async function record() {
  if (isBusy) {
    return true;
  }
  isBusy = true;
  ahead = "";
  try {
    const hit = await whoever();
    if (!hit) {
      return false;
    }
    const empty = [...form.querySelectorAll(":invalid")][0] ?? (amount.value.trim() ? null : amount);
    if (empty) {
      empty.focus();
      return true;
    }
    queue.keep(hit.dataset.name, { ...lineOf(hit), key: newKey() });
    if (corrected) {
      queue.drop(corrected);
    }
    clear();
    if (ahead) {
      who.value = ahead;
      searchNow();
    }
    queue.pump();
    return true;
  } finally {
    isBusy = false;
  }
}

// Whether a letter belongs to the next line, as this one is still being recorded.
export function isAhead(letter) {
  ahead += isBusy ? letter : "";
  return isBusy;
}

export function clear() {
  for (const field of form.elements) {
    if (field.name && field.type !== "hidden" && !STAYS.includes(field.name)) {
      field.value = field.name === "quantity" ? "1" : "";
    }
  }
  corrected = null;
  who.focus();
  forget();
}

// A line that was refused stands in the fields again; it is dropped once what is typed instead is recorded.
async function correct(item) {
  const answer = await ask(said.find, { chosen: item.fields.chosen });
  if (answer.text === undefined) {
    explain(answer);
    return;
  }
  clear();
  offer(item.name, answer.text);
  corrected = item;
  for (const [name, value] of Object.entries(item.fields)) {
    const field = form.elements.namedItem(name);
    if (field && field.type !== "hidden") {
      field.value = value;
    }
  }
  amount.dispatchEvent(new Event("input", { bubbles: true })); // it stays as it was typed
  if (item.field === "plea") {
    plea.closest(".field").hidden = false;
  }
  say(item.why);
  (form.elements.namedItem(item.field ?? "") ?? amount).focus();
}

// 32 hexadecimal digits. Not randomUUID, which browsers only give to pages that came encrypted.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function paint() {
  const { shown } = queue;
  queuePanel.hidden = !shown.length;
  number.textContent = next + queue.waiting.length;
  queuePanel.querySelector("ul").replaceChildren(...shown.map(rowOf));
}

function rowOf(item) {
  const row = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = item.name;
  const worth = document.createElement("span");
  worth.textContent = item.fields.amount ?? item.fields.quantity;
  const state = document.createElement("span");
  state.className = item.why ? "error-text" : "quiet";
  state.textContent = item.why || said.saidUnsaved;
  row.append(name, worth, state);
  if (item.why) {
    const acts = document.createElement("span");
    acts.className = "push entry-queue-acts";
    acts.append(
      buttonFor(said.saidCorrect, () => correct(item)),
      buttonFor(said.saidDrop, () => {
        queue.drop(item);
        who.focus();
      }),
    );
    row.append(acts);
  }
  return row;
}

function buttonFor(words, act) {
  const button = document.createElement("button");
  button.className = "button button-sm";
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

function renew({ next: given, pieces }) {
  next = given;
  document.getElementById("entry-last").innerHTML = pieces.last; // our own templates, escaped by the server
  document.getElementById("entry-beside").innerHTML = pieces.beside;
  document.getElementById("entry-acts").innerHTML = pieces.acts;
  paint();
}

export async function undo() {
  const button = document.querySelector("[data-take-back]");
  if (isWaiting()) {
    say(said.saidWaits);
    return;
  }
  if (button.disabled || isBusy) {
    return;
  }
  isBusy = true;
  const answer = await ask(said.takeBack, { line: button.form.elements.namedItem("line").value });
  isBusy = false;
  if (answer.text !== undefined) {
    const back = JSON.parse(answer.text);
    renew(back);
    say(back.said);
  } else {
    explain(answer);
  }
  who.focus();
}

window.addEventListener("online", () => queue.pump());
if (queue.items.length) {
  paint();
  queue.pump();
}
