// Rows chosen for one act on all of them. The boxes and the bar below the list
// are a plain form; here are the count, the ranges and the way out.
import { onArrival } from "./page.js";
import { announce, count, say } from "./words.js";

const BOX = "#rows .pick input, li.choice input[type=checkbox]";

const boxes = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(BOX))];
const chosen = () => boxes().filter((box) => box.checked);

/** @type {HTMLInputElement | null} the box a range begins at */
let from = null;
let told = 0;

/** Shows how many there are, and says it when that has changed. */
function tell() {
  const n = chosen().length;
  const line = document.getElementById("chosen-count");
  if (line) line.textContent = n ? count("chosen", n) : "";
  if (n !== told) announce(n ? count("chosen", n) : say("letGo"));
  told = n;
}

/** All from the one chosen last to this one. @param {HTMLInputElement} to */
function range(to) {
  const all = boxes();
  const [first, last] = [all.indexOf(from ?? to), all.indexOf(to)].sort((one, other) => one - other);
  for (const box of all.slice(Math.max(first, 0), last + 1)) box.checked = true;
  from = to;
  tell();
}

/** `Shift+X`: all from the one chosen last to the row that has the focus. */
export function chooseTo() {
  const row = document.activeElement?.closest("#rows li, li.choice");
  const box = /** @type {HTMLInputElement | null | undefined} */ (row?.querySelector(BOX));
  if (box) range(box);
}

/** @returns {boolean} whether something was chosen and is let go */
export function letGo() {
  const all = chosen();
  for (const box of all) box.checked = false;
  if (all.length) tell();
  return all.length > 0;
}

export function start() {
  document.addEventListener("click", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.matches?.(BOX) && event.shiftKey && box.checked) range(box);
  });
  document.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.matches?.(BOX)) return;
    from = box.checked ? box : null;
    tell();
  });
  // A form lets go of its boxes after the event.
  document.addEventListener("reset", () => setTimeout(tell));
  // A row that left took its box along.
  document.addEventListener("desk:renewed", tell);
  let list = "";
  onArrival(() => {
    const here = document.getElementById("rows")?.dataset.src ?? location.pathname;
    // What was chosen in one list is not chosen in another.
    if (list && list !== here) for (const box of document.querySelectorAll("#rows .pick input")) /** @type {HTMLInputElement} */ (box).checked = false;
    list = here;
    told = chosen().length;
    tell();
  });
}
