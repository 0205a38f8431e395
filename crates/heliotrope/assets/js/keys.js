// The keys. There is one table, and it is the sheet that `?` opens:
//   <li data-keys="g t|…" data-do="go" data-to="/today">words, <kbd>…</li>
// The server draws it in the reader's language; this file does what it says.
import { chooseTo, letGo } from "./choose.js";
import { open as openPalette } from "./palette.js";
import { focusOn, visit } from "./page.js";
import { gateKey, sendNow, writeTo } from "./send.js";
import { accept, needs, onNeed, quote } from "./needs.js";

const PAUSE = 1200;
const CHOICE = "keys";

/** @param {string} selector @returns {HTMLElement | null} the first that can be seen */
const there = (selector) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))].find((it) => it.checkVisibility()) ?? null;

/** @type {Record<string, (to: string, key: string) => unknown>} what a row of the sheet can do */
const DEEDS = {
  go: (to) => (document.body.classList.contains("desk") ? visit(to, { focus: ["#q", "#list", "#main"] }) : location.assign(to)),
  press: (to) => there(to)?.click(),
  write: (to) => {
    if (to === "#reply") quote(to);
    writeTo(to);
  },
  unfold: (to) => unfold(to),
  open: (to) => sheet(to),
  palette: () => openPalette(run),
  next: () => step(1),
  previous: () => step(-1),
  follow: () => false,
  "choose-to": () => chooseTo(),
  pane: () => nextPane(),
  out: () => out(),
  send: () => sendNow(false),
  "send-close": () => sendNow(true),
  needs: () => needs(),
  accept: () => accept(),
  need: (to, key) => onNeed(to, key),
};

/** @param {HTMLElement} row of the sheet @param {string} [key] by which it was asked for */
export function run(row, key = "") {
  return DEEDS[row.dataset.do ?? ""]?.(row.dataset.to ?? "", key);
}

/** Whether this act has something to act on here. @param {HTMLElement} row */
export function canRun(row) {
  const { do: deed = "", to = "" } = row.dataset;
  if (deed === "press" || deed === "unfold") return there(to) !== null;
  if (deed === "need" || deed === "needs") return document.querySelector("#add-need") !== null;
  if (deed === "write") return document.querySelector(to) !== null;
  if (deed === "send" || deed === "send-close") return document.activeElement?.closest("form[data-send]") !== null;
  return true;
}

/** @param {string} selector */
function unfold(selector) {
  const fold = /** @type {HTMLDetailsElement | null} */ (there(selector));
  if (!fold) return;
  fold.open = true;
  /** @type {HTMLElement | null} */ (fold.querySelector("select, input:not([type=hidden]), button"))?.focus();
}

/** @param {string} selector */
function sheet(selector) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector(selector));
  if (dialog && !dialog.open) dialog.showModal();
}

/** @param {1 | -1} by */
function step(by) {
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#rows .row, .hits > li > a, .asks > li > p:first-child > a"))];
  // The box of a row stands for its row.
  const here = document.activeElement?.closest("li[data-key]")?.querySelector(".row") ?? document.activeElement;
  const focused = rows.indexOf(/** @type {HTMLElement} */ (here));
  const current = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const at = focused >= 0 ? focused + by : current >= 0 ? current + by : by > 0 ? 0 : rows.length - 1;
  const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
  if (row?.checkVisibility()) row.focus();
  else row?.click();
}

function nextPane() {
  const panes = ["#list", "#conversation", "#reply, #note", "#panel", "#main"].map(there).filter((it) => it !== null);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  panes[(at + 1) % panes.length]?.focus();
}

/** Out of the box, the fold or what is chosen; what was typed stays. */
function out() {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const fold = /** @type {HTMLDetailsElement | null | undefined} */ (active?.closest("details.menu[open]"));
  if (fold) {
    fold.open = false;
    fold.querySelector("summary")?.focus();
  } else if (active && isText(active)) {
    active.blur();
    focusOn("#conversation", "#list", "#main");
  } else letGo();
}

/** @param {Element | null} element */
const isText = (element) =>
  element instanceof HTMLElement && element.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

/** `mod+shift+Enter`, `?`, `j`. @param {KeyboardEvent} event */
function named(event) {
  // On a keyboard of another script the letter is the one printed in that place.
  const foreign = /^\p{L}$/u.test(event.key) && event.key > "\u007f" && event.code.startsWith("Key");
  const key = foreign ? event.code.slice(3).toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  const long = key.length > 1;
  return mod + (event.shiftKey && (mod || long) ? "shift+" : "") + (mod && !long ? key.toLowerCase() : key);
}

/** The choice of this device, else of the person (the box as the server drew it). */
const off = () => {
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("keys-on"));
  let choice = null;
  try {
    choice = localStorage.getItem(CHOICE);
  } catch {
    // Without storage the person's own setting counts.
  }
  return choice ? choice === "off" : box?.defaultChecked === false;
};

let before = "";
let forget = 0;

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = named(event);
  const single = event.key.length === 1 && !key.startsWith("mod+");
  const text = isText(document.activeElement);
  if ((text && (single || key.startsWith("Arrow") || key === "Enter")) || (single && off())) return;
  if (document.querySelector("dialog[open]") && key !== "mod+k") return;
  if (!text && gateKey(event)) return;
  const inList = document.activeElement?.closest("#list, .hits") ?? null;
  if (key.startsWith("Arrow") && !inList) return;

  const wanted = before ? `${before} ${key}` : key;
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#keys [data-keys]"))];
  /** @param {HTMLElement} row */
  const keys = (row) => (row.dataset.keys ?? "").split("|");
  // Two places may use one letter: first the one around the focus, then the one
  // that has something to act on here.
  const all = rows
    .filter((row) => keys(row).includes(wanted) && (!row.dataset.within || document.activeElement?.closest(row.dataset.within)))
    .sort((one, other) => Number("within" in other.dataset) - Number("within" in one.dataset));
  const row = all.find(canRun) ?? all[0];
  clearTimeout(forget);
  before = "";
  if (row && row.dataset.do !== "follow") {
    // Escape also closes what the browser opened; everything else is ours alone.
    if (key !== "Escape") event.preventDefault();
    if (!event.repeat || row.dataset.do === "next" || row.dataset.do === "previous") run(row, key);
  } else if (single && rows.some((row) => keys(row).some((it) => it.startsWith(`${wanted} `)))) {
    before = wanted;
    forget = window.setTimeout(() => (before = ""), PAUSE);
  }
}

export function start() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const door = /** @type {Element} */ (event.target).closest?.("#open-keys");
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    }
    if (!door || !document.getElementById("keys")) return;
    event.preventDefault();
    sheet("#keys");
  });
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("keys-on"));
  if (!box) return;
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(CHOICE, box.checked ? "on" : "off");
    } catch {
      // Without storage the choice cannot be kept past this page.
    }
  });
}
