// The bar of a long piece of work moves by itself. Without this the page has a link that shows how far it is.
// Elements with data-told="name" show what the answer holds under that name; where it holds another `step` than the page
// shows, the page is fetched anew.

const panel = document.getElementById("job");
const bar = panel.querySelector("progress");
const texts = panel.querySelectorAll("[data-told]");

async function ask() {
  try {
    const answer = await fetch(panel.dataset.standing, { cache: "no-store", redirect: "error" });
    if (answer.ok) {
      const standing = await answer.json();
      if (standing.over || String(standing.step || "") !== (panel.dataset.step || "")) {
        location.reload();
        return;
      }
      if (standing.percent === null) {
        bar.removeAttribute("value");
      } else {
        bar.value = standing.percent;
      }
      for (const text of texts) {
        if (text.textContent !== standing[text.dataset.told]) {
          text.textContent = standing[text.dataset.told];
        }
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
