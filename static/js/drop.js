// Workbooks and whole folders can be dropped anywhere on the page; what is chosen is sent at once. Of a folder only the
// workbooks are sent, and the names of what was passed over. Without this the form has fields and a button.

const form = document.getElementById("drop");
const picker = form.querySelector("input[data-files]");
const folder = form.querySelector("input[data-folder]");
const sending = form.querySelector("[data-sending]");
const suffixes = form.dataset.suffixes.split(" ");

const isLitter = (name) => /^(~\$|\.)/.test(name) || ["Thumbs.db", "desktop.ini"].includes(name);
const isWorkbook = ({ name }) => !isLitter(name) && suffixes.some((suffix) => name.toLowerCase().endsWith(suffix));

// The files below an entry of a drop, however deep.
async function filesBelow(entry) {
  if (entry.isFile) {
    return [await new Promise((found, failed) => entry.file(found, failed))];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    // A reader hands out a hundred entries at a time, and none when it is at its end.
    const entries = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!entries.length) {
      return files;
    }
    for (const inside of entries) {
      files.push(...(await filesBelow(inside)));
    }
  }
}

function send(files) {
  if (!files.length) {
    return;
  }
  const workbooks = files.filter(isWorkbook);
  const taken = new DataTransfer();
  for (const file of workbooks.length ? workbooks : files) {
    taken.items.add(file);
  }
  if (workbooks.length) {
    const others = files.filter((file) => !isWorkbook(file)).map((file) => file.name);
    form.elements.passed_over.value = others.join("\n");
  }
  picker.files = taken.files;
  folder.disabled = true;
  sending.hidden = false;
  form.classList.add("is-sending");
  form.submit();
}

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    form.classList.remove("is-over");
  }
});
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("is-over");
  // The items are gone once the handler waits for the first time.
  const items = [...event.dataTransfer.items];
  const entries = items.map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  if (!entries.length) {
    send([...event.dataTransfer.files]);
    return;
  }
  const found = await Promise.all(entries.map(filesBelow));
  send(found.flat());
});

picker.addEventListener("change", () => send([...picker.files]));
folder.addEventListener("change", () => send([...folder.files]));
// Whoever comes back to the page by the back button finds it ready again.
window.addEventListener("pageshow", () => {
  form.classList.remove("is-sending");
  folder.disabled = false;
  sending.hidden = true;
});
form.classList.add("is-live");
