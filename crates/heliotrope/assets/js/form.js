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
      !["hidden", "file", "password", "submit", "checkbox"].includes(it.type) &&
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

// Files

/**
 * The names of the files that are too many bytes, the largest first, so that
 * few have to go. @param {HTMLFormElement} form
 */
function tooLarge(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector('input[type="file"]'));
  const chosen = [...(input?.files ?? [])].sort((a, b) => b.size - a.size);
  const kept = [...form.querySelectorAll("[data-size]")].filter((line) => !line.querySelector("input:checked"));
  let over = -Number(form.dataset.most ?? Infinity);
  for (const file of chosen) over += file.size;
  for (const line of kept) over += Number(line.getAttribute("data-size"));
  const names = [];
  for (const file of chosen) {
    if (over <= 0) break;
    names.push(file.name);
    over -= file.size;
  }
  return names;
}

/** Says it beside the field, as the server would. @param {HTMLFormElement} form @param {string[]} names */
function sayTooLarge(form, names) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector('input[type="file"]'));
  const wrong = input && names.length > 0;
  if (!wrong && !form.querySelector("#files-error[data-here]")) return;
  form.querySelector("#files-error")?.remove();
  input?.removeAttribute("aria-invalid");
  if (!wrong) return;
  const line = document.createElement("p");
  line.id = "files-error";
  line.className = "error";
  line.setAttribute("role", "alert");
  line.dataset.here = "";
  line.textContent = (form.dataset.tooLarge ?? "").replace("{names}", () => names.join(", "));
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", line.id);
  input.after(line);
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keep]"))) {
  bringBack(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => sayTooLarge(form, tooLarge(form)));
  form.addEventListener("submit", (event) => {
    keep(form);
    const names = tooLarge(form);
    sayTooLarge(form, names);
    if (names.length) {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (form.querySelector('input[type="file"]'))?.focus();
      return;
    }
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
