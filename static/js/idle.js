// The session ends after half an hour without a request. Whoever types keeps it alive; two minutes before the end we ask,
// and at the end we go to the log-in page, so that a full screen is not left standing. The time of the last request is
// shared by all tabs: one that is worked in keeps the others open.

const MINUTE = 60000;
const LAST = "sanxin.active";
const { idle, alive, login } = document.body.dataset;
const dialog = document.getElementById("idle");

function touched() {
  localStorage.setItem(LAST, String(Date.now()));
}

function quietFor() {
  return Date.now() - Number(localStorage.getItem(LAST) || 0);
}

async function keepAlive() {
  const answer = await fetch(alive, { method: "HEAD", cache: "no-store", redirect: "manual" });
  if (answer.ok) {
    touched();
  }
}

function tick(limit) {
  const quiet = quietFor();
  if (quiet >= limit) {
    const back = location.pathname + location.search;
    location.assign(`${login}?idle=1&next=${encodeURIComponent(back)}`);
  } else if (quiet >= limit - 2 * MINUTE) {
    if (!dialog.open) {
      dialog.showModal();
    }
  } else if (dialog.open) {
    dialog.close("stay elsewhere");
  }
}

if (idle && dialog) {
  const limit = Number(idle) * 1000;
  touched();
  setInterval(() => tick(limit), 15000);
  dialog.addEventListener("close", () => keepAlive());
  document.addEventListener("input", () => {
    if (quietFor() > 5 * MINUTE) {
      touched();
      keepAlive();
    }
  });
}
