// The desk's pages work without any of this; here is what makes them quick.
import * as choose from "./choose.js";
import * as copy from "./copy.js";
import * as drafts from "./drafts.js";
import * as ideas from "./ideas.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as no from "./no.js";
import * as needs from "./needs.js";
import * as notices from "./notices.js";
import * as palette from "./palette.js";
import * as promises from "./promises.js";
import * as plan from "./plan.js";
import * as send from "./send.js";
import * as sorry from "./sorry.js";
import * as slash from "./slash.js";
import { onArrival } from "./page.js";

let settled = "";

/** The open case's row is in sight, and a long newest letter begins at its beginning. */
function settle() {
  document.querySelector("#rows [aria-current]")?.scrollIntoView({ block: "nearest" });
  const pane = document.getElementById("conversation");
  const newest = document.querySelector("#letters > article:last-of-type");
  if (!pane || !newest || settled === newest.id) return;
  settled = newest.id;
  const over = pane.getBoundingClientRect().top - newest.getBoundingClientRect().top;
  if (over > 0 && pane.scrollHeight > pane.clientHeight) pane.scrollTop -= over + 8;
}

copy.start();
sorry.start(); // it hears of marks that drafts brings back
drafts.start();
slash.start();
ideas.start();
promises.start();
no.start();
palette.start();
plan.start();
send.start();
choose.start();
keys.start();
needs.start();
live.start();
notices.start();
onArrival(settle);
