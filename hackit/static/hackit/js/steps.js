// Going through open actions one by one: the keys 1 to 5 answer for the one asked about, the arrows skip and go
// back, U undoes, Escape closes a box or goes back to the line. All of them act only while the question has the
// focus, and none while one types in a box of it. Without this script the same buttons and links work as such.

import { announce } from "./announce.js";

const LINE = "form[data-line] textarea";
const PAUSE_MS = 150;
let isBusy = false;

const all = () => document.getElementById("steps");
const question = () => document.querySelector("[data-step]");
const isTyping = (node) => node.matches("input:not([type=hidden])");

function toQuestion() {
  const first = question()?.querySelector("[data-key]");
  first?.focus({ preventScroll: true });
  question()?.scrollIntoView({ block: "nearest" });
}

function toLine() {
  (document.querySelector(LINE) ?? document.querySelector("[data-back]"))?.focus();
}

function open(which) {
  question().querySelectorAll("[data-box]").forEach((box) => { box.hidden = box.dataset.box !== which; });
  const box = question().querySelector(`[data-box="${which}"]`);
  box.querySelector("input:not([type=hidden])").focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
}

function close(box) {
  box.hidden = true;
  question().querySelector(`[data-opens="${box.dataset.box}"]`).focus({ preventScroll: true });
}

// What a key presses, or nothing
function meant(key) {
  if (/^[1-5]$/.test(key)) return question().querySelector(`[data-key="${key}"]`);
  const others = { ArrowDown: "[data-step] [data-skip]", ArrowUp: "[data-step] [data-back-one]", u: "[data-undo-last] button" };
  return others[key] ? document.querySelector(others[key]) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at.matches?.(LINE)) {
    if (event.key === "Escape" && !at.value && question() && !document.querySelector("#suggestions:not([hidden])")) toQuestion();
    return;
  }
  if (!at.closest?.("[data-step]")) return;
  if (event.repeat && event.key === "Enter") event.preventDefault();
  if (event.key === "Escape") {
    event.preventDefault();
    const box = at.closest("[data-box]");
    if (box) close(box);
    else toLine();
    return;
  }
  if (isTyping(at)) return;
  const press = meant(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (!press) return;
  event.preventDefault();
  // Held down, or faster than the answer: the next question is answered by a press of its own
  if (!isBusy && !event.repeat) press.click();
}, true);

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  open(opener.dataset.opens);
});

// --- Answers ---

const isOurs = (event) => event.detail.target?.id === "steps";

document.addEventListener("htmx:beforeRequest", (event) => { if (isOurs(event)) isBusy = true; });
document.addEventListener("htmx:afterRequest", (event) => { if (isOurs(event)) isBusy = false; });
document.addEventListener("htmx:afterSwap", (event) => { if (isOurs(event)) landed(); });

function landed() {
  window.htmx.process(all()); // now, not when it has settled: a key may be pressed before
  announce(all().dataset.said);
  const wrong = question()?.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus({ preventScroll: true });
  else if (question()) toQuestion();
  else toLine();
}

// --- What others answered, or the line said ---

const told = (row) => row.dataset.said;
const settled = (steps) => [...steps.querySelectorAll(".steps__done li")];

// Puts the actions anew, and gives what is another now in words; null while somebody types or waits for an answer.
// Who stands on the question stays there, unless it was answered by somebody else meanwhile.
export function putSteps(fresh) {
  const old = all();
  if (!old) return [];
  const focused = document.activeElement;
  const isAsked = Boolean(focused.closest?.("[data-step]"));
  if (isBusy || (isAsked && isTyping(focused))) return null;
  const known = new Set(settled(old).map(told));
  const changed = settled(fresh).map(told).filter((words) => !known.has(words));
  const isSame = old.dataset.at === fresh.dataset.at && old.dataset.version === fresh.dataset.version;
  if (isAsked && isSame) {
    ["head", "list"].forEach((piece) => put(old, fresh, piece));
    old.dataset.said = fresh.dataset.said;
  } else if (old.innerHTML !== fresh.innerHTML) {
    const inside = old.contains(focused);
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (isAsked) toQuestion();
    else if (inside) toLine();
  }
  return changed;
}

function put(old, fresh, piece) {
  const [was, is] = [old, fresh].map((steps) => steps.querySelector(`[data-piece="${piece}"]`));
  if (was.innerHTML === is.innerHTML) return;
  const isOpen = was.querySelector("details")?.open;
  was.replaceWith(is);
  if (isOpen) is.querySelector("details").open = true;
  window.htmx?.process(is);
}

// --- Names, while one types who has it from now on ---

let timer = 0;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-names]")) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => offer(box), PAUSE_MS);
});

async function offer(box) {
  const typed = box.value.trim();
  if (!typed) return;
  const address = new URL(box.dataset.names, window.location.href);
  address.searchParams.set("q", `@${typed}`);
  try {
    const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected || box.value.trim() !== typed) return;
    const found = (await response.json()).suggestions.map((one) => {
      const option = document.createElement("option");
      option.value = one.name;
      return option;
    });
    if (found.length) box.list.replaceChildren(...found);
  } catch {
    // without a connection one types names as before
  }
}
