// Moves the items of an agenda: by dragging the handle with mouse, pen or
// finger, or with the arrow keys while the handle has the focus. The whole
// order goes to the server in one request; without this module the Up and
// Down buttons of each item do the same, one place at a time.

import { announce } from "./announce.js";

const list = document.querySelector("ol[data-agenda]");
const form = document.querySelector("form[data-order]");
const saidHere = document.querySelector("[data-order-said]");
const WAIT_MS = 400; // several presses of a key are one request
const EDGE_PX = 70; // how near the window's edge a drag scrolls it

const rows = () => [...list.children];
const refs = () => rows().map((row) => row.dataset.ref);

let saved = list ? refs() : [];
let timer = 0;
let sending = false;

function tell(text, aloud = text) {
  if (saidHere) saidHere.textContent = text;
  if (aloud) announce(aloud);
}

// ---- Sending -----------------------------------------------------------------

function later() {
  window.clearTimeout(timer);
  timer = window.setTimeout(send, WAIT_MS);
}

async function send() {
  if (sending) return;
  const wanted = refs();
  if (wanted.join() === saved.join()) return;
  sending = true;
  const data = new FormData(form);
  wanted.forEach((ref) => data.append("item", ref));
  saved.forEach((ref) => data.append("seen", ref));
  tell("Saving…", "");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const found = answer.status === 200 || answer.status === 409 ? await answer.json() : null;
    if (found === null) throw new Error(String(answer.status));
    if (found.reload) {
      window.location.reload();
      return;
    }
    saved = wanted;
    showTimes(found.times);
    tell("The order is saved.", "");
  } catch {
    tell("The order is not saved. We’ll try again when you move something.");
  }
  sending = false;
  if (refs().join() !== wanted.join()) later();
}

function showTimes(times) {
  for (const row of rows()) row.querySelector("[data-begins]").textContent = times[row.dataset.ref] ?? "";
  list.classList.toggle("agd--timed", Object.values(times).filter(Boolean).length > 1);
}

window.addEventListener("online", () => { if (list) later(); });
window.addEventListener("pagehide", () => {
  if (!list || refs().join() === saved.join() || sending) return;
  const data = new FormData(form);
  refs().forEach((ref) => data.append("item", ref));
  saved.forEach((ref) => data.append("seen", ref));
  fetch(form.action, { method: "POST", body: data, keepalive: true }).catch(() => {});
});

// ---- Moving -------------------------------------------------------------------

function place(row, before) {
  const grip = row.querySelector(".grip");
  const hadFocus = document.activeElement === grip;
  list.insertBefore(row, before);
  if (hadFocus) grip.focus({ preventScroll: true });
  const all = rows();
  all.forEach((one, number) => {
    const [up, down] = one.querySelectorAll("button[name=do]");
    up.hidden = number === 0;
    down.hidden = number === all.length - 1;
  });
  row.scrollIntoView({ block: "nearest" });
  announce(`${row.dataset.title}, ${all.indexOf(row) + 1} of ${all.length}`);
  later();
}

function byKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.currentTarget.closest("li");
  const all = rows();
  const at = all.indexOf(row);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0 || to >= all.length || to === at) {
    announce(`${row.dataset.title} is ${at === 0 ? "first" : "last"}`);
    return;
  }
  place(row, to < at ? all[to] : all[to].nextElementSibling);
}

// ---- Dragging: the row follows the pointer, a line shows where it would go ------

let drag = null;

function begin(event) {
  if (event.button !== 0 || !event.isPrimary || drag) return;
  event.preventDefault();
  const row = event.currentTarget.closest("li");
  event.currentTarget.focus({ preventScroll: true });
  event.currentTarget.setPointerCapture(event.pointerId);
  drag = { row, id: event.pointerId, from: event.pageY, y: event.clientY, before: undefined, frame: 0 };
  row.classList.add("is-dragged");
  drag.frame = window.requestAnimationFrame(scrollAlong);
}

function follow(event) {
  if (!drag || event.pointerId !== drag.id) return;
  drag.y = event.clientY;
  show();
}

function show() {
  const { row } = drag;
  row.style.transform = `translateY(${drag.y + window.scrollY - drag.from}px)`;
  const others = rows().filter((one) => one !== row);
  const next = others.find((one) => {
    const box = one.getBoundingClientRect();
    return drag.y < box.top + box.height / 2;
  });
  clear();
  drag.before = next ?? null;
  if (next) next.classList.add("drop-before");
  else others.at(-1)?.classList.add("drop-after");
}

function clear() {
  for (const row of rows()) row.classList.remove("drop-before", "drop-after");
}

function scrollAlong() {
  if (!drag) return;
  const step = drag.y < EDGE_PX ? -10 : drag.y > window.innerHeight - EDGE_PX ? 10 : 0;
  if (step && drag.before !== undefined) {
    window.scrollBy(0, step);
    show();
  }
  drag.frame = window.requestAnimationFrame(scrollAlong);
}

function end(event, isDrop) {
  if (!drag || (event.pointerId !== undefined && event.pointerId !== drag.id)) return;
  const { row, before, frame } = drag;
  window.cancelAnimationFrame(frame);
  drag = null;
  row.classList.remove("is-dragged");
  row.removeAttribute("style");
  clear();
  if (isDrop && before !== undefined && before !== row.nextElementSibling) place(row, before);
}

// ---- Handles ---------------------------------------------------------------------

const DOTS = "M7 4h2v2H7zm4 0h2v2h-2zM7 9h2v2H7zm4 0h2v2h-2zM7 14h2v2H7zm4 0h2v2h-2z";

function dots() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("fill", "currentColor");
  path.setAttribute("d", DOTS);
  svg.append(path);
  return svg;
}

function handle(row) {
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "grip";
  grip.setAttribute("aria-label", `Move: ${row.dataset.title}`);
  grip.setAttribute("aria-describedby", "how-to-move");
  grip.append(dots());
  grip.addEventListener("keydown", byKey);
  grip.addEventListener("pointerdown", begin);
  row.querySelector(".ag").prepend(grip);
}

if (list && form && list.children.length > 1) {
  list.classList.add("agd--moves");
  rows().forEach(handle);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", (event) => end(event, true));
  document.addEventListener("pointercancel", (event) => end(event, false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") end({}, false); });
}
