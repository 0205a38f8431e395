// "No plan yet": the sentence comes into the box below what stands there now,
// also when that was typed a moment ago.
import { pause, resume } from "./drafts.js";
import { writeTo } from "./send.js";

/** @param {HTMLFormElement} form */
const isOurs = (form) => form.id === "plan-none";
const reply = () => /** @type {HTMLFormElement | null} */ (document.getElementById("reply-form"));
const box = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));

/** The server writes below these words and not below an older copy. @param {HTMLFormElement} form */
function bring(form) {
  const words = box();
  if (!words) return;
  let field = /** @type {HTMLInputElement | null} */ (form.querySelector('[name="text"]'));
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "text";
    form.append(field);
  }
  field.value = words.value;
  const all = reply();
  if (all) pause(all);
}

export function start() {
  document.addEventListener(
    "submit",
    (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (isOurs(form)) bring(form);
    },
    true,
  );
  document.addEventListener("desk:sent", (event) => {
    const all = reply();
    if (!all || !isOurs(/** @type {HTMLFormElement} */ (event.target))) return;
    // The box is emptied, so that it takes what the server wrote.
    all.dispatchEvent(new CustomEvent("desk:sent", { bubbles: true }));
    resume(all, true);
    setTimeout(() => writeTo("#reply"));
  });
}
