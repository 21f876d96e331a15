// What forms keep in this browser of input that was not saved yet: read, write and forget it.

const PREFIX = "sanxin.form.";
export const WEEK = 7 * 24 * 3600 * 1000;

export function keyOf(user, form) {
  return `${PREFIX}${user}.${form}`;
}

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the form still works, it only forgets.
  }
}

export function forget(key) {
  localStorage.removeItem(key);
}

function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

// Everything kept under keys that begin so.
export function readAll(prefix) {
  return keys().filter((key) => key.startsWith(prefix)).map(read).filter(Boolean);
}

export function forgetOld() {
  for (const key of keys()) {
    const held = read(key);
    if (!held || Date.now() - held.at > WEEK) {
      forget(key);
    }
  }
}

export function forgetAll() {
  keys().forEach(forget);
}
