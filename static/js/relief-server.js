// What the server is asked while a relief list is filled, and what is said of its answers.

export const form = document.getElementById("entry-form");
export const said = form.dataset;

const told = document.getElementById("entry-said");

// {text}: it answered; {refused}: it says no; {ended}: the session is over; {lost}: it could not be reached.
export async function ask(address, fields) {
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

export function say(words) {
  told.textContent = words;
  told.hidden = !words;
}

export function showLogin(isOver) {
  document.getElementById("entry-login").hidden = !isOver;
  if (isOver) {
    document.getElementById("entry-queue").hidden = false;
    say(said.saidEnded);
  }
}

// What is said of an answer that is none: refused, the session over, or the server away.
export function explain(answer) {
  say(answer.refused ? answer.refused.message : answer.ended ? said.saidEnded : said.saidAway);
  showLogin(Boolean(answer.ended));
}
