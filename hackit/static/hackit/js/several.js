// Ticks on a list: "select all shown" ticks and unticks, the bar says how many
// are ticked, and Enter on a tick goes to what can be done with them. Without
// this module the same form works; "select all" is then read by the server.

const form = document.querySelector("#several");
const all = document.querySelector("#several-all");
const said = form.querySelector("[data-ticked]");
const ticks = () => [...document.querySelectorAll("input[name=pick][form=several]")];

all.removeAttribute("name"); // each tick counts for itself from here on

function show() {
  const count = ticks().filter((tick) => tick.checked).length;
  all.checked = count > 0 && count === ticks().length;
  all.indeterminate = count > 0 && !all.checked;
  said.textContent = count ? `${count} ticked` : "Nothing ticked";
}

document.addEventListener("change", (event) => {
  if (event.target === all) ticks().forEach((tick) => { tick.checked = all.checked; });
  if (event.target === all || event.target.name === "pick") show();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "checkbox" || event.target.form !== form) return;
  event.preventDefault();
  if (!ticks().some((tick) => tick.checked)) return;
  form.querySelector(".several__do button").focus();
});

document.addEventListener("htmx:load", show);
window.addEventListener("pageshow", show);
show();
