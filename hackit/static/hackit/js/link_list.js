// "[[" on the sheet opens a list of earlier notes, decisions, actions, meetings and topics: what is taken stands there
// as a plain link. The list's keys are those of every other list.

import { start } from "./suggest.js";

const MARK = /(\[\[[^[\]\n]{0,80})$/;

// Where the caret's line ends, measured in a copy of the box that nobody sees
function caretBottom(box) {
  const style = getComputedStyle(box);
  const copy = document.createElement("div");
  for (const name of ["boxSizing", "width", "padding", "border", "font", "letterSpacing", "lineHeight", "overflowWrap", "tabSize"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", top: "0", left: "0" });
  copy.textContent = box.value.slice(0, box.selectionStart);
  const caret = document.createElement("span");
  caret.textContent = "|";
  copy.append(caret);
  box.parentElement.append(copy);
  const bottom = caret.offsetTop + caret.offsetHeight;
  copy.remove();
  return box.offsetTop + bottom - box.scrollTop;
}

function put(list, box) {
  list.style.top = `${caretBottom(box)}px`;
}

function begin(root) {
  root.querySelectorAll(".sheet .md").forEach((box) => {
    if (box.hasAttribute("aria-controls")) return;
    start(box.form, box, { id: `links-${box.name}`, name: MARK, address: box.form.dataset.links, labelOf: () => "Links", closing: "]]", put });
  });
}

begin(document);
document.addEventListener("htmx:load", () => begin(document));
