// A search box offers topics, people, titles and filters while one types: <form data-complete="address">. What leads
// somewhere opens when it is taken; a filter is put into the box. Without an arrow Enter searches for what was typed.

import { start } from "./suggest.js";

const ALL_BEFORE_THE_CARET = /^\s*(\S.*)$/u;

document.querySelectorAll("form[data-complete]").forEach((form) => {
  const box = form.querySelector("input[type=search]");
  start(form, box, { id: `found-${box.id}`, name: ALL_BEFORE_THE_CARET, address: form.dataset.complete, labelOf: () => "Suggestions", waits: true });
});
