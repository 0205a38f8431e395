// A customer's page that stays open asks now and then whether something on it
// changed, and brings only that up to date. What somebody is writing in stays
// as it is. Without this file it is a page like any other.
import { holdWith, morph } from "./morph.js";

const EVERY = 30_000;
const SLOWEST = 10 * 60_000;

const here = () => document.getElementById("case-page");

/** Words that were typed or files that were chosen, and not sent. @param {Element} part */
function busy(part) {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (part.querySelectorAll("textarea, input:not([type=hidden])"));
  return [...fields].some((it) => it.value !== it.defaultValue || it === document.activeElement);
}

let held = false;
holdWith((part) => {
  if (!busy(part)) return false;
  held = true;
  return true;
});

let wait = EVERY;
let timer = 0;

function soon() {
  clearTimeout(timer);
  if (!document.hidden) timer = window.setTimeout(ask, wait);
}

/** The page as it is now; nothing when it is as it was. */
async function ask() {
  const root = here();
  const known = root?.dataset.stamp ?? "";
  const url = `${location.pathname}?lang=${document.documentElement.lang}`;
  const answer = await fetch(url, { headers: { "if-none-match": known }, cache: "no-store" }).catch(() => null);
  if (answer?.ok && root) {
    wait = EVERY;
    const news = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("case-page");
    if (news) bring(root, news, known);
  } else if (answer?.status !== 304) {
    wait = Math.min(wait * 2, SLOWEST);
  } else {
    wait = EVERY;
  }
  soon();
}

/** @param {HTMLElement} root @param {HTMLElement} news @param {string} known */
function bring(root, news, known) {
  held = false;
  morph(root, news);
  // What had to wait is asked for again.
  if (held) root.dataset.stamp = known;
  const line = document.getElementById("news");
  if (line) line.textContent = root.dataset.said ?? "";
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else ask();
});
soon();
