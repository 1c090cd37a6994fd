// What is said when a partial update could not be made. The form's own words
// stay where they were typed: nothing is swapped, so nothing is lost.

import { announce } from "./announce.js";

document.addEventListener("htmx:sendError", () => {
  announce("Not sent. Check your connection and try again");
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 403 || status === 401) {
    announce("You are signed out. Sign in again in another window, then try once more");
  } else {
    announce("Not saved. Try again");
  }
});
