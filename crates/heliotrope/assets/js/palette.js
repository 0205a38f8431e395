// Everything that can be done here, found by its name, its key, or what other
// desks call it (`data-also`). The rows are those of the key sheet.
import { canRun } from "./keys.js";
import { visit } from "./page.js";
import { make } from "./words.js";

/** @type {HTMLElement[]} rows of the sheet that match */
let found = [];
let at = 0;
/** @type {(row: HTMLElement) => unknown} */
let act = () => {};
/** @type {HTMLElement | null} */
let cameFrom = null;
/** @type {HTMLElement[]} */
let possible = [];

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));
const box = () => /** @type {HTMLInputElement} */ (document.getElementById("palette-words"));

/** @param {(row: HTMLElement) => unknown} run */
export function open(run) {
  const it = dialog();
  if (!it || it.open) return;
  act = run;
  cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#keys [data-keys]"))];
  const silent = ["palette", "next", "previous", "follow", "pane", "out"];
  possible = rows.filter((row) => !silent.includes(row.dataset.do ?? "") && canRun(row));
  box().value = "";
  it.showModal();
  list();
}

/** @param {string} text small letters without accents */
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

function list() {
  const words = fold(box().value).split(/\s+/).filter(Boolean);
  found = possible.filter((row) => {
    const text = fold(`${row.textContent} ${row.dataset.also ?? ""}`);
    return words.every((word) => text.includes(word));
  });
  // What can be done here comes before where one can go.
  const goes = (/** @type {HTMLElement} */ row) => Number(row.dataset.do === "go");
  if (words.length) found.sort((one, other) => goes(one) - goes(other));
  at = 0;
  draw();
}

function draw() {
  const options = found.map((row, i) => {
    const option = make("li", { role: "option", id: `palette-${i}`, "aria-selected": String(i === at) });
    option.append(...[...row.childNodes].map((node) => node.cloneNode(true)));
    return option;
  });
  document.getElementById("palette-list")?.replaceChildren(...options);
  const none = /** @type {HTMLElement | null | undefined} */ (dialog()?.querySelector(".none"));
  if (none) none.hidden = found.length > 0;
  if (found.length) box().setAttribute("aria-activedescendant", `palette-${at}`);
  else box().removeAttribute("aria-activedescendant");
  options[at]?.scrollIntoView({ block: "nearest" });
}

/** @param {number} i */
function choose(i) {
  const row = found[i];
  const words = box().value.trim();
  dialog()?.close();
  cameFrom?.focus();
  if (row) act(row);
  else if (words) visit(`/search?q=${encodeURIComponent(words)}`, { focus: ["#q"] });
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key === "Enter") choose(at);
  else if (event.key === "ArrowDown") at = Math.min(at + 1, found.length - 1);
  else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
  else return;
  event.preventDefault();
  if (dialog()?.open) draw();
}

export function start() {
  document.addEventListener("input", (event) => event.target === box() && list());
  document.addEventListener("keydown", (event) => dialog()?.open && pressed(event));
  document.addEventListener("click", (event) => {
    const option = /** @type {Element} */ (event.target).closest?.("#palette-list > li");
    if (option) choose([...(option.parentElement?.children ?? [])].indexOf(option));
    // A press beside the palette closes it.
    if (event.target === dialog()) dialog()?.close();
  });
}
