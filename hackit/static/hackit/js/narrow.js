// The ticks beside a search and the words in its box say the same: <form data-narrow="id of the box">. What is ticked is
// written into the box as one would type it, and what is taken out of the box is unticked. Without scripts the page
// does this when it is asked for.

const form = document.querySelector("form[data-narrow]");
const box = form && document.getElementById(form.dataset.narrow);
if (box) start();

function start() {
  const ticks = [...form.querySelectorAll("input[data-term]")];
  const same = (one, other) => one.toLowerCase() === other.toLowerCase();

  // The box's words: "a phrase", topic:"two words" or a word
  const pieces = () => box.value.match(/[^\s"“”]*["“”][^"“”]*["“”]?|\S+/gu) ?? [];

  form.addEventListener("change", (event) => {
    const { term } = event.target.dataset;
    if (!term) return;
    const rest = pieces().filter((piece) => !same(piece, term));
    box.value = (event.target.checked ? [...rest, term] : rest).join(" ");
    // Two ticks may stand for one typed filter
    ticks.forEach((tick) => { if (same(tick.dataset.term, term)) tick.checked = event.target.checked; });
  });

  box.addEventListener("input", () => {
    const typed = pieces();
    ticks.forEach((tick) => { tick.checked = typed.some((piece) => same(piece, tick.dataset.term)); });
  });
}
