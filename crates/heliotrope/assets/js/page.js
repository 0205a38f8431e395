// Going to another page, or to what a form answered, without losing the place:
// the server sends a whole page, and what differs is changed here.
import { morph } from "./morph.js";
import { alarm, calm, say } from "./words.js";

/** @type {Set<() => void>} */
const arrivals = new Set();

/**
 * Runs now and after each change of the page.
 * @param {() => void} act
 */
export function onArrival(act) {
  arrivals.add(act);
  act();
}

/**
 * @param {string} html
 * @returns {Document}
 */
export const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** @param {Document} doc */
const isDesk = (doc) => doc.body.classList.contains("desk") && scripts(doc) === scripts(document);

/** After an upgrade the server names other scripts: then the page is loaded anew. @param {Document} doc */
const scripts = (doc) => doc.querySelector('script[type="module"]')?.getAttribute("src") ?? "";

/**
 * @param {Document} doc
 * @param {string} url
 * @param {"push" | "leave"} history what to do with the address line
 */
export function show(doc, url, history) {
  document.title = doc.title;
  for (const name of ["lang", "dir", "data-scheme", "data-density"]) {
    const value = doc.documentElement.getAttribute(name);
    if (value === null) document.documentElement.removeAttribute(name);
    else document.documentElement.setAttribute(name, value);
  }
  if (history === "push" && url !== location.href) window.history.pushState(null, "", url);
  morph(document.body, doc.body);
  for (const act of arrivals) act();
}

/** What was asked for, and the newest of it whose page is shown. */
let begun = 0;
let newest = 0;

/** The page of an older press does not take the place of a newer one's. @param {number} mine */
function isLate(mine) {
  if (mine < newest) return true;
  newest = mine;
  return false;
}

/**
 * Opens another page of the desk in place.
 * @param {string} url
 * @param {{ history?: "push" | "leave", focus?: string[] }} [how]
 */
export async function visit(url, { history = "push", focus = [] } = {}) {
  const mine = ++begun;
  try {
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    const doc = parse(await answer.text());
    if (!answer.ok || !isDesk(doc)) return location.assign(url);
    if (isLate(mine)) return;
    const asked = new URL(url, location.href);
    show(doc, answer.redirected ? answer.url : asked.href, history);
    focusOn(...focus);
    if (asked.hash) document.getElementById(asked.hash.slice(1))?.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(url);
  }
}

/**
 * @param {...string} selectors the first that is there gets the focus
 * @returns {HTMLElement | null}
 */
export function focusOn(...selectors) {
  const found = selectors.map((selector) => document.querySelector(selector)).find(Boolean);
  const element = /** @type {HTMLElement | undefined} */ (found) ?? null;
  element?.focus({ preventScroll: true });
  return element;
}

/**
 * Sends a form as the browser would and shows the answer in place.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Promise<{ ok: boolean, status: number }>} status 0: the desk was not reached
 */
export async function submit(form, submitter) {
  const mine = ++begun;
  const data = new FormData(form, submitter);
  const multipart = form.enctype === "multipart/form-data";
  const body = multipart ? data : new URLSearchParams(/** @type {any} */ (data));
  let answer;
  let html;
  try {
    const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
    answer = await fetch(action, { method: "POST", body, headers: { accept: "text/html" } });
    html = await answer.text();
  } catch {
    return { ok: false, status: 0 };
  }
  const doc = parse(html);
  if (!isDesk(doc)) {
    // Signed out, or a failure of its own page: say it here, so that no typed word is left behind.
    const title = doc.querySelector("h1")?.textContent ?? "";
    const why = doc.querySelector("main p:not(:has(svg))")?.textContent ?? "";
    alarm(answer.ok ? say("signedOut") : `${title}. ${why}`);
    return { ok: false, status: answer.ok ? 401 : answer.status };
  }
  calm("send");
  if (answer.ok) {
    // What was sent is no draft any more: its box takes what the server has now.
    form.dispatchEvent(new CustomEvent("desk:sent", { bubbles: true }));
    // A form that is there again is a new one: what was sent must not be sent twice.
    if (!form.dataset.send) form.reset();
    // A letter that left brings the way back along, so its page is always shown.
    if (!isLate(mine) || form.dataset.send) show(doc, answer.url, "push");
  } else {
    // What was refused is always said.
    newest = Math.max(newest, mine);
    show(doc, location.href, "leave");
  }
  return { ok: answer.ok, status: answer.status };
}

// The list shows the row of the open case, also when sending went on to one
// below the fold. A row that is seen already does not move.
onArrival(() => document.querySelector("#rows [aria-current]")?.scrollIntoView({ block: "nearest" }));

let path = location.pathname + location.search;
onArrival(() => (path = location.pathname + location.search));
window.addEventListener("popstate", () => {
  // A jump inside the page is the browser's own.
  if (location.pathname + location.search !== path) visit(location.href, { history: "leave" });
});
