// Images on the weeknote sheet: put where the caret was; pasted or dropped into the text, they wait beside it until
// it is said what they show. Without this script the buttons send the sheet, and images go to its end.

import { announce } from "./announce.js";

const sheet = () => document.getElementById("d");
const part = (name) => document.getElementById(`id_image-${name}`);
const isBox = (element) => element instanceof HTMLTextAreaElement && element.classList.contains("md");

// Where the caret was last: by name, for the sheet may be replaced
let last = null;

document.addEventListener("focusout", ({ target }) => {
  if (isBox(target)) last = { name: target.name, at: target.selectionEnd };
});

// Headings of what is for staff: with the page, and with each image that is added
let forStaff = [];

function place() {
  const boxes = [...sheet().querySelectorAll("textarea.md")];
  const box = boxes.find((one) => one.name === last?.name);
  if (box) return { box, at: Math.min(last.at, box.value.length) };
  return lastForEveryone(boxes) ?? { box: boxes.at(-1), at: boxes.at(-1).value.length };
}

// Without a caret: last of what is not kept for staff. A section may go on in the next box
function lastForEveryone(boxes) {
  const plain = (words) => words.replace(/[*_`\\]/g, "").trim();
  const told = [...document.querySelectorAll("#images > data")].map((one) => one.value);
  const staff = new Set([...told, ...forStaff].map(plain));
  let found = null;
  let isOpen = true;
  for (const box of boxes) {
    let from = 0;
    for (const heading of box.value.matchAll(/^#{1,2}[ \t]+(.*?)[ \t#]*$/gm)) {
      const before = box.value.slice(from, heading.index).trimEnd();
      if (isOpen && before) found = { box, at: from + before.length };
      isOpen = !staff.has(plain(heading[1]));
      from = heading.index;
    }
    if (isOpen) found = { box, at: box.value.length };
  }
  return found;
}

// As a paragraph of its own, behind the line in which the caret stands
function putIn(markdown) {
  const { box, at } = place();
  const lineEnd = box.value.indexOf("\n", at);
  const from = lineEnd < 0 ? box.value.length : lineEnd;
  const before = box.value.slice(0, from);
  const gap = before.trim() ? "\n".repeat(2 - Math.min(2, /\n*$/.exec(before)[0].length)) : "";
  const text = `${gap}${markdown}${/^\n\n|^$/.test(box.value.slice(from)) ? "" : "\n"}`;
  box.focus();
  box.setSelectionRange(from, from);
  // Can be undone by the browser where it knows how
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, from, from, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  last = { name: box.name, at: box.selectionEnd };
}

/* ---- What is wrong, said at the field ---- */

function wrong(name, words) {
  const field = part(name).closest(".field");
  document.getElementById(`id_image-${name}_error`)?.remove();
  field.classList.toggle("field--error", Boolean(words));
  part(name).toggleAttribute("aria-invalid", Boolean(words));
  if (!words) return;
  const said = document.createElement("div");
  said.className = "error";
  said.id = `id_image-${name}_error`;
  said.innerHTML = '<p class="mb0"><span class="vh">Error: </span></p>';
  said.firstChild.append(words);
  part(name).before(said);
  part(name).setAttribute("aria-describedby", `id_image-${name}_helptext ${said.id}`);
}

/* ---- Adding ---- */

async function send() {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", sheet().elements.csrfmiddlewaretoken.value);
  data.append("image-alt", part("alt").value);
  if (part("file").files[0]) data.append("image-file", part("file").files[0]);
  const answer = await fetch(document.getElementById("images").dataset.images, {
    method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" },
  });
  if (answer.status === 422) return answer.json();
  if (answer.status === 413) return { errors: { file: "The image is too large. It must be at most 10 MB" } };
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    return { errors: { file: "You are signed out. Sign in in another window, then press once more" } };
  }
  return answer.ok ? answer.json() : { errors: { file: "The image was not added. Try again" } };
}

async function add(button) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const words = button.textContent;
  button.textContent = "Adding…";
  let said;
  try {
    said = await send();
  } catch {
    said = { errors: { file: "The image was not added: no connection. Try again" } };
  }
  button.removeAttribute("aria-disabled");
  button.textContent = words;
  for (const name of ["file", "alt"]) wrong(name, said.errors?.[name]);
  if (said.errors) {
    part(said.errors.file ? "file" : "alt").focus();
    return;
  }
  const row = document.createElement("li");
  row.innerHTML = said.html;
  document.querySelector("#images .images").append(row);
  part("file").value = "";
  part("alt").value = "";
  forStaff = said.staff;
  putIn(said.markdown);
  announce(`The image is in the text. ${said.words}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#images button");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.markdown) putIn(button.dataset.markdown);
  else add(button);
});

/* ---- Pasted or dropped into the text ---- */

function imageIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

function take(file, box) {
  last = { name: box.name, at: box.selectionEnd };
  const one = new DataTransfer();
  one.items.add(file);
  part("file").files = one.files;
  part("file").closest("details").open = true;
  wrong("file", "");
  part("alt").focus();
  announce("Write what the image shows, then add it to the text");
}

// Before what turns a pasted page into Markdown: words win over a picture of them
document.addEventListener("paste", (event) => {
  const file = imageIn(event.clipboardData);
  if (!file || !isBox(event.target) || event.clipboardData.getData("text/plain").trim()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  take(file, event.target);
}, true);

document.addEventListener("dragover", (event) => {
  if (isBox(event.target) && event.dataTransfer.types.includes("Files")) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const file = imageIn(event.dataTransfer);
  if (!file || !isBox(event.target)) return;
  event.preventDefault();
  take(file, event.target);
});
