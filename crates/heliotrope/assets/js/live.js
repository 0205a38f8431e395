// The page hears which of its parts is stale and fetches them anew. Rows hold
// still under the pointer and the focus; a new letter never scrolls the page.
import { holdWith, morph } from "./morph.js";
import { onArrival, parse, visit } from "./page.js";
import { alarm, announce, calm, count, icon, make, say } from "./words.js";

/** Ten thousand pages must not ask in the same moment. Milliseconds. */
const JITTER = 120;
/** "in 1 h 40 m" grows old by itself. */
const MINUTE = 60_000;
const BEAT = 4000;
/** A tab nobody looks at gives its connection back after this. */
const HIDDEN = 30_000;
const OFFLINE = 5000;

/** @type {EventSource | null} */
let source = null;
let listening = "";
let offline = 0;

const parts = () => {
  const all = new Set((document.body.dataset.parts ?? "").split(",").filter(Boolean));
  document.querySelectorAll("[data-part]").forEach((part) => all.add(part.getAttribute("data-part") ?? ""));
  return [...all].sort().join(",");
};

function listen() {
  const wanted = parts();
  if (!wanted || document.hidden || (source && wanted === listening)) return;
  source?.close();
  listening = wanted;
  // What happened between the page and this stream is the first that is heard.
  const since = document.body.dataset.live ?? "";
  source = new EventSource(`/live?parts=${encodeURIComponent(wanted)}&since=${since}`);
  source.addEventListener("part", (event) => stale(event.data));
  source.addEventListener("resync", () => staleAll());
  source.addEventListener("presence", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("open", connected(source));
  source.addEventListener("error", disconnected);
}

/** @param {EventSource} stream */
function connected(stream) {
  let again = false;
  return () => {
    clearTimeout(offline);
    offline = 0;
    calm("offline");
    // While it was cut off, anything may have happened.
    if (again && stream === source) staleAll();
    again = true;
  };
}

function disconnected() {
  offline ||= window.setTimeout(() => alarm(say("offline"), "offline"), OFFLINE);
  // A refused stream (signed out, a server that starts) is closed for good: ask again.
  if (source?.readyState === EventSource.CLOSED) {
    source = null;
    setTimeout(listen, 2000 + Math.random() * 2000);
  }
}

/** @type {Set<string>} addresses to fetch */
const due = new Set();
let fetching = 0;

/** @param {string} part */
function stale(part) {
  for (const element of document.querySelectorAll(`[data-part="${CSS.escape(part)}"]`)) {
    due.add(element.getAttribute("data-src") ?? "");
  }
  soon();
}

function staleAll() {
  document.querySelectorAll("[data-part]").forEach((part) => due.add(part.getAttribute("data-src") ?? ""));
  soon();
}

function soon() {
  if (due.size && !fetching && !document.hidden) fetching = window.setTimeout(fetchDue, Math.random() * JITTER);
}

async function fetchDue() {
  const urls = [...due].filter(Boolean);
  due.clear();
  await Promise.all(urls.map(refresh));
  fetching = 0;
  soon();
}

/** @param {string} src */
async function refresh(src) {
  const page = location.href;
  try {
    const answer = await fetch(src, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const doc = parse(await answer.text());
    // The reader went elsewhere meanwhile: this is about another page.
    if (location.href !== page) return;
    for (const part of document.querySelectorAll(`[data-src="${CSS.escape(src)}"]`)) {
      const news = doc.getElementById(part.id);
      if (news) renew(part, news);
    }
    drawPresence();
    document.dispatchEvent(new Event("desk:renewed"));
  } catch {
    // The stream's own state says that the desk cannot be reached.
  }
}

/** @param {Element} part @param {Element} news */
function renew(part, news) {
  // A form that the server opened for one person is on no other page: it stays.
  if (part.querySelector("[data-typing]")) return;
  // What came by itself has perhaps not been read: what is sent is measured against what was.
  for (const seen of part.querySelectorAll('[name="seen_event"]')) {
    news.querySelector(`#${CSS.escape(seen.id)}`)?.setAttribute("value", seen.getAttribute("value") ?? "");
  }
  if (part.id === "letters") letters(part, news);
  else morph(part, news);
}

// Rows

/** @type {{ part: Element, news: Element } | null} what the list will be when it is let go */
let held = null;

/** @param {Element} part */
const isUsed = (part) => part.matches(":hover") || part.contains(document.activeElement);

/** Rows that stay keep their place and take their new words; the others wait. @param {Element} part @param {Element} news */
function hold(part, news) {
  if (!isUsed(part)) {
    held = null;
    showCount(0);
    return false;
  }
  held = { part, news };
  /** @param {Element} list */
  const rows = (list) => new Map([...list.querySelectorAll("li[data-key]")].map((row) => [row.getAttribute("data-key"), row]));
  const now = rows(part);
  const then = rows(news);
  for (const [key, row] of now) {
    const twin = then.get(key);
    if (twin) morph(row, twin);
  }
  const arrived = [...then.keys()].filter((key) => !now.has(key)).length;
  showCount(arrived);
  return true;
}

/** @param {number} arrived */
function showCount(arrived) {
  const bar = document.getElementById("list-news");
  const button = bar?.querySelector("button");
  if (!bar || !button) return;
  bar.hidden = arrived === 0;
  button.textContent = count("new", arrived);
}

function letGo() {
  const { part, news } = held ?? {};
  held = null;
  showCount(0);
  if (!part?.isConnected || !news) return;
  part.removeAttribute("data-hold");
  morph(part, news);
  part.setAttribute("data-hold", "");
  drawPresence();
  document.dispatchEvent(new Event("desk:renewed"));
}

// Letters

/** @param {Element} part @param {Element} news */
function letters(part, news) {
  const pane = document.getElementById("conversation");
  const anchor = part.lastElementChild;
  const before = anchor?.getBoundingClientRect().top ?? 0;
  const known = part.querySelectorAll("article").length;
  morph(part, news);
  const arrived = [...part.querySelectorAll("article")].slice(known).filter((letter) => !letter.querySelector(".face.ours"));
  // What was under the reader's eyes stays there.
  if (pane && anchor?.isConnected) pane.scrollTop += anchor.getBoundingClientRect().top - before;
  const newest = arrived.at(-1);
  if (newest && newest.getBoundingClientRect().bottom > (pane?.getBoundingClientRect().bottom ?? innerHeight)) offer(newest);
  if (newest) announce(say("message"));
  // An empty box: whoever begins to write now has this before them.
  const box = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("reply"));
  if (box && box.value === "") sawAll();
}

/** "New letter · show": the reader decides when the page moves. @param {Element} letter */
function offer(letter) {
  document.querySelector(".msg-news")?.remove();
  const button = make("button", { class: "btn", type: "button" }, say("messageShow"));
  button.addEventListener("click", () => {
    letter.scrollIntoView({ block: "nearest" });
    button.parentElement?.remove();
    sawAll();
  });
  const line = make("div", { class: "msg-news", "data-still": "" }, button);
  document.getElementById("write")?.prepend(line);
}

/** The writer has seen what stands there: the reply is measured against it. */
function sawAll() {
  const seen = document.getElementById("letters")?.getAttribute("data-seen");
  if (!seen || document.getElementById("held")) return;
  document.querySelectorAll('#write [name="seen_event"]').forEach((field) => {
    /** @type {HTMLInputElement} */ (field).value = seen;
  });
}

// Presence

/** @typedef {{ agent: number, name: string, doing: "reading" | "writing" }} Present */
/** @type {Map<string, Present[]>} */
const present = new Map();

/** @param {{ part: string, agents: Present[] }} word */
function hear({ part, agents }) {
  present.set(part, agents.filter((who) => String(who.agent) !== document.body.dataset.agent));
  drawPresence();
}

function drawPresence() {
  for (const [part, agents] of present) {
    const place = document.querySelector(`#case .here[data-presence="${CSS.escape(part)}"]`);
    if (place) draw(place, agents, false);
    const number = part.split(":")[1] ?? "";
    const more = document.querySelector(`#rows li[data-key="${CSS.escape(number)}"] .more`);
    if (!more) continue;
    let mark = more.querySelector(".here");
    if (!agents.length) mark?.remove();
    else {
      if (!mark) more.append((mark = make("span", { class: "here", "data-presence": part })));
      draw(mark, agents, true);
    }
  }
}

/** @param {Element} place @param {Present[]} agents @param {boolean} brief */
function draw(place, agents, brief) {
  /** @type {HTMLElement} */ (place).hidden = !agents.length;
  if (!agents.length) return place.replaceChildren();
  const writing = agents.filter((who) => who.doing === "writing");
  const shown = writing.length ? writing : agents;
  const name = shown.map((who) => who.name).join(", ");
  const sentence = say(writing.length ? "writing" : "reading", { name });
  if (place.textContent === (brief ? name + sentence : sentence) && place.getAttribute("data-doing") === shown[0].doing) return;
  place.setAttribute("data-doing", shown[0].doing);
  const words = brief ? [make("span", { "aria-hidden": "true" }, name), make("span", { class: "said" }, sentence)] : [make("span", {}, sentence)];
  place.replaceChildren(icon(shown[0].doing), ...words);
}

let wroteAt = -BEAT * 2;
let marked = "";

/** @param {"reading" | "writing" | "gone"} doing @param {string} part */
function mark(doing, part) {
  const token = document.querySelector('meta[name="form-token"]')?.getAttribute("content") ?? "";
  const body = new URLSearchParams({ part, doing });
  fetch("/presence", { method: "POST", body, headers: { "x-form-token": token }, keepalive: true }).catch(() => {});
}

function beat() {
  const number = document.getElementById("case")?.getAttribute("data-case");
  const part = number && document.body.dataset.presence !== "off" && !document.hidden ? `case:${number}` : "";
  if (marked && marked !== part) mark("gone", marked);
  marked = part;
  if (part) mark(performance.now() - wroteAt < BEAT * 2 ? "writing" : "reading", part);
}

function hidden() {
  beat();
  if (!document.hidden) {
    listen();
    staleAll();
    return;
  }
  setTimeout(() => {
    if (!document.hidden) return;
    source?.close();
    source = null;
  }, HIDDEN);
}

export function start() {
  holdWith(hold);
  onArrival(() => {
    listen();
    drawPresence();
    beat();
  });
  setInterval(beat, BEAT);
  setInterval(() => !document.hidden && staleAll(), MINUTE);
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", () => marked && mark("gone", marked));
  document.addEventListener("input", (event) => {
    if (!(/** @type {Element} */ (event.target).matches("#reply, #note"))) return;
    const first = performance.now() - wroteAt > BEAT * 2;
    wroteAt = performance.now();
    if (first) beat();
  });
  document.addEventListener("desk:sent", () => (wroteAt = -BEAT * 2));
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('[data-act="show-news"]')) letGo();
    const row = /** @type {HTMLAnchorElement | null} */ (target.closest("a.row"));
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    if (row && plain && document.getElementById("case") && !event.defaultPrevented) {
      event.preventDefault();
      visit(row.href, { focus: ["#case-title"] });
    }
  });
  const released = () => setTimeout(() => held && !isUsed(held.part) && letGo(), 300);
  document.addEventListener("pointerout", (event) => held?.part.contains(/** @type {Node} */ (event.target)) && released());
  document.addEventListener("focusout", (event) => held?.part.contains(/** @type {Node} */ (event.target)) && released());
}
