// Menus are <details data-menu>: they work without this. Here: one open at a time, closed by Esc and by a click elsewhere.

const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
