// Lines that were typed and not yet saved. They are kept in this browser, by
// who typed them, and sent in order; each carries its own reference, so that
// one sent twice is there once.

import { around } from "./news.js";
import { isSignedOut, renew } from "./session.js";

const PREFIX = "unsent-lines:";
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;
const PATIENCE_MS = 30000;

export function newRef() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// `hooks`: saved(entry, html), refused(entry, html), waiting(entry, why), unkept(entry) where neither server nor
// browser took it, elsewhere(entry) where another tab sent it, empty()
export class Outbox {
  constructor(owner, token, hooks) {
    this.owner = owner;
    this.key = PREFIX + owner;
    this.token = token;
    this.hooks = hooks;
    this.wait = FIRST_WAIT_MS;
    this.timer = 0;
    this.busy = false;
    // Where the browser keeps nothing (full, or forbidden), the page does until its first try
    this.spare = [];
    // Typed or shown on this page, and sent by nobody yet
    this.awaited = new Map();
    this.done = new Set();
    window.addEventListener("online", () => this.send());
    window.addEventListener("storage", (event) => {
      if (event.key === this.key || event.key === null) this.reconcile();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.entries().length) this.send();
    });
  }

  stored() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((entry) => !this.done.has(entry.ref)) : [];
    } catch {
      return [];
    }
  }

  entries() {
    return [...this.stored(), ...this.spare];
  }

  // Whether the browser took them; nothing stays on the device once all is sent
  store(entries) {
    try {
      if (entries.length) localStorage.setItem(this.key, JSON.stringify(entries));
      else localStorage.removeItem(this.key);
      return true;
    } catch {
      return false;
    }
  }

  add(entry) {
    this.awaited.set(entry.ref, entry);
    if (!this.store([...this.stored(), entry])) this.spare.push(entry);
    this.wait = FIRST_WAIT_MS; // who types on is there to see it go
    return this.send();
  }

  // A row on this page waits for that entry, which an earlier page or another tab typed
  expect(entry) {
    this.awaited.set(entry.ref, entry);
  }

  drop(ref) {
    this.done.add(ref);
    this.awaited.delete(ref);
    this.spare = this.spare.filter((entry) => entry.ref !== ref);
    this.store(this.stored());
  }

  // What another tab has sent meanwhile is told to this page
  reconcile() {
    const left = new Set(this.entries().map((entry) => entry.ref));
    for (const [ref, entry] of this.awaited) {
      if (left.has(ref)) continue;
      this.awaited.delete(ref);
      this.hooks.elsewhere?.(entry);
    }
  }

  // Sends the oldest first and stops at the first that cannot be sent now. One tab sends at a time
  async send() {
    if (this.busy) return;
    this.busy = true;
    window.clearTimeout(this.timer);
    try {
      if (navigator.locks) await navigator.locks.request(this.key, () => this.sendAll());
      else await this.sendAll();
    } finally {
      this.busy = false;
    }
  }

  async sendAll() {
    for (let entry = this.entries()[0]; entry; entry = this.entries()[0]) {
      if (!(await this.sendOne(entry))) return;
      this.wait = FIRST_WAIT_MS;
    }
    this.reconcile();
    this.hooks.empty();
  }

  post(entry) {
    const body = new URLSearchParams({ ...entry.fields, ref: entry.ref, text: entry.text });
    return fetch(entry.url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": this.token, "HX-Request": "true" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  async sendOne(entry) {
    let response;
    try {
      response = await this.post(entry);
      if (isSignedOut(response) || response.status === 403) {
        // Signed in again meanwhile, the page has an old token: with the new one it goes through, once
        const { token, why } = await renew(this.owner);
        if (why && why !== "refused") return this.later(entry, why);
        if (token) {
          this.token = token;
          response = await this.post(entry);
        }
      }
    } catch {
      return this.later(entry, "connection");
    }
    if (response.ok && response.headers.get("X-Line")) {
      this.drop(entry.ref);
      this.hooks.saved(entry, await response.text());
      return true;
    }
    if (response.status >= 500 || response.status === 429) return this.later(entry, "server");
    if (isSignedOut(response)) return this.later(entry, "signed out");
    // Refused for good: the words go back to who typed them
    this.drop(entry.ref);
    this.hooks.refused(entry, response.status === 422 ? await response.text() : "");
    return true;
  }

  later(entry, why) {
    if (this.spare.includes(entry)) {
      // Nobody keeps these words but the box they came from
      this.drop(entry.ref);
      this.hooks.unkept(entry);
      return true;
    }
    this.hooks.waiting(entry, why);
    this.timer = window.setTimeout(() => this.send(), around(this.wait));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    return false;
  }
}
