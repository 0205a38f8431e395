// How many notices are unread stands in front of the title and on the small
// picture of the tab, also when they came while the page was open.
import { onArrival } from "./page.js";

function mark() {
  const entry = /** @type {HTMLElement | null} */ (document.querySelector("#notices-entry"));
  const picture = document.querySelector('link[rel="icon"]');
  if (!entry || !picture) return;
  const { unread = "", calm = "", news = "" } = entry.dataset;
  const title = document.title.replace(/^\([\d+]+\) /, "");
  document.title = unread ? `(${unread}) ${title}` : title;
  const wanted = unread ? news : calm;
  if (picture.getAttribute("href") !== wanted) picture.setAttribute("href", wanted);
}

export function start() {
  document.addEventListener("desk:renewed", mark);
  onArrival(mark);
}
