// `/` in the reply: a word and Enter does what it says. The rows stand in the
// page, drawn by the server in both languages:
//   <li data-word="promise" data-do="insert" data-to="I will write to you by |.">
// What a row does is a deed of keys.js; `insert` puts words at the caret, which
// then stands where the | was.
import { run } from "./keys.js";
import { onArrival } from "./page.js";
import { announce } from "./words.js";

/** @returns {HTMLElement | null} */
const menu = () => document.getElementById("slash");
const reply = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));
/** @returns {HTMLElement[]} */
const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (menu()?.querySelectorAll("li") ?? [])];
const shown = () => rows().filter((row) => !row.hidden);

/** What was typed after the last slash before the caret; none without one. @param {HTMLTextAreaElement} box */
function asked(box) {
  if (box.selectionStart !== box.selectionEnd) return null;
  return /(?:^|\s)\/([\p{L}\p{N}]*)$/u.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null;
}

function look() {
  const box = reply();
  const word = box && asked(box)?.toLowerCase();
  if (!box || word === null || word === undefined) return close();
  for (const row of rows()) row.hidden = !(row.dataset.word ?? "").startsWith(word);
  const found = shown();
  const here = menu();
  if (!here || found.length === 0) return close();
  const opened = here.hidden;
  here.hidden = false;
  box.setAttribute("aria-controls", "slash");
  box.setAttribute("aria-expanded", "true");
  choose(found[0]);
  if (opened) announce((here.dataset.said ?? "").replace("{n}", String(found.length)));
}

/** @param {HTMLElement | undefined} row */
function choose(row) {
  for (const other of rows()) other.setAttribute("aria-selected", String(other === row));
  if (row) reply()?.setAttribute("aria-activedescendant", row.id);
  row?.scrollIntoView({ block: "nearest" });
}

function close() {
  const here = menu();
  if (!here || here.hidden) return;
  here.hidden = true;
  const box = reply();
  for (const name of ["aria-controls", "aria-expanded", "aria-activedescendant"]) box?.removeAttribute(name);
}

/** @param {HTMLElement} row */
function act(row) {
  const box = reply();
  const word = box && asked(box);
  close();
  if (!box || word === null) return;
  const from = box.selectionStart - word.length - 1;
  box.setRangeText("", from, box.selectionStart, "end");
  if (row.dataset.do === "insert") insert(box, row.dataset.to ?? "");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (row.dataset.do !== "insert") run(row);
}

/** @param {HTMLTextAreaElement} box @param {string} text */
function insert(box, text) {
  const caret = text.indexOf("|");
  const at = box.selectionStart;
  box.setRangeText(text.replace("|", ""), at, at, "end");
  if (caret >= 0) box.setSelectionRange(at + caret, at + caret);
  box.focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const here = menu();
  if (!here || here.hidden || event.target !== reply() || event.isComposing) return;
  const found = shown();
  const at = found.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const by = event.key === "ArrowDown" ? 1 : -1;
    choose(found[(at + by + found.length) % found.length]);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && found[at]) {
    act(found[at]);
  } else if (event.key === "Escape") {
    close();
  } else {
    if (event.key === "Tab") close();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function start() {
  onArrival(close);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => event.target === reply() && look());
  document.addEventListener("focusout", (event) => event.target === reply() && close());
  // Before the box loses the focus, so that the caret is still known.
  document.addEventListener("mousedown", (event) => {
    const row = /** @type {Element} */ (event.target).closest?.("#slash li");
    if (!row) return;
    event.preventDefault();
    act(/** @type {HTMLElement} */ (row));
  });
}
