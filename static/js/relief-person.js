// Somebody who is not on file, entered in place: only on lists of aid that reaches such people.

import { amount, isNobody, offer, who } from "./relief-find.js";
import { ask, explain, form, say } from "./relief-server.js";

const box = document.getElementById("entry-person");
const doubt = box?.querySelector(".entry-person-doubt");
const ID_NUMBER = /^\d{14,17}[\dXx]$/;

// What was searched for is the name or the number already. Whether there is such a box.
export function openPerson() {
  if (!box) {
    return false;
  }
  box.hidden = false;
  const [name, number] = ["name", "number"].map((field) => box.elements.namedItem(field));
  const words = who.value.trim();
  if (ID_NUMBER.test(words)) {
    number.value = words;
  } else if (/\p{Script=Han}/u.test(words)) {
    name.value = words;
  }
  (name.value ? number : name).focus();
  return true;
}

function close() {
  const { value } = box.elements.namedItem("union"); // that of the one before is likely that of the next
  box.reset();
  box.elements.namedItem("union").value = value;
  doubt.hidden = box.hidden = true;
}

if (box) {
  form.addEventListener("sought", () => {
    if (isNobody()) {
      box.hidden = false;
    } else if (!box.contains(document.activeElement)) {
      close();
    }
  });
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(box, event.submitter));
    const answer = await ask(box.dataset.takeIn, fields);
    if (answer.text !== undefined) {
      amount.focus();
      offer(fields.name, answer.text);
      amount.select();
      return;
    }
    explain(answer);
    if (answer.refused?.doubt) {
      doubt.hidden = false;
      doubt.querySelector("button").value = answer.refused.doubt;
      offer(fields.name, answer.refused.hits);
      say(answer.refused.message);
      who.focus();
    } else {
      box.elements.namedItem(answer.refused?.field ?? "")?.focus();
    }
  });
}
