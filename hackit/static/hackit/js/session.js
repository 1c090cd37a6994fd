// A page outlives its session: somebody signs out in another window, or is away for long. Signing
// in again makes a new token, which this page fetches for itself instead of being loaded anew.

const PATIENCE_MS = 20000;

// Whether an answer came from the sign-in page, whatever was asked for
export function isSignInPage(address) {
  return Boolean(address) && new URL(address, window.location.href).pathname.startsWith("/accounts/login");
}

// Whether an answer says that nobody was signed in. Who signs in again in another window just then is led on by the
// sign-in page, by GET, to an address that may take nothing but a POST
export function isSignedOut(response) {
  return response.status === 401 || (response.redirected && (response.status === 405 || isSignInPage(response.url)));
}

// The address of the sign-in page, which leads back here
export function signInAddress() {
  const here = window.location.pathname + window.location.search;
  return `/accounts/login/?next=${encodeURIComponent(here)}`;
}

// The token that holds now, put into every form of the page; or why there is none: { token } or { why }
export async function renew(owner) {
  let response;
  try {
    response = await fetch(window.location.href, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return { why: "connection" };
  }
  if (isSignedOut(response)) return { why: "signed out" };
  if (response.status >= 500) return { why: "server" };
  if (!response.ok) return { why: "refused" };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const signedIn = page.querySelector("[data-owner]")?.dataset.owner;
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token || !signedIn) return { why: "refused" };
  if (signedIn !== owner) return { why: "somebody else" };
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("data-hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  return { token };
}
