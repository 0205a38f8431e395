// Everything that can be done here, found by its name, its key, or what other
// desks call it (`data-also`). The rows are those of the key sheet; the saved
// views follow, and what else is on the page is found by its words.
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
/** @type {HTMLElement[]} what has no key: only for who types a word of it */
let besides = [];
/** @type {WeakMap<HTMLElement, HTMLElement>} what such a row presses */
const pressing = new WeakMap();

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
  besides = others(rows);
  box().value = "";
  it.showModal();
  list();
  views().then((found) => {
    possible.push(...found);
    if (it.open && !at) list();
  });
}

/** @param {string} name @param {string} [more] @returns {HTMLElement} */
function row(name, more = "") {
  const made = make("li");
  made.append(make("span", { dir: "auto" }, name), make("span", {}, more));
  return made;
}

/** The lists that were kept, each a place to go to. @returns {Promise<HTMLElement[]>} */
async function views() {
  const kind = document.querySelector(".rail a[href='/views']")?.textContent?.trim();
  try {
    const answer = await fetch("/api/v1/views", { headers: { accept: "application/json" } });
    /** @type {{ id: number, name: string }[]} */
    const items = answer.ok ? (await answer.json()).items : [];
    return items.map(({ id, name }) => {
      const made = row(name, kind);
      Object.assign(made.dataset, { do: "go", to: `/views/${id}` });
      return made;
    });
  } catch {
    return []; // The page of views is a row of its own.
  }
}

/** Places of the rail and acts beside the case that no row names. @param {HTMLElement[]} rows */
function others(rows) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rail ul :is(a, button), .acts :is(button, summary), .panel :is(a, button, summary)"));
  return [...all].flatMap((it) => {
    const named = rows.some(({ dataset: { do: deed, to } }) => to && (deed === "go" ? it.getAttribute("href") === to : it.closest(to)));
    if (named || it.id === "open-keys" || !(it.closest(".rail") || it.checkVisibility())) return [];
    const copy = /** @type {HTMLElement} */ (it.cloneNode(true));
    copy.querySelectorAll("kbd, .count").forEach((part) => part.remove());
    const name = (copy.textContent ?? "").trim();
    if (!name) return [];
    const made = row(name);
    pressing.set(made, it);
    return [made];
  });
}

/** @param {string} text small letters without accents */
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

function list() {
  const words = fold(box().value).split(/\s+/).filter(Boolean);
  found = [...possible, ...(words.length ? besides : [])].filter((row) => {
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
  const it = row && pressing.get(row);
  if (it) it.click();
  else if (row) act(row);
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
