// What stands on the weeknote sheet, as fields and as one text; and how two changes of one text are put together.

const OURS = /^(title|summary|version|body-\d+|point-\d+)$/;

// Buttons beside the sheet may replace it: it is looked up each time
export const sheet = () => document.getElementById("d");

export function fields(form = sheet()) {
  return Object.fromEntries([...new FormData(form)].filter(([name]) => OURS.test(name)));
}

// What keeps the words: an image that waits to be added is no part of them
export function onlyWords(form) {
  const data = new FormData(form);
  data.delete("image-file");
  data.delete("image-alt");
  return data;
}

// As one text to compare by; blank lines around a box say nothing
export function words(from = fields()) {
  const rest = Object.entries(from).filter(([name]) => name !== "version");
  return JSON.stringify(rest.map(([name, value]) => [name, plain(value)]).sort());
}

// A text's short name, to know it again by (FNV-1a)
export function nameOf(text) {
  let name = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) name = Math.imul(name ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return `${text.length}:${name.toString(36)}`;
}

const plain = (text) => text.replace(/\r\n?/g, "\n").trim();

function points(from) {
  return Object.keys(from).filter((name) => name.startsWith("point-")).map((name) => from[name]).join();
}

// The boxes and points as the one text that is stored
function whole(from) {
  const pieces = [];
  for (let i = 0; `body-${i}` in from; i += 1) {
    pieces.push(plain(from[`body-${i}`]));
    if (from[`point-${i}`]) pieces.push(`{{point:${from[`point-${i}`]}}}`);
  }
  return pieces.filter(Boolean).join("\n\n");
}

// Puts words on the sheet. Where their points are other ones, the whole text goes into the first box, with the
// points as their lines.
export function putBack(from) {
  const { elements } = sheet();
  elements.version.value = from.version ?? elements.version.value;
  elements.title.value = from.title ?? "";
  elements.summary.value = from.summary ?? "";
  if (points(fields()) === points(from)) {
    for (const [name, text] of Object.entries(from)) if (name.startsWith("body-") && elements[name]) elements[name].value = text;
    return;
  }
  putWhole(whole(from));
}

function putWhole(text) {
  sheet().querySelectorAll(".point").forEach((point) => point.remove());
  sheet().querySelectorAll("[name^=body-]").forEach((box, i) => { if (i) box.remove(); });
  sheet().elements["body-0"].value = text;
}

// Where one text differs from another: from here to there, this instead
function change(from, to) {
  const longest = Math.min(from.length, to.length);
  let start = 0;
  while (start < longest && from[start] === to[start]) start += 1;
  let same = 0;
  while (same < longest - start && from[from.length - 1 - same] === to[to.length - 1 - same]) same += 1;
  return { start, end: from.length - same, text: to.slice(start, to.length - same) };
}

// Both changes of a text, one after the other. Where they meet, what was typed comes after, on its own: no word goes.
export function merged(before, mine, theirs) {
  if (mine === before || mine === theirs) return theirs;
  if (plain(theirs) === plain(before)) return mine;
  const typed = change(before, mine);
  const made = change(before, theirs);
  const [first, second] = typed.end <= made.start ? [typed, made] : [made, typed];
  if (first.end > second.start) return `${theirs.trimEnd()}\n\n${typed.text}`;
  return before.slice(0, first.start) + first.text + before.slice(first.end, second.start) + second.text + before.slice(second.end);
}

// A sheet that has just come, with what was typed while it was on its way
export function typedMeanwhile(before, mine) {
  const theirs = fields();
  const { elements } = sheet();
  if (points(before) !== points(theirs)) {
    const text = merged(whole(before), whole(mine), whole(theirs));
    if (text !== whole(theirs)) putWhole(text);
  } else {
    for (const name of Object.keys(theirs).filter((one) => one.startsWith("body-"))) {
      elements[name].value = merged(before[name] ?? "", mine[name] ?? "", theirs[name]);
    }
  }
  for (const name of ["title", "summary"]) elements[name].value = merged(before[name] ?? "", mine[name] ?? "", theirs[name] ?? "");
}
