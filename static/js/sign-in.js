// Tells when capital letters are locked, the commonest reason for a password that "does not work".

const field = document.querySelector("input[type=password]");
const hint = document.getElementById("caps");

if (field && hint) {
  const look = (event) => {
    if (event.getModifierState) {
      hint.hidden = !event.getModifierState("CapsLock");
    }
  };
  field.addEventListener("keydown", look);
  field.addEventListener("keyup", look);
}
