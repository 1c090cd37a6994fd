// What one selects in a text can be raised as an action: a small link by the selection, which holds the words.
// It stands in the page right after the selected paragraph, so that Tab leads to it; it goes with the selection.

import { announce } from "./announce.js";

const PAUSE_MS = 250;
const LONGEST = 600;
const FEWEST = 3;

const link = document.createElement("a");
link.className = "raise-here";
link.textContent = "Raise an action";
let timer = 0;

// Where a text is selected from which one may raise an action, and its words
function selected() {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.parentElement?.closest("[data-raise]");
  const words = selection.toString().replace(/\s+/g, " ").trim();
  if (!start || !start.contains(range.endContainer) || words.length < FEWEST) return null;
  return { place: start, range, words: words.slice(0, LONGEST) };
}

function look() {
  const found = selected();
  if (!found) {
    if (document.activeElement !== link) link.remove();
    return;
  }
  const wasThere = link.isConnected;
  const { place, range, words } = found;
  link.href = `${place.dataset.raise}&${new URLSearchParams({ quote: words })}`;
  const end = range.endContainer;
  const block = (end.nodeType === Node.ELEMENT_NODE ? end : end.parentElement).closest("p, li, h2, h3, h4, blockquote, pre, table");
  const before = block && place.contains(block) && block !== place ? block : place.lastChild;
  if (link !== before && link.previousSibling !== before) before.after(link); // put there again it would lose the focus
  stand(range);
  if (!wasThere) announce("Raise an action from what you selected: press Tab, then Enter");
}

// Below the end of the selection, inside the window
function stand(range) {
  const rects = range.getClientRects();
  const last = rects[rects.length - 1] ?? range.getBoundingClientRect();
  const left = Math.max(8, last.right - link.offsetWidth) + window.scrollX;
  link.style.left = `min(${left}px, 100vw - ${link.offsetWidth + 24}px)`; // also when the window is made narrower
  link.style.top = `${last.bottom + window.scrollY + 6}px`;
}

if (document.querySelector("[data-raise]")) {
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE_MS);
  });
  window.addEventListener("resize", look);
  // Browsers differ in where Tab goes from a selection while nothing has the focus
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || !link.isConnected || document.activeElement !== document.body) return;
    event.preventDefault();
    link.focus({ preventScroll: true });
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === "Escape") link.remove();
  });
}
