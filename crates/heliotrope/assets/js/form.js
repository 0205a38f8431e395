// A customer's words stay in this browser until the server says it has them:
// through a cut line, a closed window, a restart. No other script is needed.

/** @param {string} name */
const key = (name) => `form:${name}`;

/** @param {HTMLFormElement} form */
const fields = (form) =>
  [...form.elements].filter(
    (it) =>
      (it instanceof HTMLInputElement || it instanceof HTMLTextAreaElement || it instanceof HTMLSelectElement) &&
      it.name !== "" &&
      !["hidden", "file", "password", "submit"].includes(it.type) &&
      !it.closest(".trap"),
  );

/** @param {HTMLFormElement} form */
function keep(form) {
  /** @type {Record<string, string>} */
  const words = {};
  for (const field of fields(form)) {
    const it = /** @type {HTMLInputElement} */ (field);
    if (it.value) words[it.name] = it.value;
  }
  try {
    localStorage.setItem(key(form.dataset.keep ?? ""), JSON.stringify(words));
    say(form);
  } catch {
    // A private window without storage: then the sentence is not shown either.
  }
}

/** @param {HTMLFormElement} form */
function say(form) {
  const sentence = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept]"));
  if (sentence) sentence.hidden = false;
}

/** Only into empty fields: what the server sent back is newer. @param {HTMLFormElement} form */
function bringBack(form) {
  let words;
  try {
    words = JSON.parse(localStorage.getItem(key(form.dataset.keep ?? "")) ?? "{}");
    localStorage.setItem(key("try"), "");
    localStorage.removeItem(key("try"));
  } catch {
    return;
  }
  say(form);
  for (const field of fields(form)) {
    const it = /** @type {HTMLInputElement} */ (field);
    if (it.value === "" && words[it.name]) it.value = words[it.name];
  }
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keep]"))) {
  bringBack(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    keep(form);
    // A second press while the first is on its way sends nothing twice.
    if (form.dataset.busy) event.preventDefault();
    form.dataset.busy = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.busy);
}

for (const receipt of document.querySelectorAll("[data-received]")) {
  try {
    localStorage.removeItem(key(receipt.getAttribute("data-received") ?? ""));
  } catch {
    // Nothing was kept.
  }
}
