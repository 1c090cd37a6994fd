// What is said when a partial update could not be made. The form's own words
// stay where they were typed: nothing is swapped, so nothing is lost.

import { announce } from "./announce.js";
import { isSignInPage, renew } from "./session.js";

// Said, and where the page has a place for it, shown
function tell(words) {
  const state = document.querySelector("[data-save]");
  if (state) {
    state.textContent = words;
    state.className = "save save--bad";
  }
  announce(words);
}

const SIGNED_OUT = "Signed out: sign in again in another window, then try once more";

// A page that asks for news hears of it too: signing in again may be over before it asks next
function signedOut() {
  tell(SIGNED_OUT);
  document.dispatchEvent(new CustomEvent("records:signed-out"));
}

// Whoever is signed out is led to the sign-in page, which is no piece of this one
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!isSignInPage(xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  signedOut();
});

document.addEventListener("htmx:sendError", () => {
  tell("Not sent. Check your connection and try again");
});

document.addEventListener("htmx:responseError", async (event) => {
  const { status } = event.detail.xhr;
  if (status === 429) {
    tell("Asked too often just now. Wait a minute and try again");
    return;
  }
  if (status !== 403 && status !== 401) {
    tell("Not saved. Try again");
    return;
  }
  // Signed in again meanwhile, the page has an old token: with the new one the next try goes through
  const owner = document.querySelector("[data-owner]")?.dataset.owner;
  const { token } = owner ? await renew(owner) : {};
  if (token) tell("Not saved yet. Try once more");
  else signedOut();
});
