// The bar of a long piece of work moves by itself. Without this the page has a link that shows how far it is.

const panel = document.getElementById("job");
const bar = panel.querySelector("progress");
const line = panel.querySelector("[data-line]");

async function ask() {
  try {
    const answer = await fetch(panel.dataset.standing, { cache: "no-store", redirect: "error" });
    if (answer.ok) {
      const standing = await answer.json();
      if (standing.over) {
        location.reload();
        return;
      }
      if (standing.percent === null) {
        bar.removeAttribute("value");
      } else {
        bar.value = standing.percent;
      }
      if (line.textContent !== standing.line) {
        line.textContent = standing.line;
      }
    }
  } catch {
    // The server is away for a moment, or the session is over: the link still works.
  }
  setTimeout(ask, 1000);
}

if (panel.dataset.standing) {
  setTimeout(ask, 1000);
}
