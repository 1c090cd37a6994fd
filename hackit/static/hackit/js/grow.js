// Boxes grow with what is typed. Browsers with field-sizing do it by the
// stylesheet alone; this stands in for the others.

const GROWING = ".line textarea, .sheet textarea, textarea[data-grow]";

function fit(box) {
  box.style.height = "auto";
  const edges = box.offsetHeight - box.clientHeight;
  box.style.height = `${box.scrollHeight + edges}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  const fitAll = (root) => root.querySelectorAll(GROWING).forEach(fit);
  fitAll(document);
  document.addEventListener("input", (event) => {
    if (event.target.matches(GROWING)) fit(event.target);
  });
  document.addEventListener("reset", () => window.setTimeout(() => fitAll(document)));
  document.addEventListener("htmx:load", (event) => fitAll(event.target));
}
