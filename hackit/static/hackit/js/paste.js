// Several lines put into the box at once: Enter keeps them as one, as ever, and the link
// <a data-paste> takes them along to be seen one by one before anything is kept.

import { announce } from "./announce.js";

const link = document.querySelector("a[data-paste]");
const form = document.querySelector("form[data-line]");
const box = form?.querySelector("textarea");

function field(name, value) {
  const one = document.createElement("textarea"); // an input would lose the line ends
  one.name = name;
  one.value = value;
  return one;
}

function takeAlong(event) {
  if (!box.value.trim() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = link.href;
  sent.hidden = true;
  sent.append(field("text", box.value));
  for (const name of ["csrfmiddlewaretoken", "item"]) {
    const value = form.querySelector(`[name=${name}]`)?.value;
    if (value) sent.append(field(name, value));
  }
  document.body.append(sent);
  box.value = ""; // or they would stand here again after they were kept there
  box.dispatchEvent(new Event("input", { bubbles: true }));
  sent.submit();
}

// By then the words stand in the box
function count() {
  const lines = box.value.split("\n").filter((line) => line.trim()).length;
  if (lines < 2) return;
  const words = `${lines} lines: Enter keeps them as one, “${link.textContent}” shows each`;
  const state = document.querySelector("[data-save]");
  if (state) state.textContent = words;
  announce(words);
}

if (link && box) {
  link.addEventListener("click", takeAlong);
  box.addEventListener("paste", () => window.setTimeout(count));
}
