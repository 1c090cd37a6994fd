// The line: <form data-line>. Enter saves and clears, Shift+Enter makes a new
// line in it, the arrow up in an empty box takes the last line up again,
// Ctrl or Cmd+Enter on an empty box goes to the next item. Going on in the
// meeting saves what stands in the box. Without this script the form posts as
// any form does.

import { announce } from "./announce.js";
import { Outbox, newRef } from "./outbox.js";
import "./chips.js";
import "./last_said.js";
import "./paste.js";
import "./suggest.js";
import { hideClash, showClash } from "./clash.js";
import { beforeGoingOn } from "./going_on.js";
import { HalfTyped } from "./half_typed.js";
import { putMemo } from "./memo.js";
import { News, parsed } from "./news.js";
import { isSignedOut, renew, signInAddress } from "./session.js";
import { putSteps } from "./steps.js";
import { clock, unsentRow } from "./unsent_row.js";

const form = document.querySelector("form[data-line]");
if (form && document.querySelector(form.dataset.stream ?? form.dataset.lineTarget)) start(form);

function start(form) {
  const box = form.querySelector("textarea");
  const stream = document.querySelector(form.dataset.stream ?? form.dataset.lineTarget);
  const state = document.querySelector("[data-save]");
  const tokenOf = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const newestFirst = stream.dataset.place === "first";
  let editing = null;
  let version = 0;
  let news = null;
  const half = new HalfTyped(stream.dataset.owner, form);

  const outbox = new Outbox(stream.dataset.owner, tokenOf(), {
    saved(entry, html) {
      say(`Saved at ${clock(new Date())}`);
      const [row] = parsed(html);
      if (row && isHere(entry)) {
        put(row);
        announce(row.dataset.said || "Saved");
        if (row.hasAttribute("data-update")) memoIsOld();
      } else {
        rowOf(entry.ref)?.remove();
      }
    },
    refused(entry, html) {
      giveBack(entry, parsed(html)[0]?.textContent.trim() || "That could not be saved. Your words are back in the box");
    },
    unkept(entry) {
      giveBack(entry, "Not saved, and this browser keeps nothing for later. Your words are back in the box: press Enter to try again");
    },
    elsewhere(entry) {
      const row = rowOf(entry.ref);
      if (!row?.matches(".ln--unsent")) return;
      row.classList.remove("ln--unsent");
      row.querySelector(".got").textContent = "Saved from another window";
      if (!outbox.entries().length) say("");
    },
    waiting(entry, why) {
      if (why === "signed out" || why === "somebody else") {
        signedOut(why);
        return;
      }
      const words = "Not saved. We’ll keep trying";
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

  // Nobody, or somebody else, is signed in now: what was typed waits for its author
  function signedOut(why) {
    const waits = outbox.entries().length > 0;
    const start = why === "somebody else" ? "Somebody else is signed in here: " : "Signed out: ";
    const link = document.createElement("a");
    link.href = signInAddress();
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "sign in again";
    const end = waits ? " and they are sent" : " to go on";
    const words = start + link.textContent + end;
    if (!state || state.textContent === words) return;
    say("", "bad");
    state.append(start, link, end);
    announce(words);
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

  // Words that are kept nowhere else go back to the box, before what was typed since
  function giveBack(entry, words) {
    rowOf(entry.ref)?.remove();
    box.value = box.value ? `${entry.text}\n${box.value}` : entry.text;
    grown();
    problem(words);
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
    else stream.insertBefore(row, later(row));
    window.htmx?.process(row);
    if ((old ?? row).matches("[data-attendance]")) document.dispatchEvent(new Event("records:here"));
    document.querySelector("[data-none]")?.remove();
    if (atEnd && !newestFirst) toEnd();
  }

  // The row before which this one belongs: the first that was typed after it, or is not sent yet
  function later(row) {
    const isLater = (one) => one.matches(".ln--unsent") || Number(one.dataset.n) > Number(row.dataset.n);
    return [...stream.children].find(isLater) ?? null;
  }

  function toEnd() {
    window.scrollTo(0, document.documentElement.scrollHeight);
  }

  // --- Typing ---

  // Lines of another item that could not be sent then are sent from here, without a row
  const isHere = (entry) => entry.url === form.action && entry.fields.item === fieldsOf().item;

  function waitingRow(entry) {
    if (newestFirst) stream.prepend(unsentRow(entry));
    else stream.append(unsentRow(entry));
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
    return outbox.add(entry);
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
    version = row.dataset.version;
    box.value = row.querySelector(".ln__x").textContent;
    grown();
    say("Typing the last line anew. Escape leaves it as it was", "busy");
    announce("Typing the last line anew. Escape leaves it as it was");
  }

  function leave() {
    editing = null;
    hideClash();
    box.value = "";
    grown();
    clearProblem();
    say("");
  }

  async function saveAnew() {
    const row = editing;
    const body = new URLSearchParams({ text: box.value, version });
    say("Saving…", "busy");
    let response;
    try {
      response = await retyped(row, body);
    } catch {
      problem("Not saved. Check your connection and press Enter again");
      return;
    }
    if (isSignedOut(response)) {
      problem("Not saved: you are signed out. Sign in again in another window, then press Enter here");
      return;
    }
    if (response.status === 409) {
      clash(parsed(await response.text())[0]);
      return;
    }
    if (response.status === 404 || response.status === 403) {
      editing = null;
      problem("That line was taken back or can no longer be changed. Your words are still here: Enter saves them as a new line");
      return;
    }
    const html = await response.text();
    if (!response.ok || !response.headers.get("X-Line")) {
      problem((response.status === 422 && parsed(html)[0]?.textContent.trim()) || "Not saved. Press Enter to try again");
      return;
    }
    news?.overtaken();
    const [fresh] = parsed(html);
    const touches = row.hasAttribute("data-update") || fresh.hasAttribute("data-update");
    put(fresh);
    leave();
    if (touches) memoIsOld();
    say(`Saved at ${clock(new Date())}`);
    announce(fresh.dataset.said || "Saved");
  }

  async function retyped(row, body) {
    const post = () => fetch(row.dataset.retype, {
      method: "POST", body, headers: { "X-CSRFToken": tokenOf(), "HX-Request": "true" }, credentials: "same-origin",
    });
    const response = await post();
    // Signed in again meanwhile: once more, with the token that holds now
    return response.status === 403 && (await renew(stream.dataset.owner)).token ? post() : response;
  }

  // Both texts, above the box, which keeps what was typed until one has chosen
  function clash(section) {
    say("Not saved", "bad");
    announce("Someone else changed this line. Both texts are above the box");
    showClash(section, form, {
      mine(stored) {
        version = stored;
        saveAnew();
        box.focus();
      },
      theirs() {
        leave();
        news?.soon();
        box.focus();
      },
      edit(stored) {
        version = stored;
        box.focus();
      },
    });
  }

  // --- Keys ---

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
    box.focus();
  });

  box.addEventListener("input", () => half.keep(box.value, editing, version));

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

  // A line that is typed anew is kept as it stands, and waits here
  beforeGoingOn({ hasWords: () => Boolean(box.value.trim()) && !editing, save });

  const left = half.left();
  if (left && !box.value) {
    editing = document.getElementById(left.row);
    version = left.version;
    box.value = left.text;
    grown();
    say(editing ? "Typing a line anew. Escape leaves it as it was" : "Not saved yet. Enter saves", "busy");
  }

  // --- What others typed ---

  let mineIsTold = false;

  // What was done or moved by a line shows above the lines at once; whoever typed it has heard it already
  function memoIsOld() {
    mineIsTold = true;
    news?.soon({ memo: true });
  }

  function arrived(element) {
    const put = { memo: putMemo, steps: putSteps }[element.id];
    if (!put) return arrive(element);
    const changed = put(element, stream);
    if (changed?.length && !mineIsTold) announce(changed.join(". "));
    return changed !== null;
  }

  let wasOut = false;

  function listen() {
    news = new News(form.dataset.news, form.dataset.change, {
      rows(elements) {
        const isAllThere = elements.map(arrived).every(Boolean);
        if (elements.some((element) => !element.matches(".ln"))) mineIsTold = false;
        return isAllThere;
      },
      signedOut() {
        wasOut = true;
        signedOut("signed out");
      },
      async back() {
        if (wasOut) await renew(stream.dataset.owner); // so that the next press goes through
        wasOut = false;
        if (outbox.entries().length) outbox.send();
        else say("");
      },
    });
    document.addEventListener("records:signed-out", () => {
      wasOut = true;
      news.lost();
    });
  }

  // Nobody's focus is taken away: a row in use is left, and asked for again until it is let go
  function arrive(row) {
    const old = document.getElementById(row.id);
    if (old && (old.contains(document.activeElement) || old.querySelector("form[data-fix]") || old === editing)) return false;
    if (old?.hasAttribute("data-update") && !row.hasAttribute("data-update")) news.soon({ memo: true });
    if (row.hasAttribute("data-gone")) old?.remove();
    else put(row);
    return true;
  }

  // --- After a press in a row ---

  // At the swap, not after it settled: by then news may have put a newer row in this one's place, and nobody hears of it
  document.addEventListener("htmx:afterSwap", (event) => {
    const row = event.target.closest?.(".ln") ?? event.detail.elt?.closest?.(".ln");
    if (!row || row.querySelector("form[data-fix]")) return;
    announce(row.dataset.said || row.querySelector(".tag")?.textContent || "Saved");
    if (row.hasAttribute("data-update")) memoIsOld();
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

  outbox.entries().filter(isHere).forEach((entry) => {
    waitingRow(entry);
    outbox.expect(entry);
  });
  if (outbox.entries().length) outbox.send();
  if (!newestFirst && stream.children.length && !document.querySelector("[data-step]")) toEnd();
  if (form.dataset.news) listen();
}
