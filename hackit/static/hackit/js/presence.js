// A page of a meeting that is in view says so, every 15 seconds at most:
// <body …> holds an element [data-presence="address"], with data-item on the live
// page, which then gets back who is here. Who comes and who goes is announced, not each time.

import { announce } from "./announce.js";

const EVERY_MS = 15000;

const place = document.querySelector("[data-presence]");
if (place) start(place);

function headers() {
  return { ...JSON.parse(document.body.getAttribute("data-hx-headers") ?? "{}"), "HX-Request": "true" };
}

function names(here) {
  return new Map([...here.querySelectorAll("[data-other]")].map((one) => [one.dataset.other, one.dataset.name]));
}

function listed(all) {
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all[0];
}

// Who came and who went between two lists of people, as one sentence, or ""
export function changeOf(before, after) {
  const came = [...after].filter(([ref]) => !before.has(ref)).map(([, name]) => name);
  const went = [...before].filter(([ref]) => !after.has(ref)).map(([, name]) => name);
  const said = [];
  if (came.length) said.push(`${listed(came)} ${came.length > 1 ? "have" : "has"} opened this page too`);
  if (went.length) said.push(`${listed(went)} ${went.length > 1 ? "have" : "has"} left this page`);
  return said.join(". ");
}

function start(place) {
  const key = `here:${place.dataset.presence}`;
  let timer = 0;

  // The last time counts over pages: going from item to item must not say it more often
  function lastSaid() {
    try {
      return Number(sessionStorage.getItem(key)) || 0;
    } catch {
      return 0;
    }
  }

  function wait() {
    window.clearTimeout(timer);
    const left = lastSaid() + EVERY_MS - Date.now();
    timer = window.setTimeout(say, Math.min(EVERY_MS, Math.max(0, left)));
  }

  async function say() {
    if (document.visibilityState !== "visible") return; // coming back into view starts it again
    try {
      sessionStorage.setItem(key, String(Date.now()));
    } catch {
      // Without it a new page says it at once
    }
    try {
      const body = new URLSearchParams(place.dataset.item ? { item: place.dataset.item } : {});
      const response = await fetch(place.dataset.presence, {
        method: "POST", body, headers: headers(), credentials: "same-origin", signal: AbortSignal.timeout(EVERY_MS),
      });
      if (response.status === 200 && !response.redirected) show(await response.text());
    } catch {
      // Whether one is seen to be here is no matter while the server is away
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(say, EVERY_MS);
  }

  function show(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.querySelector("#here");
    const old = document.getElementById("here");
    if (!fresh || !old || old.innerHTML === fresh.innerHTML) return;
    const said = changeOf(names(old), names(fresh));
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("a")?.focus({ preventScroll: true });
    if (said) announce(said);
  }

  document.addEventListener("visibilitychange", wait);
  document.addEventListener("records:here", say); // a line said who is here
  wait();
}
