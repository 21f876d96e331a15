// The store's forms: what a purchase is worth, fields of goods that are new, and a count that asks why where it differs.

function whole(text) {
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) : null;
}

function signed(number) {
  return number > 0 ? `+${number.toLocaleString("en")}` : number.toLocaleString("en").replace("-", "−");
}

function purchase(form) {
  const kit = form.elements.namedItem("kit");
  const fresh = form.querySelector("[data-new]");
  const worth = form.querySelector("[data-value]");
  const show = () => {
    if (fresh) {
      fresh.hidden = kit.value !== "new";
      fresh.querySelector("input").required = kit.value === "new";
    }
    const quantity = whole(form.elements.namedItem("quantity").value);
    const price = Number(form.elements.namedItem("unit_price").value.replace(/[,，]/g, "") || NaN);
    const value = quantity * price;
    worth.hidden = !(value > 0);
    // Shown as a help only: the server reckons with decimals.
    worth.querySelector("b").textContent = value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  };
  form.addEventListener("input", show);
  show();
}

function count(form) {
  const rows = [...form.querySelectorAll("[data-booked]")];
  const found = rows.map((row) => row.querySelector(".input-num"));
  const show = () => {
    let sum = 0;
    let more = 0;
    rows.forEach((row, place) => {
      const typed = whole(found[place].value);
      const differs = typed === null ? 0 : typed - Number(row.dataset.booked);
      const why = row.querySelector("[data-why]");
      const cell = row.querySelector("[data-differs]");
      sum += typed ?? 0;
      more += differs;
      why.hidden = differs === 0 && why.value === "";
      why.required = differs !== 0;
      cell.textContent = typed === null ? "" : signed(differs);
      cell.classList.toggle("is-warn", differs !== 0);
    });
    const said = found.some((field) => whole(field.value) !== null);
    form.querySelector("[data-found]").textContent = said ? sum.toLocaleString("en") : "";
    form.querySelector("[data-more]").textContent = said ? signed(more) : "";
  };
  // Enter goes down the column, over the reason where one is asked for; the last one goes on to who counted.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest("[data-booked]")) {
      return;
    }
    event.preventDefault();
    const shown = (field) => !field.hidden && !field.closest("details:not([open])");
    const fields = [...form.querySelectorAll("[data-booked] .input")].filter(shown);
    const next = fields[fields.indexOf(event.target) + 1] ?? form.elements.namedItem("on");
    next.focus();
    next.select?.();
  });
  form.addEventListener("input", show);
  show();
  if (!form.querySelector("[aria-invalid]")) {
    found[0]?.focus();
  }
}

document.querySelectorAll("form[data-purchase]").forEach(purchase);
document.querySelectorAll("form[data-count]").forEach(count);
