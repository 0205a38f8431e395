// On the way to a provider and back there is one thing to do on each page, and
// with a script it does itself. Without it, it is one press.

const link = document.querySelector("a[data-go-on]");
// Not kept in the browser's history: going back would only lead on again.
if (link instanceof HTMLAnchorElement) location.replace(link.href);

const form = document.querySelector("form[data-go-on]");
if (form instanceof HTMLFormElement) {
  form.setAttribute("aria-busy", "true");
  form.requestSubmit();
}
