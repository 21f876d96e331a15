// Single keys: "/" to the search box, "?" to the list of keys, and the letters of links and buttons with data-key="j".
// They act only while no field has the focus, and can be switched off (WCAG 2.1.4). Buttons with data-open="id" open that
// dialog, those with data-print print the page.

const SWITCH = "sanxin.keys";
const typing = "input, textarea, select, [contenteditable]";

function keysOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) {
    dialog.showModal();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) {
    return;
  }
  if (event.target.closest(typing) || document.querySelector("dialog[open]")) {
    return;
  }
  if (event.key === "/") {
    const field = document.getElementById("find");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  } else if (event.key === "?") {
    event.preventDefault();
    openDialog("keys");
  } else if (/^[a-z]$/.test(event.key)) {
    const meant = document.querySelector(`[data-key="${event.key}"]`);
    if (meant) {
      event.preventDefault();
      meant.click();
    }
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault(); // it may be a link to the page with the dialog on it, for browsers without scripts
    openDialog(opener.dataset.open);
  }
  if (event.target.closest("[data-print]")) {
    window.print();
  }
});

const box = document.getElementById("single-keys");
if (box) {
  box.checked = keysOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
