// Needs by key: a need of selected words, the outlined ones, and the panel's own
// keys. Each of these is a plain form on the page that works without this file.
import { focusOn } from "./page.js";

/** What stands in a letter is its text; the buttons and the words said to readers are ours. @param {Node} node */
const isOurs = (node) => node.parentElement?.closest("form, .said") !== null;

/** Where in the text of `box` a point of the selection lies, in characters. @param {Element} box @param {Range} range */
function place(box, range) {
  const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  let before = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node === range.startContainer) return before + (isOurs(node) ? 0 : [...(node.nodeValue ?? "").slice(0, range.startOffset)].length);
    if (!isOurs(node)) before += [...(node.nodeValue ?? "")].length;
  }
  return before;
}

/** The selected words of a letter, without ours among them. @param {Range} range */
function selected(range) {
  const piece = range.cloneContents();
  piece.querySelectorAll("form, .said").forEach((ours) => ours.remove());
  return (piece.textContent ?? "").trim();
}

/** The words of a letter that are selected, where, and in which. Null when none are. */
function picked() {
  const selection = window.getSelection();
  const range = selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  const start = range?.startContainer;
  const box = (start instanceof Element ? start : start?.parentElement)?.closest("#letters .msg > .body > .words");
  const words = range && box?.contains(range.endContainer) ? selected(range) : "";
  return range && box && words ? { range, box, words } : null;
}

/** `r`: with words of a letter selected they stand quoted at the end of the reply, and are selected no more. @param {string} selector */
export function quote(selector) {
  const draft = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(selector));
  const words = picked()?.words;
  if (!draft || !words) return;
  const before = draft.value.trimEnd();
  const lines = words.split("\n").map((line) => `> ${line}`.trimEnd());
  draft.value = `${before}${before && "\n\n"}${lines.join("\n")}\n\n`;
  // What was set by a script is kept as a draft only when the box says so.
  draft.dispatchEvent(new Event("input", { bubbles: true }));
  window.getSelection()?.removeAllRanges();
}

/** `w`: with words of a letter selected they become a need, else on to the panel. */
export function needs() {
  const { range, box, words } = picked() ?? {};
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("add-need"));
  if (!range || !box || !form || !words) return toPanel();
  // A form of its own: what somebody types into the one on the page stays there.
  const own = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  own.hidden = true;
  for (const named of [own, ...own.querySelectorAll("[id]")]) named.removeAttribute("id");
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | null} */ (own.querySelector(`[name="${name}"]`));
  const [text, message] = [field("text"), field("message")];
  const id = box.closest(".msg")?.id.slice(1);
  if (!text || !message || !id) return;
  const from = document.createElement("input");
  Object.assign(from, { type: "hidden", name: "from", value: String(place(box, range)) });
  // The field's own limit is for typing; what is too long is cut with care by the server.
  text.removeAttribute("maxlength");
  [text.value, message.value] = [words, id];
  own.append(from);
  form.after(own);
  own.requestSubmit(/** @type {HTMLElement} */ (own.querySelector("button:not([name])")));
  own.remove();
  window.getSelection()?.removeAllRanges();
}

function toPanel() {
  const tab = /** @type {HTMLInputElement | null} */ (document.querySelector("#see-needs"));
  if (tab) tab.checked = true;
  focusOn("#panel-needs .needs > .open summary", "#panel-needs .needs summary", "#new-need");
}

/** The acts of the panel's keys: on the need that has the focus, or by its number. @param {string} act @param {string} key */
export function onNeed(act, key) {
  if (act === "new") return focusOn("#new-need");
  const rows = [...document.querySelectorAll("#panel-needs .needs > li")];
  const focused = document.activeElement?.closest("#panel-needs .needs > li");
  const row = /\d/.test(key) ? rows[Number(key) - 1] : (focused ?? rows.find((it) => it.matches(".open")));
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector(`[name="act"][value="${act}"]`))?.click();
}

/** Takes the first outlined place. @returns {boolean} whether there was one */
export function accept() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector("#letters form.accept button"));
  first?.click();
  return first !== null;
}

export function start() {
  // On the window: whoever has a chip waiting in the reply takes the key first.
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.code !== "Space" || !event.ctrlKey || event.altKey || event.metaKey) return;
    if (!document.querySelector("dialog[open]") && accept()) event.preventDefault();
  });
}
