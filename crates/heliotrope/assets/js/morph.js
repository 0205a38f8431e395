// Makes what stands on the page like what the server sent, and leaves alone
// what a person is doing there: focus, caret, typed text, open folds, scroll.
//
// Two elements are the same when their `data-key` (else their `id`) is the same.
// `data-still` on an element: scripts own it, the server's copy is not looked at.
// `data-hold`: asked first whether it may change now (see live.js).

/** @param {Node} node */
const key = (node) => (node instanceof Element ? node.getAttribute("data-key") || node.id || "" : "");

/** Attributes that a person changes by using the page. */
const OWN = new Set(["open", "data-version"]);

/** @type {(from: Element, to: Element) => boolean} */
let holds = () => false;

/** @param {(from: Element, to: Element) => boolean} held true: it took the news and changes later */
export function holdWith(held) {
  holds = held;
}

/**
 * @param {Element} from stands on the page
 * @param {Element} to came from the server
 */
export function morph(from, to) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const inside = active !== null && from.contains(active);
  const caret = inside ? caretOf(active) : null;
  const heirs = inside ? heirsOf(active) : [];

  change(from, to);

  if (!inside || document.activeElement === active) return;
  if (active.isConnected) {
    active.focus({ preventScroll: true });
    if (caret) /** @type {HTMLTextAreaElement} */ (active).setSelectionRange(...caret);
    return;
  }
  // The row that had the focus has left: the next one takes it, else the one before.
  const heir = heirs.map((id) => document.querySelector(`[data-key="${CSS.escape(id)}"] > a`)).find(Boolean);
  const list = document.getElementById("list");
  /** @type {HTMLElement | null} */ (heir ?? (heirs.length ? list : null))?.focus({ preventScroll: true });
}

/**
 * @param {Element} active
 * @returns {[number, number] | null}
 */
function caretOf(active) {
  if (!(active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement)) return null;
  const { selectionStart, selectionEnd } = active;
  return selectionStart === null || selectionEnd === null ? null : [selectionStart, selectionEnd];
}

/** @param {Element} active */
function heirsOf(active) {
  const row = active.closest("li[data-key]");
  const list = row?.closest("#rows, .hits");
  if (!row || !list) return [];
  const rows = [...list.querySelectorAll("li[data-key]")];
  const at = rows.indexOf(row);
  return [...rows.slice(at + 1), ...rows.slice(0, at).reverse()].map(key);
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function change(from, to) {
  if (from.hasAttribute("data-still") || from.isEqualNode(to)) return;
  if (from.hasAttribute("data-hold") && holds(from, to)) return;
  attributes(from, to);
  if (from instanceof HTMLTextAreaElement && from.dataset.draft) {
    draft(from, /** @type {HTMLTextAreaElement} */ (to));
  } else {
    children(from, to);
  }
}

/**
 * A box somebody writes in keeps its words; an empty one takes the server's.
 * @param {HTMLTextAreaElement} box
 * @param {HTMLTextAreaElement} sent
 */
function draft(box, sent) {
  if (box.value !== "") return;
  box.value = sent.defaultValue;
  box.dataset.version = sent.dataset.version;
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !OWN.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (!OWN.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function children(from, to) {
  const wanted = new Set([...to.children].map(key).filter(Boolean));
  /** @type {Map<string, Element>} */
  const kept = new Map();
  for (const child of [...from.children]) {
    const name = key(child);
    if (!name) continue;
    if (wanted.has(name)) kept.set(name, child);
    else if (!child.hasAttribute("data-still")) from.removeChild(child);
  }
  let cursor = from.firstChild;
  for (const want of [...to.childNodes]) {
    cursor = past(cursor);
    const name = key(want);
    const twin = name ? kept.get(name) : undefined;
    if (twin && twin.nodeName === want.nodeName) {
      kept.delete(name);
      if (twin === cursor) cursor = cursor.nextSibling;
      else move(from, twin, cursor);
      change(twin, /** @type {Element} */ (want));
    } else if (cursor && !name && !key(cursor) && cursor.nodeName === want.nodeName) {
      const here = cursor;
      cursor = cursor.nextSibling;
      if (here instanceof Element) change(here, /** @type {Element} */ (want));
      else if (here.nodeValue !== want.nodeValue) here.nodeValue = want.nodeValue;
    } else {
      from.insertBefore(document.importNode(want, true), cursor);
    }
  }
  while (cursor) {
    const next = cursor.nextSibling;
    // Not cursor.remove(): in a form a field of that name would stand there.
    if (past(cursor) === cursor) from.removeChild(cursor);
    cursor = next;
  }
}

/** What scripts put there is no match for anything the server sent. @param {ChildNode | null} node */
function past(node) {
  while (node instanceof Element && node.hasAttribute("data-still") && !key(node)) node = node.nextSibling;
  return node;
}

/**
 * @param {Element} parent
 * @param {Element} node
 * @param {Node | null} before
 */
function move(parent, node, before) {
  // Newer browsers move a node without reloading its frames or dropping its focus.
  const still = /** @type {any} */ (parent).moveBefore;
  if (still) still.call(parent, node, before);
  else parent.insertBefore(node, before);
}
