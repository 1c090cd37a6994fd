// What is pasted from a document or a web page keeps its headings, lists and links, as Markdown. Ctrl+Z takes it back
// as any typing; Ctrl+Shift+V pastes the bare words.

import { announce } from "./announce.js";
import { fromHtml } from "./from_html.js";

const BOXES = ".sheet .md";
const LONGEST = 2_000_000; // characters of HTML: beyond that the words alone are taken

let wantsPlain = false;

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "v" && (event.ctrlKey || event.metaKey)) wantsPlain = event.shiftKey;
}, true);

document.addEventListener("paste", (event) => {
  const box = event.target.closest?.(BOXES);
  const plain = wantsPlain;
  wantsPlain = false;
  if (!box || plain || !event.clipboardData) return;
  const html = event.clipboardData.getData("text/html");
  // A program's text comes with its colours: those are no headings
  if (!html || html.length > LONGEST || event.clipboardData.types.includes("vscode-editor-data")) return;
  const { markdown, hasForm } = fromHtml(html);
  if (!hasForm || !markdown) return;
  event.preventDefault();
  put(box, markdown);
  announce("Pasted with its headings, lists and links. Undo takes it back");
});

// Several blocks, or one that begins a line, stand on lines of their own
function put(box, markdown) {
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  const isBlock = markdown.includes("\n") || /^(#{1,6} |[-*>] |\d+\. |\||```)/.test(markdown);
  const above = !isBlock || !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !isBlock || !after.trim() || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  box.focus();
  const text = above + markdown + below;
  // Typed as by hand, so that the browser's own undo knows it
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
