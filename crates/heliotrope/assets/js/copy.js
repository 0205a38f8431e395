// A line to be pasted elsewhere: one press copies it. Without this script it can
// be selected, and its button is not shown.
import { announce, say } from "./words.js";

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    announce(say("copied"));
  } catch {
    // There is no clipboard without https; what is selected can still be copied.
    announce(say("selected"));
  }
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (button instanceof HTMLButtonElement) copy(button);
  });
}
