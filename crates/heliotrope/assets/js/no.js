// The honest no: found while one types, opened without leaving the letter, and
// filled from what is selected in it. Each step also works as a plain form.
import { morph } from "./morph.js";
import { focusOn, parse, visit } from "./page.js";

/** Milliseconds of rest before letters are looked up. */
const REST = 150;

/** What was selected in the letter when the form of a no was asked for. */
let selected = "";
let timer = 0;

const letter = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));

/** The words that are selected in the letter, if any. */
function selection() {
  const box = letter();
  return box ? box.value.slice(box.selectionStart, box.selectionEnd).trim() : "";
}

/** @param {string} selector @param {string} words */
function fill(selector, words) {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(selector));
  if (!field || !words) return;
  field.value = field.value.trim() ? `${field.value.trim()}\n${words}` : words;
  field.focus();
}

/** @param {string} href */
async function open(href) {
  selected = selection();
  await visit(href, { focus: ["#no-q"] });
  if (selected) fill("#no-reason", selected);
}

/** The first need that is open. */
function first() {
  const line = /** @type {HTMLAnchorElement | null} */ (document.querySelector("#panel-needs li.open .say-no"));
  return line?.href ?? "";
}

/** @param {HTMLInputElement} box */
async function look(box) {
  const form = box.closest("#no-ask");
  const asked = box.value;
  const src = form?.getAttribute("data-src") ?? "";
  try {
    const answer = await fetch(`${src}&q=${encodeURIComponent(asked)}`, { headers: { accept: "text/html" } });
    const news = parse(await answer.text()).getElementById("no-found");
    const here = document.getElementById("no-found");
    // Somebody types faster than the answer comes: the newest letters count.
    if (answer.ok && news && here && box.value === asked) morph(here, news);
  } catch {
    // Enter asks the server once more, and a lost line is said there.
  }
}

export function start() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const line = /** @type {HTMLAnchorElement | null} */ (target.closest?.("a.say-no, #no-ask .no-hits a, [data-no-close]") ?? null);
    const away = event.ctrlKey || event.metaKey || event.shiftKey;
    if (line && !away) {
      event.preventDefault();
      if (line.matches(".say-no")) open(line.href);
      else visit(line.href, { focus: line.matches("[data-no-close]") ? ["#reply"] : ["#no-put"] });
      return;
    }
    const button = target.closest?.("#say-no");
    if (button && first()) {
      event.preventDefault();
      open(first());
    }
    const take = target.closest?.("[data-no-take]");
    if (take) fill(take.getAttribute("data-no-take") ?? "", selection());
  });
  document.addEventListener("input", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.id !== "no-q") return;
    clearTimeout(timer);
    timer = window.setTimeout(() => look(box), REST);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement?.closest("#no-ask")) return;
    event.preventDefault();
    const close = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-no-close]"));
    if (close) visit(close.href, { focus: ["#reply"] });
    else focusOn("#reply");
  });
}
