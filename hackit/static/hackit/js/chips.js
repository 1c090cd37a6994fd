// The small forms under a line that put one part of it right: [data-part] opens one in its row, Escape or
// "Leave it as it is" closes it and gives the focus back to what opened it; saving gives it back to the line's box.

import { announce } from "./announce.js";

const rowAt = (node) => node?.closest?.(".ln") ?? null;

function opener(row, part, of) {
  return row.querySelector(`[data-part="${part}"][data-of="${CSS.escape(of)}"]`) ?? row.querySelector(`[data-part="${part}"]`);
}

function leave(form) {
  const row = rowAt(form);
  const back = opener(row, form.dataset.fix, form.dataset.fixFrom || form.dataset.fixOf);
  form.remove();
  (back ?? document.querySelector("form[data-line] textarea"))?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-fix]");
  if (event.key !== "Escape" || !form || !rowAt(form) || event.isComposing) return;
  event.preventDefault();
  leave(form);
});

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-leave]")?.closest("form[data-fix]");
  if (form) leave(form);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const row = rowAt(event.target);
  const from = event.detail.requestConfig?.elt;
  if (!row || !from?.matches("[data-part], form[data-fix]")) return;
  const form = row.querySelector("form[data-fix]");
  if (form) open(form, from);
  else document.querySelector("form[data-line] textarea")?.focus({ preventScroll: true });
});

function open(form, from) {
  const of = from.dataset.of ?? from.dataset.fixFrom ?? "";
  form.dataset.fixFrom = of;
  const field = form.querySelector("[aria-invalid=true]")
    ?? (of === "audience" ? form.querySelector("[name=audience]:checked") : null)
    ?? form.querySelector("[type=radio]:checked")
    ?? form.querySelector("input:not([type=hidden]), button");
  form.scrollIntoView({ block: "nearest" });
  field.focus({ preventScroll: true });
  if (field.type === "text") field.select();
  const error = form.querySelector(".error");
  if (error) announce(error.textContent.trim());
}
