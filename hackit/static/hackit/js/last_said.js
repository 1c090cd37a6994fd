// While one types a figure or how a budget stands: what was said last of the same thing, and of which budget line it is,
// below the box. <form data-last-said="address">; the words go in the body of the request, so that none stand in an
// address.

const PAUSE_MS = 250;
const FIGURE = /\d|\b(?:thousand|million|billion|working|final|draft|provisional|in line|over|under)\b/i;

const form = document.querySelector("form[data-last-said]");
const place = document.querySelector("[data-said-before]");
if (form && place) start(form, form.querySelector("textarea"));

function start(form, box) {
  let timer = 0;
  let asked = "";

  function show(said) {
    const words = said.join(". ");
    if (place.textContent !== words) place.textContent = words;
  }

  async function ask() {
    const text = box.value;
    if (text === asked) return;
    asked = text;
    const body = new URLSearchParams({ text, item: form.querySelector("[name=item]").value });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const response = await fetch(form.dataset.lastSaid, {
        method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (!response.ok || response.redirected || asked !== box.value) return;
      show((await response.json()).said);
    } catch {
      // without a connection one types as before
    }
  }

  box.addEventListener("input", (event) => {
    window.clearTimeout(timer);
    if (!FIGURE.test(box.value)) {
      asked = "";
      show([]);
    } else if (!event.isComposing) {
      timer = window.setTimeout(ask, PAUSE_MS);
    }
  });
}
