// Names offered while one types "@" or "#" in the line: <form data-suggest="address">.
// Down and Up choose, Enter and Tab take, Escape closes; while the list is open
// none of these keys reaches the line, so nothing is saved by them. The box stays
// a text box: the list is its aria-controls, the chosen name its active descendant.

import { announce } from "./announce.js";

const PAUSE_MS = 120;
const AT_OR_HASH = /(?:^|[\s([])(@(?:\p{L}[\p{L}\p{N}’'-]*(?: \p{L}[\p{L}’'-]*)?)?|#(?:\p{L}[\p{L}\p{N}-]*)?)$/u;
const kind = (word) => (word.startsWith("@") ? "People" : "Topics");

const form = document.querySelector("form[data-suggest]");
if (form) start(form, form.querySelector("textarea"));

// `name` finds what is being typed before the caret, `address` answers it, `labelOf` names the list, `closing` is what
// a taken name brings along itself, `put` places the list where it does not stand below the box. With `waits` nothing
// is chosen until an arrow is pressed: Enter sends the box as it is and Tab leaves it
export function start(form, box, { id = "suggestions", name: NAME = AT_OR_HASH, address = form.dataset.suggest, labelOf = kind, closing = "", put, waits = false } = {}) {
  const answers = new Map();
  const list = document.createElement("ul");
  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.tabIndex = 0; // a list that scrolls must be reachable; Tab takes the chosen name before it gets there
  const place = box.parentElement;
  place.classList.add("combo");
  place.append(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("autocomplete", "off");
  if (waits) box.setAttribute("role", "combobox");
  tellOpen();

  let timer = 0;
  let chosen = -1;
  let shown = [];

  // What is being typed at the caret: "@gra", "#mob", or "" where no name is
  function typed() {
    if (box.selectionStart !== box.selectionEnd) return "";
    return NAME.exec(box.value.slice(0, box.selectionStart))?.[1] ?? "";
  }

  function tellOpen() {
    if (waits) box.setAttribute("aria-expanded", String(!list.hidden));
  }

  function close() {
    window.clearTimeout(timer);
    list.hidden = true;
    tellOpen();
    list.replaceChildren();
    shown = [];
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    chosen = (number + shown.length) % shown.length;
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function open(found, word) {
    shown = found;
    list.setAttribute("aria-label", labelOf(word));
    list.replaceChildren(...found.map((one, place) => {
      const row = document.createElement("li");
      row.id = `${id.replace(/s$/, "")}-${place}`;
      row.setAttribute("role", "option");
      row.textContent = one.name;
      if (one.small) {
        const small = document.createElement("small");
        small.textContent = one.small;
        row.append(small);
      }
      return row;
    }));
    list.hidden = false;
    tellOpen();
    put?.(list, box);
    if (waits) {
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
      announce(`${found.length === 1 ? "1 suggestion" : `${found.length} suggestions`}. Down and Up choose, Escape closes the list`);
      return;
    }
    choose(0);
    announce(`${found.length === 1 ? "1 name" : `${found.length} names`}. Enter takes ${found[0].name}, Escape closes the list`);
  }

  function take(number) {
    const word = typed();
    const end = box.selectionStart;
    const one = shown[number];
    close();
    if (one.url) {
      window.location.assign(one.url);
      return;
    }
    const rest = box.value.slice(end);
    const isClosed = closing && rest.startsWith(closing);
    const space = closing || one.goes_on || /^\s/.test(rest) ? "" : " ";
    box.setRangeText(one.insert + space, end - word.length, end + (isClosed ? closing.length : 0), "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    announce(`${one.name} taken`);
  }

  async function ask(word) {
    if (!answers.has(word)) {
      const asked = new URL(address, window.location.href);
      asked.searchParams.set("q", word);
      try {
        const response = await fetch(asked, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (!response.ok || response.redirected) return;
        answers.set(word, (await response.json()).suggestions);
      } catch {
        return; // without a connection one types names as before
      }
    }
    if (word !== typed() || document.activeElement !== box) return;
    const found = answers.get(word);
    const isWhole = found.some((one) => one.insert?.toLowerCase() === word.toLowerCase());
    if (found.length && !isWhole) open(found, word);
    else close();
  }

  box.addEventListener("input", (event) => {
    const word = typed();
    const isWhole = shown.some((one) => one.insert?.toLowerCase() === word.toLowerCase());
    window.clearTimeout(timer);
    if (!word || isWhole || event.isComposing) close();
    if (word && !event.isComposing) timer = window.setTimeout(() => ask(word), PAUSE_MS);
  });

  // On the form and before the box's own keys: what the list takes, the line never sees
  form.addEventListener("keydown", (event) => {
    if (event.target !== box || event.isComposing) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (list.hidden || !isPlain || !["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key)) {
      if (event.key === "Enter") close();
      return;
    }
    if (waits && (event.key === "Tab" || (event.key === "Enter" && chosen < 0))) {
      close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(Math.max(chosen, 0) - 1);
    else if (event.key === "Escape") close();
    else take(chosen);
  }, true);

  box.addEventListener("blur", close);
  box.addEventListener("click", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) take([...list.children].indexOf(row));
  });
}
