// Says a short sentence through the page's polite live region.
// Emptied first, so that the same sentence twice is said twice.

export function announce(text) {
  const region = document.getElementById("live");
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => { region.textContent = text; }, 50);
}
