// Whoever goes on in the meeting with words in the box forgot Enter: on the next page nobody would look for them.
// Next, the agenda's items and Wrap up save them first. What was refused is back in the box, and the page stays.

// `hasWords()`: whether something stands in the box that saving would make a line of; `save()` is over when it was tried
export function beforeGoingOn({ hasWords, save }) {
  async function first(event, go) {
    if (!hasWords()) return;
    event.preventDefault();
    await save();
    if (!hasWords()) go();
  }

  document.querySelector("form[data-next]")?.addEventListener("submit", (event) => {
    first(event, () => event.target.requestSubmit());
  });
  for (const link of document.querySelectorAll("a[data-goes-on]")) {
    link.addEventListener("click", (event) => {
      const isElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (!isElsewhere) first(event, () => window.location.assign(link.href));
    });
  }
}
