// "No plan yet": the sentence comes into the box below what stands there now,
// also when that was typed a moment ago. And `/give 15` in the reply.
import { pause, resume } from "./drafts.js";
import { visit } from "./page.js";
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

/** The form of goodwill opens in place. @param {string} url */
const give = (url) => visit(url, { history: "leave", focus: ["#give-amount"] });

/** `/give 15` and Enter. @param {KeyboardEvent} event */
function asked(event) {
  const words = box();
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a#give"));
  if (event.key !== "Enter" || event.target !== words || !words || !link) return;
  const at = words.selectionStart;
  const found = /(?:^|\s)(\/give\s+([\d.,]+))\s*$/u.exec(words.value.slice(0, at));
  if (!found || at !== words.selectionEnd) return;
  event.preventDefault();
  event.stopPropagation();
  words.setRangeText("", at - found[0].trimStart().length, at, "end");
  words.dispatchEvent(new Event("input", { bubbles: true }));
  const url = new URL(link.href);
  url.searchParams.set("goodwill", found[2]);
  give(url.href);
}

export function start() {
  document.addEventListener("keydown", asked, true);
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.("a#give"));
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    give(link.href);
  });
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
