// What may come next while a filter is typed: the server says it, a list under
// the field shows it. Arrows choose, Enter takes what is chosen; without a
// choice Enter does what it always does. Without script the help below the
// field says the same:
//   <ul class="ideas" data-ideas-of="q" data-said="{n} suggestions." hidden></ul>
import { onArrival } from "./page.js";
import { announce, make } from "./words.js";

/** A field is asked about after this rest, in ms. */
const REST = 120;

/** @type {HTMLInputElement | null} the field the list belongs to */
let field = null;
/** @type {{ word: string, means: string, text: string, caret: number }[]} */
let ideas = [];
let at = -1;
let timer = 0;
let asked = 0;

/** @param {HTMLInputElement | null} of @returns {HTMLElement | null} */
const list = (of = field) => document.querySelector(`[data-ideas-of="${of?.id ?? ""}"]`);

function close() {
  asked += 1;
  clearTimeout(timer);
  const here = list();
  if (here) here.hidden = true;
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
  at = -1;
}

/** @param {HTMLInputElement} of */
async function ask(of) {
  const mine = ++asked;
  const caret = [...of.value.slice(0, of.selectionStart ?? of.value.length)].length;
  const answer = await fetch(`/api/v1/filters?q=${encodeURIComponent(of.value)}&caret=${caret}`).catch(() => null);
  if (mine !== asked || !answer?.ok || document.activeElement !== of) return;
  const told = await answer.json();
  if (mine !== asked) return;
  ideas = told.suggestions;
  field = of;
  draw();
}

function draw() {
  const here = list();
  if (!here || !field) return;
  const news = here.hidden && ideas.length > 0;
  if (ideas.length === 0) return close();
  here.replaceChildren(...ideas.map((idea, n) => {
    const row = make("li", { role: "option", id: `${here.id}-${n}`, "aria-selected": String(n === at) });
    row.append(make("code", {}, idea.word));
    if (idea.means) row.append(make("span", {}, idea.means));
    return row;
  }));
  here.hidden = false;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": here.id, "aria-expanded": "true" })) {
    field.setAttribute(name, value);
  }
  if (at >= 0) field.setAttribute("aria-activedescendant", `${here.id}-${at}`);
  else field.removeAttribute("aria-activedescendant");
  here.children[at]?.scrollIntoView({ block: "nearest" });
  if (news) announce((here.dataset.said ?? "").replace("{n}", String(ideas.length)));
}

/** @param {number} n */
function take(n) {
  const [idea, of] = [ideas[n], field];
  close();
  if (!idea || !of) return;
  of.value = idea.text;
  const caret = [...idea.text].slice(0, idea.caret).join("").length;
  of.focus();
  of.setSelectionRange(caret, caret);
  // A field's name is followed by its values.
  ask(of);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const here = list();
  if (!here || here.hidden || event.target !== field || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    // Above the first one nothing is chosen.
    const by = event.key === "ArrowDown" ? 1 : -1;
    at = ((at + by + 1 + ideas.length + 1) % (ideas.length + 1)) - 1;
    draw();
  } else if (event.key === "Enter" && at >= 0) {
    take(at);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function start() {
  onArrival(close);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => {
    const of = /** @type {HTMLInputElement} */ (event.target);
    if (!list(of)) return;
    if (field !== of) close();
    at = -1;
    clearTimeout(timer);
    timer = setTimeout(() => ask(of), REST);
  });
  document.addEventListener("focusout", (event) => event.target === field && close());
  // Before the field loses the focus, so that the caret is still known.
  document.addEventListener("mousedown", (event) => {
    const row = /** @type {Element} */ (event.target).closest?.("[data-ideas-of] > li");
    if (!row) return;
    event.preventDefault();
    take([...(row.parentElement?.children ?? [])].indexOf(row));
  });
}
