// The form of a file. Without this script it works all the same: buttons look a number up, add rows and reckon on the server.
// With it, what follows from an ID number fills in at once, fields that apply only sometimes show when they apply, the sum
// beside the form is reckoned while somebody types, and what was typed survives a closed browser.
//
// What is typed is kept in localStorage of this browser under the user and the file, ID numbers included, until it is
// saved, thrown away, a week old, or its user logs out (forget.js wipes all of it on the page that says so).

import { WEEK, forget, forgetOld, keyOf, read, write } from "./kept.js";

const form = document.getElementById("file-form");
const { user, key, known, verdict, kept, new: NEW } = form.dataset;
const STORE = keyOf(user, key);
const said = form.dataset;
document.documentElement.classList.add("has-script");

const named = (name) => form.elements.namedItem(name);
const rowOf = (field) => field.closest("[data-row]");
const prefixOf = (field) => (/^(family|incomes|expenses)-[^-]+-/.exec(field.name) || [""])[0];

// ---- what is kept of it in this browser

function typed() {
  const words = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.name === "act" || field.type === "submit") {
      continue;
    }
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) {
        (words[field.name] ||= []).push(field.value);
      }
    } else {
      (words[field.name] ||= []).push(field.value);
    }
  }
  return words;
}

let asShown = "";
let isSending = false;

function autosave() {
  if (isSending) {
    return;
  }
  const now = JSON.stringify(typed());
  if (now !== asShown) {
    write(STORE, { at: Date.now(), words: JSON.parse(now) });
    document.getElementById("autosaved").hidden = false;
  }
}

function put(words) {
  for (const table of ["family", "incomes", "expenses"]) {
    const size = Number((words[`${table}-count`] || ["0"])[0]);
    while (Number(named(`${table}-count`).value) < size) {
      addRow(table);
    }
  }
  for (const field of form.elements) {
    const held = words[field.name];
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "submit" || field.disabled) {
      continue;
    }
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = Boolean(held && held.includes(field.value));
    } else if (held) {
      if (field.tagName === "SELECT" && held[0] && ![...field.options].some((option) => option.value === held[0])) {
        field.append(new Option(held[0], held[0]));
      }
      field.value = held[0];
    }
  }
}

function restore() {
  forgetOld();
  if (kept) {
    forget(keyOf(user, kept));
  }
  asShown = JSON.stringify(typed());
  const held = read(STORE);
  if (!("fresh" in said) || !held || Date.now() - held.at > WEEK) {
    return;
  }
  if (JSON.stringify(held.words) === asShown) {
    forget(STORE);
    return;
  }
  put(held.words);
  openFilled(form);
  const note = document.getElementById("restored");
  note.hidden = false;
  note.querySelector("[data-when-typed]").textContent = new Date(held.at).toLocaleString(document.documentElement.lang);
}

// ---- rows

function people() {
  const list = [["", said.wordsFamily], ["head", (named("name") || {}).value || said.wordsHead]];
  for (const card of document.querySelectorAll('[data-rows="family"] [data-row]')) {
    const place = card.dataset.row;
    const name = named(`family-${place}-name`).value.trim();
    const relation = named(`family-${place}-relation`).value;
    if ((name || relation) && !named(`family-${place}-remove`).checked) {
      list.push([named(`family-${place}-id`).value || NEW + place, name || String(Number(place) + 1)]);
    }
  }
  return list;
}

function renewWhose() {
  const list = people();
  for (const select of form.querySelectorAll('select[name$="-who"]')) {
    const chosen = select.value;
    select.replaceChildren(...list.map(([value, label]) => new Option(label, value)));
    if (!list.some(([value]) => value === chosen)) {
      select.append(new Option("—", chosen));
    }
    select.value = chosen;
  }
}

function addRow(table) {
  const counter = named(`${table}-count`);
  const place = counter.value;
  const made = document.createElement("template");
  made.innerHTML = document.getElementById(`row-${table}`).innerHTML.replaceAll("__n__", place);
  const row = made.content.querySelector("[data-row]");
  form.querySelector(`[data-rows="${table}"]`).append(row);
  const number = row.querySelector(".row-number");
  if (number) {
    number.textContent = String(Number(place) + 1);
  }
  counter.value = String(Number(place) + 1);
  renewWhose();
  showApplying();
  return row;
}

// ---- fields that apply only sometimes, and facts that few families need

const isFilledIn = (box) => [...box.querySelectorAll("input, select")].some((field) => field.value !== "");

// What is written must be seen; whoever closes it again has seen it.
function openFilled(within) {
  for (const box of within.querySelectorAll("[data-more-facts]")) {
    box.open ||= isFilledIn(box);
  }
}

function showApplying() {
  for (const box of form.querySelectorAll("[data-when]")) {
    const [name, words] = box.dataset.when.split("=");
    const asked = named(name);
    const held = asked ? asked.value : "";
    const applies = words === "*" ? held !== "" : words.split(" ").includes(held);
    const isFilled = isFilledIn(box);
    box.hidden = !(applies || isFilled || box.classList.contains("field-error"));
  }
}

// ---- what follows from an ID number

function tell(place, answer) {
  place.replaceChildren();
  const line = (text, mark) => {
    const piece = document.createElement("span");
    piece.className = mark;
    piece.textContent = text;
    place.append(piece);
    return piece;
  };
  if (answer.problem) {
    line(answer.problem, "error-text");
  }
  if (answer.age !== null && answer.age !== undefined) {
    line(`${said.wordsAge.replace("%s", answer.age)} `, "hint");
  }
  if (answer.on_record) {
    line(answer.on_record, "hint");
  }
  if (answer.home) {
    const warning = line(`${answer.home} `, "error-text");
    if (answer.address) {
      const link = document.createElement("a");
      link.href = answer.address;
      link.textContent = said.wordsOpen;
      warning.append(link);
    }
  }
  place.hidden = !place.childNodes.length;
}

async function ask(field) {
  const text = field.value.trim();
  const row = rowOf(field);
  const prefix = prefixOf(field);
  const place = row ? row.querySelector("[data-told]") : document.querySelector("#told [data-told]");
  if (text.length < 15) {
    if (!text) {
      place.replaceChildren();
    }
    return;
  }
  const body = new FormData();
  body.set("number", text);
  body.set("csrfmiddlewaretoken", named("csrfmiddlewaretoken").value);
  const answer = await post(known, body);
  if (!answer || field.value.trim() !== text) {
    return;
  }
  const found = await answer.json();
  tell(place, found);
  for (const [name, word] of Object.entries(found.facts)) {
    const target = named(prefix + name);
    if (!target || target.disabled || !word) {
      continue;
    }
    const isLed = found.led.includes(name);
    if (["sex", "birthday"].includes(name) || isLed || !target.value) {
      target.value = word;
    }
    target.classList.toggle("input-led", isLed);
  }
  openFilled(row || form);
  renewWhose();
  showApplying();
}

async function nameRegion(field) {
  const code = field.value.trim();
  const body = new FormData();
  body.set("region", code);
  body.set("csrfmiddlewaretoken", named("csrfmiddlewaretoken").value);
  const answer = await post(known, body);
  if (answer && field.value.trim() === code) {
    document.getElementById(`${field.id}_helptext`).textContent = (await answer.json()).region;
  }
}

async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, cache: "no-store", redirect: "error" });
    return answer.ok ? answer : null;
  } catch {
    return null; // the server is away for a moment, or the session is over: saving will say so
  }
}

// ---- the sum beside the form

let asked = 0;
async function reckon() {
  const turn = ++asked;
  const body = new FormData(form);
  body.delete("base");
  const answer = await post(verdict, body);
  if (answer && turn === asked) {
    const piece = await answer.text();
    if (turn === asked) {
      document.getElementById("sum").innerHTML = piece; // our own template, escaped by the server
    }
  }
}

let waiting = 0;
function reckonSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(reckon, 600);
}

function showNet(row) {
  const cell = row.querySelector("[data-net]");
  if (!cell) {
    return;
  }
  const amount = (name) => Number(named(`expenses-${row.dataset.row}-${name}`).value.replaceAll(",", ""));
  const net = amount("gross") - amount("reimbursed");
  cell.textContent = named(`expenses-${row.dataset.row}-gross`).value && net >= 0 ? net.toFixed(2) : "";
}

// ---- all together

// A field in something closed still has its place, but takes no focus.
const isWithinReach = (field) => field.offsetParent && !field.matches("span") && !field.closest("details:not([open])");

form.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (row) {
    showNet(row);
  }
  if (/(^|-)number$/.test(event.target.name)) {
    const length = event.target.value.trim().length;
    if (length === 15 || length === 18) {
      ask(event.target);
    }
  }
  if (event.target.name === "hukou_region" && [0, 6].includes(event.target.value.trim().length)) {
    nameRegion(event.target);
  }
  reckonSoon();
});

form.addEventListener("change", (event) => {
  const { target } = event;
  if (/(^|-)number$/.test(target.name)) {
    ask(target);
  }
  if (/-(name|relation)$|^name$/.test(target.name)) {
    renewWhose();
  }
  if (/-remove$/.test(target.name)) {
    rowOf(target).classList.toggle("is-off", target.checked);
    renewWhose();
  }
  showApplying();
  reckonSoon();
});

form.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]");
  if (more) {
    event.preventDefault();
    const first = addRow(more.dataset.more).querySelector("input:not([type=hidden]):not([type=checkbox]), select");
    first.focus();
  } else if (event.target.closest("[data-throw-away]")) {
    forget(STORE);
    isSending = true;
    location.reload();
  } else if (event.target.closest("[data-keep-it]")) {
    document.getElementById("restored").hidden = true;
  }
});

form.addEventListener("submit", (event) => {
  if (isSending) {
    event.preventDefault(); // a double click is one file
    return;
  }
  autosave(); // what is sent is kept until the server says that it has it
  isSending = true;
});

// Back from the next page the browser shows this one as it was left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    isSending = false;
  }
});

// Enter goes on to the next field, as in a workbook; Ctrl+S saves a draft, Ctrl+Enter saves.
document.addEventListener("keydown", (event) => {
  const withControl = event.ctrlKey || event.metaKey;
  if (withControl && event.key.toLowerCase() === "s") {
    event.preventDefault();
    document.getElementById("save-draft").click();
  } else if (withControl && event.key === "Enter") {
    event.preventDefault();
    document.getElementById("save").click();
  } else if (event.key === "Enter" && !event.isComposing && event.target.matches("#file-form .input")) {
    event.preventDefault();
    const fields = [...form.querySelectorAll(".input:not([disabled])")].filter(isWithinReach);
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) {
      next.focus();
    }
  }
});

const way = document.getElementById("logout-form");
if (way) {
  way.addEventListener("submit", (event) => {
    if (JSON.stringify(typed()) !== asShown && !window.confirm(said.wordsLeave)) {
      event.preventDefault();
      return;
    }
    isSending = true;
    forget(STORE);
  });
}

for (const card of form.querySelectorAll("[data-removed]")) {
  card.classList.add("is-off");
}
restore();
renewWhose();
showApplying();
setInterval(autosave, 3000);
window.addEventListener("pagehide", autosave);
if (said.anchor) {
  document.getElementById(said.anchor).scrollIntoView();
}
const wrong = document.querySelector(".field-error .input");
if (wrong) {
  wrong.focus();
} else if ("fresh" in said && document.activeElement === document.body) {
  const first = form.querySelector(".paper .input:not([disabled])");
  first.focus({ preventScroll: true });
}
