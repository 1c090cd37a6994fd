// What others typed, changed, settled and took back: asked for every 1.5 seconds while the page is
// in view, at once when it comes back into view or on line, and ever more seldom while the server is away.

import { isSignedOut } from "./session.js";

const EVERY_MS = 1500;
const LONGEST_MS = 30000;
const PATIENCE_MS = 10000;

// Pages that lost the server at the same moment must not come back at the same moment
export const around = (ms) => ms * (0.75 + Math.random() / 2);

export function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
}

// `hooks`: rows(elements) → whether all could be put, back(), signedOut()
export class News {
  constructor(address, since, hooks) {
    this.address = address;
    this.since = since;
    this.hooks = hooks;
    this.pause = EVERY_MS;
    this.timer = 0;
    this.isAsking = false;
    this.isAway = false;
    this.isOvertaken = false;
    this.wantsMemo = false;
    document.addEventListener("visibilitychange", () => this.soon());
    document.addEventListener("htmx:afterSwap", () => this.overtaken());
    window.addEventListener("online", () => this.in(around(500)));
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.soon(); });
    this.in(EVERY_MS);
  }

  // Something else on the page got no answer: the next one is told as coming back
  lost() {
    this.isAway = true;
  }

  // One's own press was answered while news is under way: that may be of before it, and is asked for anew
  overtaken() {
    this.isOvertaken = this.isAsking;
  }

  in(ms) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), ms);
  }

  soon({ memo = false } = {}) {
    this.wantsMemo ||= memo;
    this.in(0);
  }

  async ask() {
    if (document.visibilityState !== "visible") return; // coming back into view asks again
    if (this.isAsking) return;
    this.isAsking = true;
    this.isOvertaken = false;
    const wantsMemo = this.wantsMemo;
    this.wantsMemo = false;
    try {
      const at = document.getElementById("steps")?.dataset.at;
      const more = `${wantsMemo ? "&memo=1" : ""}${at ? `&at=${at}` : ""}`;
      const response = await fetch(`${this.address}&since=${this.since}${more}`, {
        headers: { "HX-Request": "true" }, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (isSignedOut(response)) this.hooks.signedOut();
      const isAnswer = response.ok && !response.redirected;
      if (isAnswer && this.isAway) this.hooks.back();
      this.isAway = !isAnswer;
      if (isAnswer && response.headers.get("X-Change")) {
        const number = response.headers.get("X-Change");
        const elements = parsed(await response.text());
        if (!this.isOvertaken && this.hooks.rows(elements)) this.since = number;
      }
    } catch {
      this.isAway = true;
    } finally {
      this.isAsking = false;
    }
    this.wantsMemo ||= (this.isAway || this.isOvertaken) && wantsMemo;
    this.pause = this.isAway ? Math.min(this.pause * 2, LONGEST_MS) : EVERY_MS;
    this.in((this.wantsMemo || this.isOvertaken) && !this.isAway ? 0 : around(this.pause));
  }
}
