// Filling a relief list without a mouse. Without this script the page works as a plain form: Enter finds, Enter saves.
//
// What was typed goes through relief-queue.js, so that a lost connection or a session that ended loses nothing. Kept there are
// keys of people, a name and amounts, never what was searched for: that may be a whole ID number.

import { keyOf } from "./kept.js";
import { Queue } from "./relief-queue.js";

const form = document.getElementById("entry-form");
const { user, list, find, look, save, takeBack } = form.dataset;
const said = form.dataset;
const PAUSE = 90; // milliseconds without a key before we search
const ONCE = ["sought", "loaded", "who", "chosen", "csrfmiddlewaretoken", "key"];
const STAYS = ["group", "occasion", "occasion_on", "school_year", "stage"]; // alike for many lines of one list

const who = form.elements.namedItem("who");
const amount = form.elements.namedItem("amount") ?? form.elements.namedItem("quantity");
const plea = form.elements.namedItem("plea");
const hits = document.getElementById("hits");
const warning = document.getElementById("entry-warning");
const pleaField = document.getElementById("plea-field");
const told = document.getElementById("entry-said");
const queuePanel = document.getElementById("entry-queue");
document.documentElement.classList.add("has-script");

// ---- the server

// {text}: it answered; {refused}: it says no; {ended}: the session is over; {lost}: it could not be reached.
async function ask(address, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    body.set(name, value);
  }
  body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  try {
    const answer = await fetch(address, { method: "POST", body, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      return { ended: true };
    }
    if (answer.status === 422) {
      return { refused: await answer.json() };
    }
    return answer.ok ? { text: await answer.text() } : answer.status < 500 ? { refused: { field: "", message: answer.statusText } } : { lost: true };
  } catch {
    return { lost: true };
  }
}

function say(words) {
  told.textContent = words;
  told.hidden = !words;
}

// 32 hexadecimal digits. Not randomUUID, which browsers only give to pages that came encrypted.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- who is meant

let searched = ""; // what the hits on the screen were found for
let searching = null;
let turn = 0;
let looking = null;
let isMeant = false; // somebody was chosen by a key or a click
let shownFor = ""; // the key of the person whose family stands in the fields
let isTyped = false; // the amount was typed, and stays whoever is chosen

const chosen = () => hits.querySelector('[aria-selected="true"]');

async function search() {
  const words = who.value.trim();
  const mine = ++turn;
  say("");
  if (!words) {
    show("");
    searched = "";
    return;
  }
  const answer = await ask(find, { who: words });
  if (mine !== turn) {
    return;
  }
  if (answer.text === undefined) {
    searched = "";
    say(answer.ended ? said.saidEnded : said.saidAway);
    showLogin(Boolean(answer.ended));
    return;
  }
  searched = words;
  show(answer.text);
  if (!chosen()) {
    say(said.saidNobody);
  }
}

// Whoever was chosen by a key or a click, or is being filled in already, stays chosen when a later answer arrives.
function show(piece) {
  const held = isMeant || document.activeElement !== who ? chosen()?.dataset.key : undefined;
  hits.innerHTML = piece; // our own template, escaped by the server
  who.setAttribute("aria-expanded", String(Boolean(hits.firstElementChild)));
  choose([...hits.children].find((hit) => hit.dataset.key === held) ?? chosen());
}

function mean(hit) {
  isMeant = true;
  choose(hit);
}

function choose(hit) {
  const isSame = Boolean(hit) && hit.dataset.key === shownFor;
  shownFor = hit?.dataset.key ?? "";
  for (const one of hits.children) {
    one.setAttribute("aria-selected", String(one === hit));
  }
  warning.replaceChildren();
  if (!isSame) {
    pleaField.hidden = true;
    plea.value = "";
  }
  for (const select of form.querySelectorAll("[data-members]")) {
    const before = select.value;
    const options = hit ? hit.querySelector("template").content.cloneNode(true) : "";
    select.replaceChildren(...(select.id === "payee" ? [] : [new Option("", "")]), options);
    if (isSame) {
      select.value = before;
    }
  }
  if (!hit) {
    who.removeAttribute("aria-activedescendant");
    looking = null;
    return;
  }
  who.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
  if (amount.name === "amount" && !isTyped) {
    amount.value = hit.dataset.amount;
  }
  looking = lookAt(hit);
}

// What the guards say of the chosen one, for the amount as it stands.
async function lookAt(hit) {
  const answer = await ask(look, { chosen: hit.dataset.key, payee: payee().value, [amount.name]: amount.value });
  if (answer.text === undefined || hit !== chosen()) {
    return;
  }
  warning.innerHTML = answer.text; // our own template, escaped by the server
}

const payee = () => form.elements.namedItem("payee");

let waiting = 0;
who.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    searching = search();
  }, PAUSE);
});

function lookAgain() {
  if (chosen()) {
    looking = lookAt(chosen());
  }
}
amount.addEventListener("input", () => {
  isTyped = amount.value !== "";
});
amount.addEventListener("change", lookAgain);
payee().addEventListener("change", lookAgain);

hits.addEventListener("click", (event) => {
  const hit = event.target.closest("li");
  if (hit) {
    mean(hit);
    who.focus();
  }
});

// ---- record, and on to the next

let isBusy = false;
let ahead = ""; // what was typed while the line before was still being looked at

async function record() {
  if (isBusy) {
    return;
  }
  isBusy = true;
  ahead = "";
  try {
    if (who.value.trim() !== searched) {
      clearTimeout(waiting);
      searching = search();
    }
    await searching;
    const hit = chosen();
    if (!hit) {
      return;
    }
    await looking;
    if (warning.querySelector("[data-hindrance]")) {
      return;
    }
    if (warning.querySelector("[data-asks]") && !plea.value.trim()) {
      return;
    }
    const empty = [...form.querySelectorAll(":invalid")][0] ?? (amount.value.trim() ? null : amount);
    if (empty) {
      empty.focus();
      return;
    }
    queue.keep(hit.dataset.name, fieldsOf(hit));
    clear();
    if (ahead) {
      who.value = ahead;
      searching = search();
    }
    queue.pump();
  } finally {
    isBusy = false;
  }
}

function clear() {
  turn += 1;
  clearTimeout(waiting);
  for (const field of form.elements) {
    if (field.name && field.type !== "hidden" && !STAYS.includes(field.name)) {
      field.value = field.name === "quantity" ? "1" : "";
    }
  }
  isTyped = isMeant = false;
  searched = "";
  say("");
  show("");
  who.focus();
}

// ---- lines on their way

const queue = new Queue(
  keyOf(user, `relief-${list}.`),
  (fields) => ask(save, fields),
  (answer) => {
    if (answer.text !== undefined) {
      renew(JSON.parse(answer.text));
    } else if (!answer.refused) {
      showLogin(Boolean(answer.ended));
    }
  },
  () => paint(),
);
let next = Number(form.querySelector("[data-next]").textContent); // the number that the server gives next

function fieldsOf(hit) {
  const fields = { chosen: hit.dataset.key, key: newKey() };
  for (const field of form.elements) {
    if (field.name && !ONCE.includes(field.name)) {
      fields[field.name] = field.value;
    }
  }
  return fields;
}

function paint() {
  const { shown } = queue;
  queuePanel.hidden = !shown.length;
  form.querySelector("[data-next]").textContent = next + queue.waiting.length;
  queuePanel.querySelector("ul").replaceChildren(
    ...shown.map((item) => {
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
        const button = document.createElement("button");
        button.className = "button button-sm push";
        button.type = "button";
        button.textContent = said.saidDrop;
        button.addEventListener("click", () => {
          queue.drop(item);
          who.focus();
        });
        row.append(button);
      }
      return row;
    }),
  );
}

function showLogin(isOver) {
  const link = document.getElementById("entry-login");
  link.hidden = !isOver;
  if (isOver) {
    queuePanel.hidden = false;
    say(said.saidEnded);
  }
}

function renew({ next: number, pieces }) {
  next = number;
  document.getElementById("entry-last").innerHTML = pieces.last; // our own templates, escaped by the server
  document.getElementById("entry-beside").innerHTML = pieces.beside;
  document.getElementById("entry-acts").innerHTML = pieces.acts;
  paint();
}

async function undo() {
  const button = document.querySelector("[data-take-back]");
  if (queue.waiting.length) {
    say(said.saidWaits);
    return;
  }
  if (button.disabled || isBusy) {
    return;
  }
  isBusy = true;
  const answer = await ask(takeBack, { line: button.form.elements.namedItem("line").value });
  isBusy = false;
  if (answer.text !== undefined) {
    const back = JSON.parse(answer.text);
    renew(back);
    say(back.said);
  } else {
    say(answer.refused ? answer.refused.message : answer.ended ? said.saidEnded : said.saidAway);
    showLogin(Boolean(answer.ended));
  }
  who.focus();
}

function writeReason() {
  if (chosen()) {
    pleaField.hidden = false;
    plea.focus();
  }
}

// ---- keys

function move(by) {
  const all = [...hits.children];
  const place = all.indexOf(chosen()) + by;
  if (all[place]) {
    mean(all[place]);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  record();
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing) {
    return;
  }
  if (isBusy && event.target === who && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    ahead += event.key;
  } else if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    record();
  } else if (event.target === who && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.target === who && /^[1-9]$/.test(event.key) && searched && !/\d/.test(who.value)) {
    // After letters a digit chooses; after digits it is one more digit of the number.
    const hit = hits.children[Number(event.key) - 1];
    if (hit) {
      event.preventDefault();
      mean(hit);
    }
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
  } else if (event.key === "F9") {
    if (queue.items.length) {
      event.preventDefault();
      say(said.saidWaits);
    } else {
      click("[data-hand-in]");
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

window.addEventListener("online", () => queue.pump());
// Logging out wipes what forms keep in this browser: not before every line is saved.
document.getElementById("logout-form")?.addEventListener("submit", (event) => {
  if (queue.waiting.length) {
    event.preventDefault();
    say(said.saidLogout);
  }
});
if (queue.items.length) {
  paint();
  queue.pump();
}
