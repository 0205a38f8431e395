// The margin of an apology: its keys, the few letters of a cause, the marks
// `/1` to `/6` in the draft, and the phrases that stand under it. Each of these
// is a plain form or link without this file.
import { visit } from "./page.js";
import { make } from "./words.js";

const REST = 150;

const margin = () => document.getElementById("sorry");
const reply = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));
/** @param {string} selector */
const value = (selector) => /** @type {HTMLInputElement | null} */ (margin()?.querySelector(selector))?.value ?? "";

/** What is chosen or marked waits with the draft. */
const keep = () => reply()?.dispatchEvent(new Event("desk:marked", { bubbles: true }));

/** Draws the margin anew with what is chosen so far; the draft stays. @param {string[]} focus */
function redraw(...focus) {
  const path = /** @type {HTMLElement | null} */ (document.getElementById("sorry-cause"))?.dataset.sorry;
  if (!path) return;
  const asked = new URLSearchParams({ sorry: "1", fault: value("[name=fault]:checked"), cause: value("#sorry-cause") });
  visit(`${path}?${asked}`, { history: "leave", focus }).then(keep);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (at.id === "sorry-cause" && event.key === "Enter") {
    event.preventDefault();
    return redraw("#sorry-stop", "#reply");
  }
  if (!at.closest?.("#sorry") || at.matches("input:not([type=radio], [type=checkbox]), select")) return;
  const choice = /** @type {HTMLInputElement | null} */ (margin()?.querySelector(`[name=fault][data-key="${CSS.escape(event.key)}"]`));
  if (!choice) return;
  event.preventDefault();
  event.stopPropagation();
  choice.checked = true;
  redraw("#sorry-cause", "#sorry");
}

/** Marks of this browser that the server never got. @param {Record<string, string | string[]>} kept */
async function bringBack(kept) {
  const path = document.getElementById("case")?.dataset.case;
  if (!margin()) await visit(`/cases/${path}?${new URLSearchParams({ sorry: "1", fault: String(kept.fault), cause: String(kept.cause) })}`, { history: "leave" });
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#sorry [name=part]"))) box.checked = kept.parts.includes(box.value);
  for (const name of ["repair", "amount", "change"]) {
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector(`#sorry [name=${name}]`));
    if (field) field.value = String(kept[name]);
  }
  keep();
}

/** `/3` behind a blank marks the third part and goes. @param {HTMLTextAreaElement} box */
function marks(box) {
  const caret = box.selectionStart;
  const found = /(^|\s)\/([1-6])$/.exec(box.value.slice(0, caret));
  const part = found && /** @type {HTMLInputElement | null} */ (document.getElementById(`part-${found[2]}`));
  if (!part) return;
  part.checked = !part.checked;
  // What is marked is seen to be, also where it is folded away.
  if (part.checked) part.closest("details")?.setAttribute("open", "");
  part.closest("label")?.scrollIntoView({ block: "nearest" });
  box.setRangeText("", caret - 2, caret, "end");
  keep();
}

let resting = 0;

/** The names that fit what is typed. @param {HTMLInputElement} box */
function suggest(box) {
  clearTimeout(resting);
  resting = window.setTimeout(async () => {
    const list = box.list;
    if (!list || box.value.trim().length < 2) return;
    const answer = await fetch(`${box.dataset.causes}?limit=8&q=${encodeURIComponent(box.value)}`).catch(() => null);
    if (!answer?.ok) return;
    const { items } = await answer.json();
    list.replaceChildren(...items.map((/** @type {{ name: string }} */ cause) => make("option", { value: cause.name })));
  }, REST);
}

/** @param {{ phrase: string, says: string }[]} found */
function hints(found) {
  const list = document.getElementById("hints");
  list?.replaceChildren(
    ...found.map(({ phrase, says }) => {
      const line = make("li");
      line.append(make("span", { class: "wavy" }, phrase), `: ${says}`);
      return line;
    }),
  );
}

export function start() {
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => {
    const box = /** @type {HTMLElement} */ (event.target);
    if (box === reply()) marks(/** @type {HTMLTextAreaElement} */ (box));
    else if (box instanceof HTMLInputElement && box.dataset.causes) suggest(box);
  });
  document.addEventListener("change", (event) => {
    const at = /** @type {Element} */ (event.target);
    if (at.matches?.("#sorry [name=fault]")) redraw("#sorry-cause");
    if (at.closest?.("#sorry")) keep();
  });
  document.addEventListener("desk:margin", (event) => bringBack(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.("a#open-sorry, #sorry a[href*='/cases/']"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    visit(link.href, { history: "leave", focus: ["#sorry-stop", "#sorry [name=fault]", "#sorry", "#reply"] }).then(keep);
  });
  document.addEventListener("desk:draft", (event) => {
    if (event.target === reply()) hints(/** @type {CustomEvent} */ (event).detail?.hints ?? []);
  });
}
