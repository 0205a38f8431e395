// Times that a letter names, offered as promises. The server reads them when it
// keeps the draft; nothing here knows a calendar. Ctrl+Space takes the first,
// Escape drops it, Escape twice in a row mutes times of its shape.
import { onArrival } from "./page.js";
import { announce, make } from "./words.js";

/** @typedef {{ kind: string, due: string, words: string, phrase: string, label: string }} Chip */

const TWICE = 1500;

/** @type {Chip[]} */
let offered = [];
/** @type {Chip[]} */
let accepted = [];
/** @type {Set<string>} */
let dropped = new Set();
/** @type {{ chip: Chip, at: number } | null} */
let last = null;
/** @type {Chip | null} */
let muted = null;
let ofCase = "";

const place = () => document.getElementById("promise-chips");
const reply = () => /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));
/** @param {Chip} chip */
const name = (chip) => `${chip.kind} ${chip.due} ${chip.words}`;
/** @param {string} key @param {Chip} chip */
const say = (key, chip) => announce((place()?.dataset[key] ?? "").replace("{label}", chip.label));
const token = () => document.querySelector('meta[name="form-token"]')?.getAttribute("content") ?? "";

/** What the server read in the words it has now. @param {Chip[]} chips */
function read(chips) {
  const before = new Set(offered.map(name));
  const gone = accepted.filter((chip) => !chips.some((it) => it.kind === chip.kind && it.due === chip.due));
  // A sentence that was mended keeps its promise, with its new words.
  accepted = chips.filter((chip) => accepted.some((it) => it.kind === chip.kind && it.due === chip.due));
  offered = chips.filter((chip) => !accepted.includes(chip) && !dropped.has(name(chip)));
  const fresh = offered.find((chip) => !before.has(name(chip)));
  if (gone[0]) say("gone", gone[0]);
  else if (fresh) say("offered", fresh);
  draw();
}

/** @param {Chip} chip */
function accept(chip) {
  offered = offered.filter((it) => it !== chip);
  accepted.push(chip);
  muted = null;
  say("accepted", chip);
  draw();
}

/** @param {Chip} chip */
function drop(chip) {
  offered = offered.filter((it) => it !== chip);
  accepted = accepted.filter((it) => it !== chip);
  dropped.add(name(chip));
  last = { chip, at: performance.now() };
  draw();
}

/** @param {Chip} chip @param {boolean} again */
async function mute(chip, again) {
  last = null;
  const body = new URLSearchParams({ phrase: chip.phrase, again: String(again), form_token: token() });
  const answer = await fetch("/promises/muted", { method: "POST", body, headers: { "x-form-token": token() } }).catch(() => null);
  if (!answer?.ok) return;
  muted = again ? null : chip;
  if (muted) say("muted", chip);
  else dropped.clear();
  draw();
  if (again) reply()?.dispatchEvent(new Event("input", { bubbles: true }));
}

function draw() {
  const here = place();
  if (!here) return;
  here.replaceChildren(...accepted.map((chip) => taken(chip, here)), ...offered.map((chip) => offer(chip, here)));
  if (!muted) return;
  const chip = muted;
  const again = button("again", "btn quiet", here, () => mute(chip, true));
  here.append(make("span", { class: "muted" }, (here.dataset.muted ?? "").replace("{label}", chip.label), " ", again));
}

/** @param {Chip} chip @param {HTMLElement} here */
function taken(chip, here) {
  const field = make("input", { type: "hidden", name: "chip", value: JSON.stringify({ kind: chip.kind, due: chip.due, words: chip.words }) });
  const away = button("drop", "btn quiet", here, () => drop(chip));
  return make("span", { class: "promise-chip accepted" }, field, make("span", {}, `✓ ${chip.label}`), away);
}

/** @param {Chip} chip @param {HTMLElement} here */
function offer(chip, here) {
  const yes = button("accept", "btn", here, () => accept(chip), "Ctrl Space");
  const no = button("drop", "btn quiet", here, () => drop(chip), "Esc");
  return make("span", { class: "promise-chip" }, make("span", {}, chip.label), yes, no);
}

/** @param {string} word @param {string} look @param {HTMLElement} here @param {() => unknown} act @param {string} [key] */
function button(word, look, here, act, key) {
  const made = make("button", { type: "button", class: look }, here.dataset[word] ?? "");
  if (key) made.append(" ", make("kbd", {}, key));
  made.addEventListener("click", () => {
    act();
    reply()?.focus();
  });
  return made;
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.target !== reply() || event.isComposing || event.defaultPrevented) return;
  const first = offered[0];
  if (event.ctrlKey && event.code === "Space" && first) {
    event.preventDefault();
    accept(first);
  } else if (event.key === "Escape" && last && performance.now() - last.at < TWICE) {
    event.preventDefault();
    mute(last.chip, false);
  } else if (event.key === "Escape" && first) {
    event.preventDefault();
    drop(first);
  }
}

function forget() {
  offered = [];
  accepted = [];
  dropped = new Set();
  last = muted = null;
  draw();
}

/** Another case has its own letter; words that wait in its box are read again. */
function arrived() {
  const now = document.querySelector("#case")?.getAttribute("data-case") ?? "";
  if (now === ofCase) return draw();
  ofCase = now;
  forget();
  const box = reply();
  if (box?.value.trim()) box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function start() {
  onArrival(arrived);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("desk:sent", forget);
  document.addEventListener("desk:draft", (event) => {
    if (event.target === reply()) read(/** @type {CustomEvent} */ (event).detail?.chips ?? []);
  });
}
