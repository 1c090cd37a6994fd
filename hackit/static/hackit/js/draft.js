// The weeknote sheet: keeps what is typed. To the server a moment after each
// pause, and before that, at each key, to this browser, so that a cut
// connection, an expired sign-in or a closed tab loses nothing. The state is
// said in words and is never better than the truth.

import { announce } from "./announce.js";
import { renew, signInAddress } from "./session.js";
import { Copies } from "./sheet_copies.js";
import { fields, nameOf, onlyWords, putBack, sheet, typedMeanwhile, words } from "./sheet_words.js";

const PAUSE_MS = 1200;
const FIRST_RETRY_MS = 4000;
const LONGEST_RETRY_MS = 60000;
const SLOWEST_ANSWER_MS = 15000;
const KEPT_ALIVE_MOST = 15000;

const state = document.getElementById("save-state");
const notice = document.getElementById("put-back");
const twice = document.getElementById("open-twice");
const copies = new Copies(sheet().dataset.copy);

// This browser's clock may be wrong: times are told in the server's
const page = performance.getEntriesByType("navigation")[0];
const ahead = performance.timeOrigin + (page ? page.responseStart : 0) - Number(sheet().dataset.now);
const serverTime = () => Date.now() - ahead;

let pausing = 0;
let retryIn = FIRST_RETRY_MS;
let sending = false;
let leaving = false;
let held = false; // another window has other words: nothing is sent until one chooses
let turn = 0;
let overtaken = new AbortController();
let sent = words();
let onItsWay = sent; // the server may have it without our knowing

function say(text, manner = "") {
  const was = state.textContent;
  state.className = `save${manner ? ` save--${manner}` : ""}`;
  if (was === text) return;
  state.textContent = text;
  // A failure is announced once, not at every try
  if (manner === "bad") announce(text);
}

function keepCopy(more) {
  return copies.keep(fields(), { knew: [nameOf(sent), nameOf(onItsWay)], ...more });
}

/* ---- On coming to the sheet: words that never reached the server go back on it ---- */

async function arrive() {
  sent = words();
  mark();
  await look();
}

async function look() {
  const typed = words(); // somebody may type while the copies are looked for
  const found = [];
  for (const copy of await copies.left(look)) {
    const arrived = copy.sentAt && Number(sheet().dataset.saved) >= copy.sentAt;
    if (arrived || words(copy.fields) === words()) copies.drop(copy.key);
    else found.push(copy);
  }
  if (!found.length) return;
  // What another window brought to the server meanwhile is not replaced without asking
  const goesOn = typed === sent && words() === sent && (found[0].knew ?? []).includes(nameOf(sent));
  if (goesOn) offer(found.slice(1), show(found[0]), fields());
  else offer(found, WAITING, fields());
}

const BACK = "Your words that had not reached us are back.";
const WAITING = "A window that was closed left other words of yours, which had not reached us.";

// Puts a copy on the sheet; what stood there goes with it
function show(copy) {
  putBack(copy.fields);
  if (keepCopy()) copies.drop(copy.key);
  plan(0);
  return BACK;
}

// What other copies hold stays one press away, and so does what stood here before
function offer(found, text, before) {
  const [copy, ...others] = found; // without one there is nothing more to show
  notice.hidden = false;
  document.getElementById("put-back-words").textContent = text;
  const another = document.getElementById("other-copy");
  another.hidden = !copy;
  another.onclick = () => {
    const shown = { key: "", fields: fields() };
    offer([...others, shown], show(copy), before);
    announce("Other words of yours are on the sheet");
  };
  document.getElementById("not-put-back").onclick = () => {
    for (const one of found) copies.drop(one.key);
    notice.hidden = true;
    if (text !== BACK) return;
    putBack(before);
    copies.drop();
    plan(0);
  };
}

// Which page sends, and in which order
function mark() {
  sheet().elements.window.value = copies.page;
  sheet().elements.turn.value = turn;
}

/* ---- To the server ---- */

function plan(after) {
  window.clearTimeout(pausing);
  pausing = window.setTimeout(send, after);
}

async function send() {
  if (sending || leaving || held) return;
  const going = words();
  if (going === sent) {
    copies.drop();
    return;
  }
  sending = true;
  onItsWay = going;
  overtaken = new AbortController();
  const waiting = window.setTimeout((one) => one.abort(), SLOWEST_ANSWER_MS, overtaken);
  turn += 1;
  mark();
  say("Saving…", "busy");
  try {
    const answer = await fetch(sheet().dataset.autosave, {
      method: "POST",
      body: onlyWords(sheet()),
      redirect: "manual",
      // A closing tab still sends what is short enough for browsers to let it
      keepalive: document.visibilityState === "hidden" && going.length < KEPT_ALIVE_MOST,
      headers: { Accept: "application/json" },
      signal: overtaken.signal,
    });
    await understand(answer, going);
  } catch {
    failed("Not saved. We’ll keep trying");
  } finally {
    window.clearTimeout(waiting);
    sending = false;
  }
  if (words() !== going) plan(PAUSE_MS);
}

async function understand(answer, going) {
  if (answer.type === "opaqueredirect" || answer.status === 401) failed(SIGNED_OUT);
  else if (answer.status === 403) await signedInAnew();
  else if (answer.status === 404) failed("Not saved: you are no longer one of its authors, or it was deleted");
  else if (answer.status === 422) say((await answer.json()).words, "bad");
  else if (answer.status === 409) hold((await answer.json()).words);
  else if (!answer.ok) failed("Not saved. We’ll keep trying");
  else saved(await answer.json(), going);
}

const SIGNED_OUT = "Not saved: you are signed out.";

// A refusal means that the page's token is of an earlier sign-in: with the new one the next try goes through
async function signedInAnew() {
  const { token, why } = await renew(sheet().dataset.owner);
  if (token) {
    failed("Not saved yet. Trying again");
    plan(0);
  } else if (why === "signed out") failed(SIGNED_OUT);
  else if (why === "connection" || why === "server") failed("Not saved. We’ll keep trying");
  else failed("Not saved: somebody else is signed in here.");
}

function hold(text) {
  held = true;
  twice.hidden = false;
  say(text, "bad");
}

function saved(said, going) {
  sent = going;
  retryIn = FIRST_RETRY_MS;
  sheet().elements.serial.value = said.serial;
  if (words() === going) copies.drop();
  say(said.words, said.changed ? "bad" : "");
  const minutes = document.getElementById("minutes");
  if (minutes) minutes.textContent = `${said.minutes} minute read`;
  const others = document.getElementById("others");
  if (others && others.textContent !== said.others) others.textContent = said.others;
}

// What is said is true of both places: the server, and this browser
function failed(text) {
  if (leaving) return;
  const isSafe = copies.isStored ? "Your words are kept in this browser" : "Keep this page open: this browser can’t keep your words";
  const again = text === SIGNED_OUT || text.includes(":") || !copies.isStored ? ` ${isSafe}` : "";
  say(`${text}${again}`, "bad");
  if (text === SIGNED_OUT) offerSignIn();
  window.setTimeout(() => plan(0), retryIn);
  retryIn = Math.min(retryIn * 2, LONGEST_RETRY_MS);
}

function offerSignIn() {
  const link = document.createElement("a");
  link.href = signInAddress();
  link.target = "_blank";
  link.textContent = "Sign in (opens another window)";
  state.append(" ", link);
}

/* ---- What the writer does ---- */

document.addEventListener("input", (event) => {
  if (event.target.form !== sheet() || event.target.name.startsWith("image-")) return;
  keepCopy();
  if (held) return;
  say("Typing…", "busy");
  plan(PAUSE_MS);
});

// A button takes the words along itself. The copy stays until the server's
// answer shows that they arrived.
function leave(wanted) {
  leaving = true;
  overtaken.abort();
  turn += 1;
  mark();
  if (wanted === "discard") copies.drop();
  else if (words() !== sent) keepCopy({ sentAt: serverTime() });
}

document.addEventListener("submit", (event) => {
  if (event.target === sheet()) leave(event.submitter?.value);
});

// A page that can keep its words nowhere asks before it is closed
window.addEventListener("beforeunload", (event) => {
  if (!leaving && !copies.isStored && words() !== sent) event.preventDefault();
});

/* ---- A button beside the sheet: its answer comes while one may be typing on ---- */

let asked = null;

document.addEventListener("htmx:configRequest", (event) => {
  if (!sheet().contains(event.target)) return;
  leave(event.target.value);
  event.detail.parameters.window = sheet().elements.window.value;
  event.detail.parameters.turn = sheet().elements.turn.value;
  asked = { before: fields(), place: placeOf(event.target), unfolded: [...sheet().querySelectorAll("details[id][open]")].map((one) => one.id) };
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!asked || !event.detail.shouldSwap) return;
  if (event.detail.xhr.status === 409) { // the page that asks is no sheet
    event.detail.shouldSwap = false;
    hold(twice.dataset.words);
    return;
  }
  const box = document.activeElement;
  asked.mine = fields();
  asked.swapped = event.detail.target === sheet();
  if (box?.form === sheet() && box.selectionStart !== undefined) {
    asked.caret = { name: box.name, from: box.selectionStart, to: box.selectionEnd, length: box.value.length, top: box.value.slice(0, box.selectionStart) };
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!asked?.mine) return;
  for (const id of asked.unfolded) document.getElementById(id)?.setAttribute("open", ""); // as they were left
  if (asked.swapped) typedMeanwhile(asked.before, asked.mine);
  settle(asked);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!asked) return;
  const { before, mine } = asked;
  asked = null;
  leaving = false;
  const beside = document.getElementById("beside");
  if (!event.detail.successful || !mine) {
    plan(0); // what was typed goes its own way
    return;
  }
  sheet().elements.serial.value = beside.dataset.serial;
  sheet().dataset.saved = beside.dataset.saved;
  mark();
  if (words(before) === words(mine)) {
    sent = words();
    copies.drop();
    say(beside.dataset.said);
  } else {
    sent = "";
    keepCopy();
    plan(PAUSE_MS);
  }
});

// Where a button stands: in which part beside the sheet, as the how manieth
function placeOf(button) {
  const part = button.closest("section[aria-labelledby]");
  if (!part) return null;
  return { part: part.getAttribute("aria-labelledby"), at: [...part.querySelectorAll("button")].indexOf(button) };
}

// The caret stays where it was; without one the focus goes to what now stands where the button was
function settle({ caret, place }) {
  const box = caret && sheet().elements[caret.name];
  if (box) {
    const isBefore = box.value.startsWith(caret.top);
    const moved = isBefore ? 0 : box.value.length - caret.length;
    if (document.activeElement !== box) box.focus({ preventScroll: true });
    box.setSelectionRange(caret.from + moved, caret.to + moved);
    return;
  }
  if (!place || document.activeElement?.closest("#beside")) return;
  const heading = document.getElementById(place.part);
  const buttons = heading ? [...heading.closest("section").querySelectorAll("button")] : [];
  const next = buttons[Math.min(place.at, buttons.length - 1)] ?? heading ?? document.getElementById("ab");
  if (next && !next.matches("button")) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
}

window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("online", () => plan(0));
window.addEventListener("focus", () => { if (words() !== sent) plan(0); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
});

arrive();
