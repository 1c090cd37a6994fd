// The line: <form data-line>. Enter saves and clears, Shift+Enter makes a new
// line in it, the arrow up in an empty box takes the last line up again,
// Ctrl or Cmd+Enter on an empty box goes to the next item. Without this script
// the form posts as any form does.

import { announce } from "./announce.js";
import { Outbox, newRef } from "./outbox.js";
import "./chips.js";
import "./suggest.js";

const NEWS_MS = 1500;
const SLOW_NEWS_MS = 15000;

const form = document.querySelector("form[data-line]");
if (form && document.querySelector(form.dataset.stream ?? form.dataset.lineTarget)) start(form);

function clock(now) {
  const hour = now.getHours() % 12 || 12;
  return `${hour}:${String(now.getMinutes()).padStart(2, "0")}${now.getHours() < 12 ? "am" : "pm"}`;
}

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
}

function start(form) {
  const box = form.querySelector("textarea");
  const stream = document.querySelector(form.dataset.stream ?? form.dataset.lineTarget);
  const state = document.querySelector("[data-save]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const newestFirst = stream.dataset.place === "first";
  let editing = null;

  const outbox = new Outbox(stream.dataset.owner, token, {
    saved(entry, html) {
      say(`Saved at ${clock(new Date())}`);
      const [row] = parsed(html);
      if (row && isHere(entry)) {
        put(row);
        announce(row.dataset.said || "Saved");
      } else {
        rowOf(entry.ref)?.remove();
      }
    },
    refused(entry, html) {
      rowOf(entry.ref)?.remove();
      const words = parsed(html)[0]?.textContent.trim() || "That could not be saved. Your words are back in the box";
      if (!box.value) box.value = entry.text;
      else box.value = `${entry.text}\n${box.value}`;
      grown();
      problem(words);
    },
    waiting(entry, why) {
      const words = why === "signed out"
        ? "Not saved. Sign in again in another window; your lines are kept here"
        : "Not saved. We’ll keep trying";
      if (state?.textContent !== words) announce(words);
      say(words, "bad");
    },
    empty() {},
  });

  function say(words, how = "") {
    if (!state) return;
    state.textContent = words;
    state.className = how ? `save save--${how}` : "save";
  }

  function problem(words) {
    clearProblem();
    const said = document.createElement("p");
    said.className = "error";
    said.id = "line-error";
    said.textContent = words;
    form.querySelector(".line__row").before(said);
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", "line-error");
    say("Not saved", "bad");
    announce(words);
  }

  function clearProblem() {
    document.getElementById("line-error")?.remove();
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
  }

  function grown() {
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const rowOf = (ref) => document.getElementById(`line-${ref}`);

  // Puts a row where it belongs: over its older self, else at the stream's newer end
  function put(row) {
    const old = document.getElementById(row.id);
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 120;
    if (old) old.replaceWith(row);
    else if (newestFirst) stream.prepend(row);
    else stream.insertBefore(row, stream.querySelector(":scope > .ln--unsent"));
    window.htmx?.process(row);
    document.querySelector("[data-none]")?.remove();
    if (atEnd && !newestFirst) toEnd();
  }

  function toEnd() {
    window.scrollTo(0, document.documentElement.scrollHeight);
  }

  // --- Typing ---

  // Lines of another item that could not be sent then are sent from here, without a row
  const isHere = (entry) => entry.url === form.action && entry.fields.item === fieldsOf().item;

  function waitingRow(entry) {
    const row = document.createElement("li");
    row.className = "ln ln--unsent";
    row.id = `line-${entry.ref}`;
    const time = document.createElement("span");
    time.className = "ln__t";
    time.textContent = clock(new Date(entry.at));
    const words = document.createElement("p");
    words.className = "ln__x";
    words.textContent = entry.text;
    const said = document.createElement("p");
    said.className = "got";
    said.textContent = "Not sent yet";
    const inner = document.createElement("div");
    inner.append(words, said);
    row.append(time, inner);
    if (newestFirst) stream.prepend(row);
    else stream.append(row);
  }

  function fieldsOf() {
    const fields = Object.fromEntries(new FormData(form));
    delete fields.text;
    delete fields.ref;
    delete fields.csrfmiddlewaretoken;
    return fields;
  }

  function save() {
    if (!box.value.trim()) {
      problem("Type something first");
      return;
    }
    clearProblem();
    if (editing) {
      saveAnew();
      return;
    }
    const entry = { ref: newRef(), text: box.value, url: form.action, fields: fieldsOf(), at: Date.now() };
    box.value = "";
    grown();
    say("Saving…", "busy");
    waitingRow(entry);
    toEndIfLast();
    outbox.add(entry);
  }

  function toEndIfLast() {
    if (!newestFirst) toEnd();
  }

  // --- Typing the last line anew ---

  function takeUp() {
    const mine = [...stream.querySelectorAll(".ln[data-mine]")];
    const row = newestFirst ? mine[0] : mine.at(-1);
    if (!row) return;
    editing = row;
    box.value = row.querySelector(".ln__x").textContent;
    grown();
    say("Typing the last line anew. Escape leaves it as it was", "busy");
    announce("Typing the last line anew. Escape leaves it as it was");
  }

  function leave() {
    editing = null;
    box.value = "";
    grown();
    clearProblem();
    say("");
  }

  async function saveAnew() {
    const row = editing;
    const body = new URLSearchParams({ text: box.value, version: row.dataset.version });
    say("Saving…", "busy");
    let response;
    try {
      response = await fetch(row.dataset.retype, {
        method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" }, credentials: "same-origin",
      });
    } catch {
      problem("Not saved. Check your connection and press Enter again");
      return;
    }
    if (response.status === 409) {
      // Both texts and the choice are a page of their own
      const real = document.createElement("form");
      real.method = "post";
      real.action = row.dataset.retype;
      for (const [name, value] of [...body, ["csrfmiddlewaretoken", token]]) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        real.append(input);
      }
      document.body.append(real);
      real.submit();
      return;
    }
    const html = await response.text();
    if (!response.ok || !response.headers.get("X-Line")) {
      problem((response.status === 422 && parsed(html)[0]?.textContent.trim()) || "Not saved. Press Enter to try again");
      return;
    }
    const [fresh] = parsed(html);
    put(fresh);
    leave();
    say(`Saved at ${clock(new Date())}`);
    announce(fresh.dataset.said || "Saved");
  }

  // --- Keys ---

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
    box.focus();
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (box.value.trim()) save();
      else goOn();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      save();
    } else if (event.key === "ArrowUp" && !box.value && !editing) {
      event.preventDefault();
      takeUp();
    } else if (event.key === "Escape" && editing) {
      leave();
    }
  });

  // Ctrl+Enter goes on only when nothing is left to send: the next page would wait for it out of sight
  async function goOn() {
    const next = document.querySelector("form[data-next]");
    if (!next) return;
    await outbox.send();
    next.requestSubmit();
  }

  // --- What others typed ---

  let since = form.dataset.change;
  let pause = NEWS_MS;

  async function news() {
    if (document.visibilityState === "visible" && !outbox.busy) {
      try {
        const response = await fetch(`${form.dataset.news}&since=${since}`, {
          headers: { "HX-Request": "true" }, credentials: "same-origin",
        });
        pause = response.ok && !response.redirected ? NEWS_MS : SLOW_NEWS_MS;
        if (response.status === 200 && response.headers.get("X-Change")) {
          const number = response.headers.get("X-Change");
          const arrived = parsed(await response.text()).map(arrive);
          if (arrived.every(Boolean)) since = number;
        }
      } catch {
        pause = SLOW_NEWS_MS;
      }
    }
    window.setTimeout(news, pause);
  }

  // Nobody's focus is taken away: a row in use is left, and asked for again until it is let go
  function arrive(row) {
    const old = document.getElementById(row.id);
    if (old && (old.contains(document.activeElement) || old.querySelector("form[data-fix]") || old === editing)) return false;
    if (row.hasAttribute("data-gone")) old?.remove();
    else put(row);
    return true;
  }

  // --- After a press in a row ---

  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.target.closest?.(".ln") ?? event.detail.elt?.closest?.(".ln");
    if (!row || row.querySelector("form[data-fix]")) return;
    announce(row.dataset.said || row.querySelector(".tag")?.textContent || "Saved");
    if (document.activeElement === document.body) box.focus({ preventScroll: true });
  });

  // --- Signing out sends first what is unsent ---

  document.addEventListener("submit", async (event) => {
    const out = event.target.closest("form[data-sign-out]");
    if (!out || !outbox.entries().length) return;
    event.preventDefault();
    await outbox.send();
    const left = outbox.entries().length;
    const words = `${left} of your lines could not be sent yet. They stay in this browser until you sign in again. Sign out?`;
    if (!left || window.confirm(words)) out.submit();
  });

  outbox.entries().filter(isHere).forEach(waitingRow);
  if (outbox.entries().length) outbox.send();
  if (!newestFirst && stream.children.length) toEnd();
  if (form.dataset.news) window.setTimeout(news, NEWS_MS);
}
