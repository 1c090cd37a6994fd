// On the weeknote sheet Ctrl (or ⌘) and Enter presses "Publish": what is typed
// is saved, and the last look comes with its button under the finger.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || event.isComposing) return;
  const button = document.querySelector("[aria-keyshortcuts='Control+Enter']");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});
