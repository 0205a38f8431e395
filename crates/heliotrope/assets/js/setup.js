// The set-up without this script asks for the zone of the machine; with it, the
// browser says where the person is. And a press that takes a minute is one press.

for (const field of document.querySelectorAll("[data-zone-of-browser]")) {
  if (field instanceof HTMLInputElement && field.value === "") {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}

for (const form of document.querySelectorAll("main form")) {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    form.setAttribute("aria-busy", "true");
  });
}

// A page that comes back from the browser's memory can be pressed again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("main form")) form.removeAttribute("aria-busy");
});
