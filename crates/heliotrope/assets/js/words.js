// Every sentence a script says stands in the page, in the reader's language:
// <template id="words" data-reading="{name} is reading" …>. The icons that
// scripts draw with are its content: <span data-icon="eye">…</span>.

/** @returns {HTMLTemplateElement | null} */
const template = () => /** @type {HTMLTemplateElement | null} */ (document.getElementById("words"));

/**
 * A sentence by its name, with {placeholders} filled in.
 * @param {string} name
 * @param {Record<string, string | number>} [args]
 */
export function say(name, args = {}) {
  const words = template()?.dataset[name] ?? "";
  return words.replace(/\{(\w+)\}/g, (all, key) => (key in args ? String(args[key]) : all));
}

/**
 * A sentence with a number in it: `newOne`, `newOther`, … by the language's own rule.
 * @param {string} name
 * @param {number} n
 */
export function count(name, n) {
  const rule = new Intl.PluralRules(document.documentElement.lang || "en").select(n);
  const key = name + rule[0].toUpperCase() + rule.slice(1);
  return say(template()?.dataset[key] ? key : `${name}Other`, { n });
}

/**
 * A copy of an icon that the page brought along.
 * @param {string} name
 */
export function icon(name) {
  const svg = template()?.content.querySelector(`[data-icon="${name}"] svg`);
  return svg ? svg.cloneNode(true) : document.createTextNode("");
}

/**
 * A piece of page.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let quietUntil = 0;
/** @type {string | null} */
let waiting = null;

/**
 * Read aloud when there is room: at most one sentence in five seconds, the newest.
 * @param {string} sentence
 */
export function announce(sentence) {
  if (!sentence) return;
  const now = performance.now();
  if (now < quietUntil) {
    if (waiting === null) setTimeout(() => sayWaiting(), quietUntil - now);
    waiting = sentence;
    return;
  }
  quietUntil = now + 5000;
  const region = document.getElementById("polite");
  if (region) region.textContent = sentence;
}

function sayWaiting() {
  const sentence = waiting;
  waiting = null;
  if (sentence) announce(sentence);
}

/**
 * Read aloud at once and shown on top until put away: not sent, held, offline.
 * @param {string} sentence
 * @param {string} [about] the matter, so that `calm(about)` can take it down
 * @param {boolean} [shown] false: it already stands on the page, only say it
 */
export function alarm(sentence, about = "send", shown = true) {
  const region = document.getElementById("alert");
  if (!region || !sentence) return;
  const away = make("button", { class: "btn quiet icon-only", type: "button", "data-act": "put-away" });
  away.append(icon("x"), make("span", { class: "said" }, say("close")));
  if (!shown) away.hidden = true;
  const line = make("div", { class: shown ? "bar late" : "said", "data-about": about }, icon("alert"), make("p", {}, sentence), away);
  calm(about);
  region.append(line);
}

/** @param {string} about */
export function calm(about) {
  document.querySelectorAll(`#alert [data-about="${about}"]`).forEach((line) => line.remove());
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest?.('[data-act="put-away"]');
  button?.closest("[data-about]")?.remove();
});
