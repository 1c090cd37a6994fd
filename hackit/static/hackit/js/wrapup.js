// The keys 1, 2, 3 answer the current question of the wrap-up, and only while
// it has the focus.

const question = document.querySelector("form[data-keys]");

question?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const button = question.querySelectorAll("button[name=value]")[Number(event.key) - 1];
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter") event.preventDefault();
});
