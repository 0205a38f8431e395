// No typed word is lost. Each key goes into this browser's own storage; after
// 800 ms of rest the server has it too. Two windows that write one draft keep
// both: ours stays in the box, the other stands under it until a person chooses.
import { onArrival } from "./page.js";
import { make, say } from "./words.js";

const REST = 800;
const AGAIN = 5000;

/** @typedef {Record<string, string | string[]>} Margin what is marked beside a reply */
/** @typedef {{ text: string, version: number, saved: boolean, url: string, margin?: Margin | null }} Copy */

const agent = () => document.body.dataset.agent ?? "";
const prefix = () => `draft:${agent()}:`;
/** @param {HTMLTextAreaElement} box */
const name = (box) => `${prefix()}${box.dataset.draft}`;
const token = () => document.querySelector('meta[name="form-token"]')?.getAttribute("content") ?? "";

/** @param {string} key @returns {Copy | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {Copy | null} copy */
function write(key, copy) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify(copy));
    else localStorage.removeItem(key);
  } catch {
    // Storage is full or forbidden: the server's copy is the one that is left.
  }
}

/**
 * The margin beside a reply as it stands, none when it is shut.
 * @param {HTMLTextAreaElement} box
 * @returns {Margin | null}
 */
function margin(box) {
  if (!box.form || box.id !== "reply" || !document.getElementById("sorry")) return null;
  const data = new FormData(box.form);
  const word = (/** @type {string} */ name) => String(data.get(name) ?? "");
  const words = Object.fromEntries(["fault", "repair", "amount", "change"].map((name) => [name, word(name)]));
  return { ...words, cause: word("sorry_cause"), parts: data.getAll("part").map(String) };
}

/** @typedef {{ timer: number, saving: Promise<void> | null, leaves: boolean }} State */

/** @type {WeakMap<HTMLTextAreaElement, State>} */
const states = new WeakMap();

/** @param {HTMLTextAreaElement} box */
function state(box) {
  let it = states.get(box);
  if (!it) states.set(box, (it = { timer: 0, saving: null, leaves: false }));
  return it;
}

/** @param {HTMLTextAreaElement} box @param {number} [after] */
function saveSoon(box, after = REST) {
  const it = state(box);
  clearTimeout(it.timer);
  it.timer = window.setTimeout(() => save(box), after);
}

/** @returns {HTMLTextAreaElement[]} */
const boxes = () => [...document.querySelectorAll("textarea[data-draft]")].map((box) => /** @type {HTMLTextAreaElement} */ (box));

/** A box that comes with a page: words of this browser that the server never got go on top. @param {HTMLTextAreaElement} box */
function adopt(box) {
  if (states.has(box)) return;
  state(box);
  const local = read(name(box));
  const other = read(`${name(box)}:other`);
  if (other) showOther(box, other.text);
  if (!local || local.saved) return;
  if (local.margin) box.dispatchEvent(new CustomEvent("desk:margin", { bubbles: true, detail: local.margin }));
  if (local.text === box.value) return;
  const version = Number(box.dataset.version ?? 0);
  if (local.version !== version && box.value !== "") keepBoth(box, box.value, version);
  box.value = local.text;
  save(box);
}

/** @param {HTMLTextAreaElement} box */
function typed(box) {
  const url = box.dataset.url ?? "";
  write(name(box), { text: box.value, version: Number(box.dataset.version ?? 0), saved: false, url, margin: margin(box) });
  saveSoon(box);
}

/**
 * Puts the box's words on the server, one save at a time.
 * @param {HTMLTextAreaElement} box
 * @param {boolean} [closing] the page is about to go
 */
function save(box, closing = false) {
  const it = state(box);
  clearTimeout(it.timer);
  it.timer = 0;
  if (!box.dataset.url || it.leaves) return;
  if (it.saving && !closing) return saveSoon(box);
  it.saving = put(box, closing).finally(() => (it.saving = null));
}

/** @param {HTMLTextAreaElement} box @param {boolean} closing */
async function put(box, closing) {
  const text = box.value;
  const { url = "", draft = "", version = "0" } = box.dataset;
  const answer = await post(url, draft, text, version, { margin: margin(box), closing });
  if (state(box).leaves) return;
  if (answer.status === 409) {
    keepBoth(box, answer.text ?? "", answer.version ?? 0);
    return saveSoon(box);
  }
  if (answer.status !== 200) {
    kept(say("keptLocal"));
    return saveSoon(box, AGAIN);
  }
  box.dataset.version = String(answer.version);
  box.dispatchEvent(new CustomEvent("desk:draft", { bubbles: true, detail: answer.said }));
  const saved = box.value === text;
  write(name(box), { text: box.value, version: Number(answer.version), saved, url });
  if (saved) kept(say("keptServer", { time: clock() }));
}

/**
 * @param {string} url
 * @param {string} draft
 * @param {string} text
 * @param {string} version
 * @param {{ margin?: Margin | null, closing?: boolean }} [more]
 * @returns {Promise<{ status: number, version?: number, text?: string, said?: unknown }>}
 */
async function post(url, draft, text, version, { margin = null, closing = false } = {}) {
  const body = JSON.stringify({ kind: draft.split(":")[1], text, version: Number(version), margin });
  const headers = { accept: "application/json", "content-type": "application/json", "x-form-token": token() };
  try {
    const answer = await fetch(url, { method: "POST", body, headers, keepalive: closing && text.length < 20000 });
    if (!answer.ok && answer.status !== 409) return { status: answer.status };
    // A 409 without words: the server has no draft any more.
    const said = await answer.json().catch(() => ({}));
    return { status: answer.ok ? 200 : 409, version: said.version, text: said.text, said };
  } catch {
    return { status: 0 };
  }
}

const clock = () => {
  const zone = document.body.dataset.zone || undefined;
  const how = /** @type {Intl.DateTimeFormatOptions} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  return new Intl.DateTimeFormat(document.documentElement.lang || undefined, how).format(new Date());
};

/** @param {string} sentence */
function kept(sentence) {
  const line = document.getElementById("kept");
  if (line) line.textContent = sentence;
}

/** Another window saved first. @param {HTMLTextAreaElement} box @param {string} text @param {number} version */
function keepBoth(box, text, version) {
  box.dataset.version = String(version);
  if (box.value.startsWith(text)) return; // all of it stands in the box
  write(`${name(box)}:other`, { text, version, saved: false, url: "" });
  showOther(box, text);
}

/** @param {HTMLTextAreaElement} box @param {string} text */
function showOther(box, text) {
  box.parentElement?.querySelector(".other-draft")?.remove();
  const use = make("button", { class: "btn", type: "button", "data-act": "use-other" }, say("use"));
  const drop = make("button", { class: "btn quiet", type: "button", "data-act": "drop-other" }, say("drop"));
  const words = make("div", { class: "words", dir: "auto" }, text);
  const line = make("div", { class: "bar owed other-draft", "data-still": "" });
  line.append(make("p", {}, say("two")), make("div", { class: "btns" }, use, drop), words);
  box.after(line);
}

/** @param {Element} button */
function choose(button) {
  const line = button.closest(".other-draft");
  const box = /** @type {HTMLTextAreaElement | null | undefined} */ (line?.parentElement?.querySelector("textarea[data-draft]"));
  if (!line || !box) return;
  if (button.getAttribute("data-act") === "drop-other") {
    write(`${name(box)}:other`, null);
    line.remove();
  } else {
    // They change places, so that neither is lost by a slip.
    const mine = box.value;
    box.value = line.querySelector(".words")?.textContent ?? "";
    write(`${name(box)}:other`, { text: mine, version: 0, saved: false, url: "" });
    showOther(box, mine);
    typed(box);
  }
  box.focus();
}

/** The words have left: nothing of them stays behind as a draft. @param {HTMLFormElement} form */
function sent(form) {
  for (const box of boxes().filter((box) => form.contains(box))) {
    write(name(box), null);
    box.value = "";
  }
}

/**
 * Before a form goes: no late save may bring its words back as a draft, and
 * nothing can be typed that would be cleared with what was sent.
 * @param {HTMLFormElement} form
 */
export async function pause(form) {
  for (const box of boxes().filter((box) => form.contains(box))) {
    const it = state(box);
    clearTimeout(it.timer);
    it.timer = 0;
    it.leaves = true;
    box.readOnly = true;
    await it.saving;
  }
}

/** After the answer. @param {HTMLFormElement} form @param {boolean} sent */
export function resume(form, sent) {
  for (const box of boxes().filter((box) => form.contains(box))) {
    state(box).leaves = false;
    box.readOnly = false;
    if (!sent && box.value !== "") saveSoon(box);
  }
}

/** Signing out: what the server has is removed here; what it does not have is tried once more. */
async function leave() {
  for (const box of boxes()) {
    clearTimeout(state(box).timer);
    state(box).timer = 0;
    await state(box).saving;
  }
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix())) continue;
    const copy = read(key);
    if (copy && !copy.saved && copy.url) {
      const answer = await post(copy.url, key.slice(prefix().length), copy.text, String(copy.version), { margin: copy.margin });
      if (answer.status !== 200) continue;
    } else if (copy && !copy.saved) {
      continue;
    }
    localStorage.removeItem(key);
  }
}

export function start() {
  onArrival(() => boxes().forEach(adopt));
  document.addEventListener("input", (event) => {
    const box = /** @type {HTMLTextAreaElement} */ (event.target);
    if (box.matches?.("textarea[data-draft]")) typed(box);
  });
  document.addEventListener("desk:marked", (event) => typed(/** @type {HTMLTextAreaElement} */ (event.target)));
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.('[data-act$="-other"]');
    if (button) choose(button);
  });
  document.addEventListener("desk:sent", (event) => sent(/** @type {HTMLFormElement} */ (event.target)));
  const flush = () => boxes().filter((box) => state(box).timer).forEach((box) => save(box, true));
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", flush);
  const door = /** @type {HTMLFormElement | null} */ (document.getElementById("sign-out"));
  door?.addEventListener("submit", (event) => {
    event.preventDefault();
    leave().finally(() => door.submit());
  });
}
