// Who is meant by what is typed: searched while typing, chosen by Enter, arrows, digits or a click, and looked at by the guards.

import { ask, explain, form, said, say } from "./relief-server.js";

const ONCE = ["sought", "loaded", "who", "chosen", "csrfmiddlewaretoken", "key"]; // what no line consists of
const PAUSE = 90; // milliseconds without a key before we search
const LOOK_PAUSE = 400; // and before the guards look at what is being typed

export const who = form.elements.namedItem("who");
export const amount = form.elements.namedItem("amount") ?? form.elements.namedItem("quantity");
export const plea = form.elements.namedItem("plea");
const hits = document.getElementById("hits");
const warning = document.getElementById("entry-warning");
const pleaField = document.getElementById("plea-field");

let searched = ""; // what the hits on the screen were found for
let searching = null;
let waiting = 0;
let turn = 0;
let looking = null;
let lookingSoon = 0;
let lookedAt = ""; // the line as the guards have seen it
let isMeant = false; // somebody was chosen by a key or a click
let shownFor = ""; // the key of the person whose family stands in the fields
let isTyped = false; // the amount was typed, and stays whoever is chosen

export const chosen = () => hits.querySelector('[aria-selected="true"]');

async function search() {
  const words = who.value.trim();
  const mine = ++turn;
  say("");
  if (!words) {
    searched = "";
    show("");
    return;
  }
  const answer = await ask(said.find, { who: words });
  if (mine !== turn) {
    return;
  }
  if (answer.text === undefined) {
    searched = "";
    explain(answer);
    return;
  }
  searched = words;
  show(answer.text);
  if (!chosen()) {
    say(said.saidNobody);
  }
}

export function searchNow() {
  clearTimeout(waiting);
  searching = search();
}

// Whoever was chosen by a key or a click, or is being filled in already, stays chosen when a later answer arrives.
function show(piece) {
  const held = isMeant || document.activeElement !== who ? chosen()?.dataset.key : undefined;
  hits.innerHTML = piece; // our own template, escaped by the server
  form.dispatchEvent(new Event("sought"));
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
    if (select.options.length === 2 && select.id !== "payee") {
      select.selectedIndex = 1; // nobody else can be meant
    }
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

// The line as it stands in the fields.
export function lineOf(hit) {
  const line = { chosen: hit.dataset.key };
  for (const field of form.elements) {
    if (field.name && !ONCE.includes(field.name)) {
      line[field.name] = field.value;
    }
  }
  return line;
}

// What the guards say of the chosen one, for the line as it stands; the reason to help all the same changes nothing of it.
async function lookAt(hit) {
  const line = { ...lineOf(hit), plea: "" };
  const mine = JSON.stringify(line);
  lookedAt = mine;
  const answer = await ask(said.look, line);
  if (answer.text === undefined || hit !== chosen() || mine !== lookedAt) {
    return;
  }
  warning.innerHTML = answer.text; // our own template, escaped by the server
}

function lookAgain() {
  clearTimeout(lookingSoon);
  const hit = chosen();
  if (hit && JSON.stringify({ ...lineOf(hit), plea: "" }) !== lookedAt) {
    looking = lookAt(hit);
  }
}

// Whom the line is for: null where nobody is found, where the guards forbid it, or where they ask and no reason is written.
export async function whoever() {
  if (who.value.trim() !== searched) {
    searchNow();
  }
  await searching;
  const hit = chosen();
  if (!hit) {
    return null;
  }
  lookAgain();
  await looking;
  const asks = warning.querySelector("[data-asks]") && !plea.value.trim();
  return asks || warning.querySelector("[data-hindrance]") ? null : hit;
}

// Somebody who was found in another way stands in the fields as if searched for; nobody is chosen where several may be meant.
export function offer(words, piece) {
  turn += 1;
  clearTimeout(waiting);
  who.value = searched = words;
  isMeant = false;
  hits.replaceChildren();
  show(piece);
}

export const isNobody = () => Boolean(searched) && !hits.firstElementChild;

export function forget() {
  turn += 1;
  clearTimeout(waiting);
  isTyped = isMeant = false;
  clearTimeout(lookingSoon);
  searched = "";
  say("");
  show("");
}

export function move(by) {
  const all = [...hits.children];
  const place = all.indexOf(chosen()) + by;
  if (all[place]) {
    mean(all[place]);
  }
}

// After letters a digit chooses; after digits it is one more digit of the number. Whether it chose somebody.
export function chooseBy(digit) {
  const hit = searched && !/\d/.test(who.value) ? hits.children[Number(digit) - 1] : null;
  if (hit) {
    mean(hit);
  }
  return Boolean(hit);
}

export function writeReason() {
  if (chosen()) {
    pleaField.hidden = false;
    plea.focus();
  }
}

who.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(searchNow, PAUSE);
});
amount.addEventListener("input", () => {
  isTyped = amount.value !== "";
});
form.addEventListener("change", lookAgain);
form.addEventListener("input", (event) => {
  if (event.target !== who && event.target !== plea) {
    clearTimeout(lookingSoon);
    lookingSoon = setTimeout(lookAgain, LOOK_PAUSE);
  }
});
hits.addEventListener("click", (event) => {
  const hit = event.target.closest("li");
  if (hit) {
    mean(hit);
    who.focus();
  }
});
