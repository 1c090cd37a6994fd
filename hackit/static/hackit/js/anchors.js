// The link beside a heading leads to its address, and puts that address into
// the clipboard as well, so that it can be passed on.

import { announce } from "./announce.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.anchor");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  try {
    await navigator.clipboard.writeText(link.href);
    announce("Link copied");
  } catch {
    // The browser refused: the address stands in its own bar
  }
});
