// The weeknote sheet: keeps what is typed. To the server a moment after each
// pause, and before that, at each key, to this browser, so that a cut
// connection, an expired sign-in or a closed tab loses nothing. The state is
// said in words and is never better than the truth.

import { announce } from "./announce.js";

const PAUSE_MS = 1200;
const FIRST_RETRY_MS = 4000;
const LONGEST_RETRY_MS = 60000;
const SLOWEST_ANSWER_MS = 15000;
const KEPT_ALIVE_MOST = 15000;
const OURS = /^(title|summary|version|body-\d+|point-\d+)$/;

// Buttons beside the sheet replace it: it is looked up each time
const sheet = () => document.getElementById("d");
const state = document.getElementById("save-state");
const notice = document.getElementById("put-back");
const KEY = `weeknote:${sheet().dataset.copy}`;

// This browser's clock may be wrong: times are told in the server's
const page = performance.getEntriesByType("navigation")[0];
const ahead = performance.timeOrigin + (page ? page.responseStart : 0) - Number(sheet().dataset.now);
const serverTime = () => Date.now() - ahead;

let pausing = 0;
let retryIn = FIRST_RETRY_MS;
let sending = false;
let leaving = false;
let overtaken = new AbortController();
let sent = words();

function say(text, manner = "") {
  const was = state.className;
  state.className = `save${manner ? ` save--${manner}` : ""}`;
  state.textContent = text;
  // A failure is announced once, not at every try
  if (manner === "bad" && was !== state.className) announce(text);
}

function fields() {
  return Object.fromEntries([...new FormData(sheet())].filter(([name]) => OURS.test(name)));
}

// What is on the sheet as one text to compare by; blank lines around a box say nothing
function words(from = fields()) {
  const rest = Object.entries(from).filter(([name]) => name !== "version");
  return JSON.stringify(rest.map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").trim()]).sort());
}

/* ---- The copy in this browser ---- */

function keepCopy(more = {}) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ fields: fields(), ...more }));
  } catch {
    // No room or no leave: the server's copy is then the only one
  }
}

function dropCopy() {
  try { localStorage.removeItem(KEY); } catch { /* nothing to drop */ }
}

function copy() {
  try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
}

function points(from) {
  return Object.keys(from).filter((name) => name.startsWith("point-")).map((name) => from[name]).join();
}

// Puts a copy back on the sheet. Where its points are other ones, the whole
// text goes into the first box, with the points as their lines.
function putBack(from) {
  const { elements } = sheet();
  elements.version.value = from.version ?? elements.version.value;
  elements.title.value = from.title ?? "";
  elements.summary.value = from.summary ?? "";
  if (points(fields()) === points(from)) {
    for (const [name, text] of Object.entries(from)) if (name.startsWith("body-") && elements[name]) elements[name].value = text;
    return;
  }
  const pieces = [];
  for (let i = 0; `body-${i}` in from; i += 1) {
    pieces.push(from[`body-${i}`]);
    if (from[`point-${i}`]) pieces.push(`{{point:${from[`point-${i}`]}}}`);
  }
  sheet().querySelectorAll(".point").forEach((point) => point.remove());
  sheet().querySelectorAll("[name^=body-]").forEach((box, i) => { if (i) box.remove(); });
  elements["body-0"].value = pieces.filter((piece) => piece.trim()).join("\n\n");
}

// On coming to the sheet: a copy that never reached the server goes back on it
function arrive() {
  sent = words();
  const kept = copy();
  if (!kept || !kept.fields || !("body-0" in kept.fields)) return;
  const arrived = kept.sentAt && Number(sheet().dataset.saved) >= kept.sentAt;
  if (arrived || words(kept.fields) === sent) {
    dropCopy();
    return;
  }
  const before = fields();
  putBack(kept.fields);
  notice.hidden = false;
  document.getElementById("not-put-back").onclick = () => {
    putBack(before);
    notice.hidden = true;
    dropCopy();
    plan(0);
  };
  plan(0);
}

/* ---- To the server ---- */

function plan(after) {
  window.clearTimeout(pausing);
  pausing = window.setTimeout(send, after);
}

async function send() {
  if (sending || leaving) return;
  const going = words();
  if (going === sent) {
    dropCopy();
    return;
  }
  sending = true;
  overtaken = new AbortController();
  const waiting = window.setTimeout((one) => one.abort(), SLOWEST_ANSWER_MS, overtaken);
  say("Saving…", "busy");
  try {
    const answer = await fetch(sheet().dataset.autosave, {
      method: "POST",
      body: new FormData(sheet()),
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
  // A redirect leads to signing in; a refusal means that the page's token is of an earlier sign-in
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    failed("Not saved: you are signed out. Your words are kept in this browser. Sign in, then open this page again");
    return;
  }
  if (answer.status === 422) {
    say((await answer.json()).words, "bad");
    return;
  }
  if (!answer.ok) {
    failed("Not saved. We’ll keep trying");
    return;
  }
  const said = await answer.json();
  sent = going;
  retryIn = FIRST_RETRY_MS;
  if (words() === going) dropCopy();
  say(said.words, said.changed ? "bad" : "");
}

function failed(text) {
  if (leaving) return;
  say(text, "bad");
  window.setTimeout(() => plan(0), retryIn);
  retryIn = Math.min(retryIn * 2, LONGEST_RETRY_MS);
}

/* ---- What the writer does ---- */

document.addEventListener("input", (event) => {
  if (event.target.form !== sheet()) return;
  keepCopy();
  say("Typing…", "busy");
  plan(PAUSE_MS);
});

// A button takes the words along itself. The copy stays until the server's
// answer shows that they arrived.
function leave(wanted) {
  leaving = true;
  overtaken.abort();
  if (wanted === "discard") dropCopy();
  else if (words() !== sent) keepCopy({ sentAt: serverTime() });
}

document.addEventListener("submit", (event) => {
  if (event.target === sheet()) leave(event.submitter?.value);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (sheet().contains(event.target)) leave(event.target.value);
});

document.addEventListener("htmx:afterRequest", () => {
  leaving = false;
  arrive();
  if (words() === sent) say(sheet().dataset.said);
  else plan(0);
});

window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("online", () => plan(0));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
});

arrive();
