// Tables whose rows are cards on a phone (display: block) are none to some browsers: what is what is said here again.
// Not in the page itself, for HTML forbids to say of a table that it is one.

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

function say(where) {
  for (const part of where.querySelectorAll("table.cards, .cards :is(thead, tbody, tr, th, td)")) {
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
  }
}

say(document);
document.addEventListener("htmx:load", (event) => say(event.target.parentElement ?? document));
