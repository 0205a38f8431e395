// Sending without leaving the page: held replies, the gate before closing, the
// way back while a mail still waits. Each form also works without this file.
import { pause, resume } from "./drafts.js";
import { focusOn, onArrival, submit } from "./page.js";
import { alarm, announce, say } from "./words.js";

/** @type {Record<string, string>} what is said of a form that sends no letter */
const SAID = { note: "noteKept", proposal: "proposalLeft" };
const IN_PLACE = "form[data-send], #case form, #panel form, #undo, #list form[data-send]";

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  // One press, one deed: a second press while the first is on its way does nothing,
  // and the same `once` goes along when a lost answer is asked for again.
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  form.setAttribute("aria-busy", "true");
  await pause(form);
  const before = document.querySelector("#case")?.getAttribute("data-case");
  const answer = await submit(form, submitter);
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
  resume(form, answer.ok);
  if (answer.status === 0) return alarm(say("notSent"));
  if (answer.ok) settleFocus(form, submitter, before ?? null);
  else refused();
}

/**
 * After an answer that did the deed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {string | null} before
 */
function settleFocus(form, submitter, before) {
  form.closest("details.menu, #panel details")?.removeAttribute("open");
  // A button that leads elsewhere has sent no letter.
  if (submitter?.dataset.then) return writeTo(submitter.dataset.then);
  if (form.dataset.send && !submitter?.hasAttribute("formaction")) announce(say(SAID[form.dataset.send] ?? "sent"));
  const now = document.querySelector("#case")?.getAttribute("data-case");
  if (form.id === "undo") return focusOn("#reply");
  if (now !== before) return focusOn("#case-title", "#list");
  if (!document.activeElement || document.activeElement === document.body) focusOn("#case-title", "#list");
}

/** After an answer that did not: what it asks for gets the focus, and is seen. */
function refused() {
  const held = document.getElementById("held");
  if (held) alarm(held.querySelector("p")?.textContent ?? "", "held", false);
  if (fillGap()) return;
  focusOn("#held .btn", "#gate", "#over", "#panel [aria-invalid]", ".waiting-answer [aria-invalid]", ".write .error")?.scrollIntoView({ block: "nearest" });
}

/** Words in brackets that a draft left open: they are selected, to be typed over. */
function fillGap() {
  const box = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#reply[data-gap]"));
  const gap = box?.dataset.gap ?? "";
  const at = box && gap ? box.value.indexOf(gap) : -1;
  if (!box || at < 0) return false;
  box.focus();
  box.setSelectionRange(at, at + gap.length);
  return true;
}

/** "Read it" and "Change": the writer knows now, so the next Send is meant. @param {Element} button */
function acknowledge(button) {
  const held = button.closest("#held");
  const newest = /** @type {HTMLButtonElement | null} */ (held?.querySelector('[name="as_is"]'))?.value;
  const seen = /** @type {HTMLInputElement | null} */ (document.querySelector('#reply-form [name="seen_event"]'));
  if (seen && newest) seen.value = newest;
  document.querySelectorAll('#alert [data-about="held"]').forEach((line) => line.remove());
  held?.remove();
}

/** Keys of the open gate. @param {KeyboardEvent} event @returns {boolean} whether it was one */
export function gateKey(event) {
  const gate = document.getElementById("gate");
  if (!gate || event.ctrlKey || event.metaKey || event.altKey) return false;
  // Enter on a button of the gate is that button's own.
  if (event.key === "Enter" && document.activeElement !== gate) return false;
  const choice = /** @type {HTMLElement | null} */ (gate.querySelector(`[data-key="${CSS.escape(event.key)}"]`));
  if (!choice) return false;
  event.preventDefault();
  if (choice.getAttribute("href") === "#reply") writeTo("#reply");
  else choice.click();
  // A number ticks a need; the next key is the gate's again.
  if (choice.matches("label")) gate.focus();
  return true;
}

/** Opens the form that the field stands in, and puts the caret at the end of a box. @param {string} selector */
export function writeTo(selector) {
  const box = /** @type {HTMLTextAreaElement | HTMLSelectElement | null} */ (document.querySelector(selector));
  const form = box?.closest(".writing")?.id.replace("-form", "");
  const tab = /** @type {HTMLInputElement | null} */ (document.querySelector(`#write-${form}`));
  const pane = /** @type {HTMLInputElement | null} */ (document.querySelector("#see-conversation"));
  if (pane) pane.checked = true;
  if (tab) tab.checked = true;
  box?.focus();
  if (box instanceof HTMLTextAreaElement) box.setSelectionRange(box.value.length, box.value.length);
}

/** Ctrl+Enter in a box. @param {boolean} close */
export function sendNow(close) {
  const form = /** @type {HTMLFormElement | null} */ (document.activeElement?.closest("form")) ?? document.querySelector("#reply-form");
  const closing = form?.querySelector("#send-close");
  const button = /** @type {HTMLElement | null | undefined} */ ((close && closing) || form?.querySelector(".btn.primary"));
  if (form && button) form.requestSubmit(button);
}

let ticking = 0;
// The settings have a field of that name.
const BAR = "form#undo";

/** The seconds left; counted from when the page came, so that no two clocks must agree. */
function countDown() {
  clearInterval(ticking);
  const bar = /** @type {HTMLElement | null} */ (document.querySelector(BAR));
  const figure = bar?.querySelector("[data-left]");
  if (!bar || !figure) return restore();
  const end = performance.now() + Number(figure.textContent) * 1000;
  remember(bar.outerHTML, Number(figure.textContent));
  ticking = window.setInterval(() => tick(bar, figure, end), 250);
}

/** @param {HTMLElement} bar @param {Element} figure @param {number} end */
function tick(bar, figure, end) {
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  if (figure.textContent !== String(left)) figure.textContent = String(left);
  const progress = bar.querySelector("progress");
  if (progress) progress.value = left;
  if (left > 0 && bar.isConnected) return;
  clearInterval(ticking);
  forget();
  if (bar.contains(document.activeElement)) focusOn("#case-title", "#list");
  bar.remove();
}

const KEPT = "undo";

/** The bar comes along to the next page of this tab. @param {string} html @param {number} left seconds */
function remember(html, left) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ html, until: Date.now() + left * 1000 }));
  } catch {
    // Without storage the bar stays on its own page.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  } catch {
    return;
  }
  const left = Math.floor((Number(kept?.until ?? 0) - Date.now()) / 1000);
  if (left <= 0) return forget();
  const bar = new DOMParser().parseFromString(kept.html, "text/html").querySelector(BAR);
  const figure = bar?.querySelector("[data-left]");
  if (!bar || !figure) return forget();
  figure.textContent = String(left);
  const place = document.querySelector("#write, #closed");
  if (place) place.before(bar);
  else document.getElementById("main")?.append(bar);
  countDown();
}

export function start() {
  onArrival(countDown);
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches(IN_PLACE) || event.defaultPrevented) return;
    event.preventDefault();
    if (form.id === "undo") {
      clearInterval(ticking);
      forget();
    }
    send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("#held a, #held [data-act]");
    if (!button) return;
    acknowledge(button);
    if (button.matches("a")) return;
    event.preventDefault();
    writeTo("#reply");
  });
}
