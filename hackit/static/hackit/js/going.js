// Presses "Go on" by itself, once the page is there: a form with data-going.
const form = document.querySelector("form[data-going]");
if (form) form.requestSubmit();
