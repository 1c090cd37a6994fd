// HTML from the clipboard as Markdown: headings, bold and italic, lists in lists, links, tables, quotations, code.
// It is read in a document of its own that draws nothing and fetches nothing; only text leaves it. What programs add
// (styles, scripts, tracking images, Word's list marks) is left behind.

const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "EMBED", "SVG", "svg", "BUTTON", "SELECT", "INPUT", "TEXTAREA", "O:P", "XML"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "NAV", "FIGURE", "FIGCAPTION", "ADDRESS", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "TABLE", "BLOCKQUOTE", "PRE", "HR", "DL", "DT", "DD", "DETAILS", "SUMMARY", "FIELDSET", "FORM", "CENTER", "TBODY", "TR", "TD", "TH"]);
const MARKS = { bold: "**", italic: "*", strike: "~~" };

// The Markdown, and whether it has any form that plain text would not have
export function fromHtml(html) {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  const state = { hasForm: false, shift: body.querySelector("h1, .MsoTitle") ? 1 : 0 };
  const markdown = joined(blocksOf(body, state));
  return { markdown, hasForm: state.hasForm };
}

// Styles are only read, so they are none while they are, and what would run is a bare word: a browser refuses both
// aloud even where nothing is drawn
function withoutStyles(html) {
  return html.replace(/<!\[(if|endif)[^>]*>/gi, "").replace(/<base\b/gi, "<span").replace(/<style[\s\S]*?(<\/style>|$)/gi, "")
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/[\s/"']style\s*=/gi, " data-style=").replace(/[\s/"']on\w+\s*=/gi, " data-on="));
}

/* ---- Blocks: each { text, list } ---- */

function blocksOf(parent, state) {
  const blocks = [];
  let run = [];
  const end = () => {
    const text = paragraph(run, state);
    if (text) blocks.push({ text });
    run = [];
  };
  for (const node of parent.childNodes) {
    if (isDropped(node)) continue;
    if (node.nodeType === Node.ELEMENT_NODE && holdsBlocks(node)) {
      end();
      blocks.push(...blockOf(node, state));
    } else run.push(node);
  }
  end();
  return blocks;
}

const holdsBlocks = (node) => BLOCKS.has(node.tagName) || [...node.children].some((child) => !isDropped(child) && holdsBlocks(child));

function isDropped(node) {
  if (node.nodeType === Node.TEXT_NODE) return false;
  if (node.nodeType !== Node.ELEMENT_NODE) return true;
  const style = styleOf(node);
  return DROPPED.has(node.tagName) || node.hidden || /display:none|mso-hide:all|mso-list:ignore/.test(style);
}

const styleOf = (node) => (node.dataset?.style ?? "").toLowerCase().replace(/\s+/g, "");

function blockOf(node, state) {
  const tag = node.tagName;
  const level = headingLevel(node);
  if (level) {
    const text = oneLine(node, state, { bold: false });
    if (text) state.hasForm = true;
    return text ? [{ text: `${"#".repeat(Math.min(6, level + state.shift))} ${text}` }] : [];
  }
  if (tag === "UL" || tag === "OL") return listOf(node, state);
  if (tag === "LI") return listOf({ tagName: "UL", childNodes: [node], getAttribute: () => null }, state);
  if (wordLevel(node)) return wordItem(node, state);
  if (tag === "TABLE") return tableOf(node, state);
  if (tag === "PRE") return codeOf(node, state);
  if (tag === "HR") return [{ text: "---" }];
  if (tag === "BLOCKQUOTE") {
    const inside = joined(blocksOf(node, state));
    if (inside) state.hasForm = true;
    return inside ? [{ text: inside.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n") }] : [];
  }
  return blocksOf(node, state);
}

function headingLevel(node) {
  if (/^H[1-6]$/.test(node.tagName)) return Number(node.tagName[1]);
  if (node.classList.contains("MsoTitle")) return 1;
  if (node.getAttribute("role") === "heading") return Number(node.getAttribute("aria-level")) || 2;
  return 0;
}

function joined(blocks) {
  let text = "";
  for (const [i, block] of blocks.entries()) {
    // Items of one list stand together, also where each is a paragraph of its own (Word)
    if (i) text += block.list && blocks[i - 1].list === block.list ? "\n" : "\n\n";
    text += block.text;
  }
  return text.replace(/\n{3,}/g, "\n\n").trim();
}

/* ---- Lists ---- */

function listOf(list, state) {
  state.hasForm = true;
  const isOrdered = list.tagName === "OL";
  let number = Number(list.getAttribute("start")) || 1;
  const items = [];
  for (const node of list.childNodes) {
    if (node.nodeType !== Node.ELEMENT_NODE || isDropped(node)) continue;
    if (node.tagName === "UL" || node.tagName === "OL") {
      // Google Docs puts a list inside a list after its item, not into it
      const inner = joined(listOf(node, state));
      const lead = items.at(-1)?.lead ?? "  ";
      if (inner) items.push({ text: indent(inner, " ".repeat(lead.length), true), lead });
      continue;
    }
    const lead = isOrdered ? `${number}. ` : "- ";
    const inside = tight(blocksOf(node, state), node);
    if (!inside) continue;
    items.push({ text: lead + indent(inside, " ".repeat(lead.length)), lead });
    number += 1;
  }
  return items.length ? [{ text: items.map((item) => item.text).join("\n"), list: list.tagName }] : [];
}

// What stands in an item: its first words, then what follows; a list right below them without a blank line
function tight(blocks, node) {
  const box = node.querySelector?.(":scope > input[type=checkbox], :scope > label > input[type=checkbox]");
  const mark = box ? (box.checked ? "[x] " : "[ ] ") : "";
  return mark + blocks.map((block, i) => (i ? (block.list ? "\n" : "\n\n") : "") + block.text).join("");
}

function indent(text, by, isWhole = false) {
  return text.split("\n").map((line, i) => (line && (i || isWhole) ? by + line : line)).join("\n");
}

// Word's lists are paragraphs that say their level: "mso-list:l0 level2 lfo1"
function wordLevel(node) {
  const found = /mso-list:[^;]*level(\d)/.exec(styleOf(node));
  if (found) return Number(found[1]);
  return /^MsoListParagraph/.test(node.className) && node.querySelector("[data-style*='mso-list']") ? 1 : 0;
}

function wordItem(node, state) {
  const text = oneLine(node, state);
  if (!text) return [];
  state.hasForm = true;
  const mark = [...node.querySelectorAll("span")].find((span) => styleOf(span).includes("mso-list:ignore"))?.textContent.trim() ?? "";
  const lead = /^\(?(\d+|[a-z]{1,3})[.)]/i.test(mark) ? `${/^\d+/.exec(mark)?.[0] ?? 1}. ` : "- ";
  return [{ text: `${"   ".repeat(wordLevel(node) - 1)}${lead}${text}`, list: "word" }];
}

/* ---- Tables and code ---- */

function tableOf(table, state) {
  const rows = [...table.rows].filter((row) => row.closest("table") === table);
  const isLayout = table.getAttribute("role") === "presentation" || rows.every((row) => row.cells.length < 2) || table.querySelector("table");
  if (isLayout) return rows.flatMap((row) => [...row.cells].flatMap((cell) => blocksOf(cell, state)));
  state.hasForm = true;
  const cells = rows.map((row) => [...row.cells].flatMap((cell) => {
    const text = oneLine(cell, state, cell.tagName === "TH" ? { bold: false } : {}).replace(/\|/g, "\\|");
    return [text, ...Array(Math.min(cell.colSpan, 20) - 1).fill("")];
  })).filter((row) => row.some(Boolean));
  if (!cells.length) return [];
  const width = Math.max(...cells.map((row) => row.length));
  const line = (row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`;
  return [{ text: [line(cells[0]), line(Array(width).fill("---")), ...cells.slice(1).map(line)].join("\n") }];
}

function codeOf(node, state) {
  for (const line of node.querySelectorAll("br")) line.replaceWith("\n");
  const text = node.textContent.replace(/\r\n?/g, "\n").replace(/\u00a0/g, " ").replace(/^\n+|\s+$/g, "");
  if (!text.trim()) return [];
  state.hasForm = true;
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  return [{ text: `${fence}\n${text}\n${fence}` }];
}

/* ---- Words: stretches of one form, joined where the form is the same ---- */

function paragraph(nodes, state) {
  return lineOf(nodes.flatMap((node) => stretches(node, {}, state)), state)
    .split("\n").map((line) => escapedStart(line.trim())).join("  \n").replace(/^(?: {2}\n)+|(?: {2}\n)+$/g, "").trim();
}

function oneLine(node, state, form = {}) {
  return lineOf([...node.childNodes].flatMap((child) => stretches(child, form, state)), state).replace(/\s*\n\s*/g, " ").trim();
}

function stretches(node, form, state) {
  if (node.nodeType === Node.TEXT_NODE) {
    return [{ ...form, text: node.data.replace(/[\u200b\ufeff\u00ad]/g, "").replace(/[\s\u00a0]+/g, " ") }];
  }
  if (isDropped(node)) return [];
  if (node.tagName === "BR") return [{ text: "\n" }];
  if (node.tagName === "IMG") return imageOf(node, form);
  const inner = formOf(node, form);
  const inside = [...node.childNodes].flatMap((child) => stretches(child, inner, state));
  return BLOCKS.has(node.tagName) ? [{ text: " " }, ...inside, { text: " " }] : inside;
}

function formOf(node, form) {
  const tag = node.tagName;
  const style = styleOf(node);
  const next = { ...form };
  const weight = /font-weight:(\w+)/.exec(style)?.[1];
  if (form.bold !== false) {
    if (tag === "B" || tag === "STRONG") next.bold = true;
    if (weight) next.bold = weight === "bold" || weight === "bolder" || Number(weight) >= 600;
  }
  if (tag === "I" || tag === "EM" || tag === "CITE") next.italic = true;
  if (/font-style:(italic|normal)/.test(style)) next.italic = style.includes("font-style:italic");
  if (tag === "S" || tag === "DEL" || tag === "STRIKE" || /text-decoration(-line)?:[^;]*line-through/.test(style)) next.strike = true;
  if (tag === "CODE" || tag === "KBD" || tag === "SAMP" || tag === "TT") next.code = true;
  if (tag === "A" && node.hasAttribute("href")) next.href = addressOf(node.getAttribute("href"));
  return next;
}

// A picture that somebody else keeps is a link to it, if it says what it shows; a counting pixel is nothing
function imageOf(node, form) {
  const address = addressOf(node.getAttribute("src") ?? "");
  const words = (node.getAttribute("alt") ?? "").trim();
  const isPixel = [node.getAttribute("width"), node.getAttribute("height")].some((size) => size !== null && parseFloat(size) <= 3);
  if (!words || !address || isPixel) return [];
  return [{ ...form, text: words, href: form.href || address }];
}

// Where a link leads; "" where it leads nowhere that a reader could follow. What mail programs and searches put before
// an address is taken off; on this site it is told without the site.
export function addressOf(href) {
  const typed = href.trim();
  if (/^mailto:[^\s?]+/i.test(typed)) return /^mailto:[^\s?]+/i.exec(typed)[0];
  let url;
  try {
    url = new URL(typed);
  } catch {
    return "";
  }
  if (!["http:", "https:"].includes(url.protocol)) return "";
  const wrapped = url.hostname.endsWith("safelinks.protection.outlook.com") ? url.searchParams.get("url")
    : /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") ?? url.searchParams.get("url") : null;
  if (wrapped) return addressOf(wrapped);
  const address = url.origin === window.location.origin ? url.pathname + url.search + url.hash : url.href;
  return address.replace(/[()\s<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function lineOf(found, state) {
  const same = (a, b) => ["bold", "italic", "strike", "code", "href"].every((name) => (a[name] || "") === (b[name] || ""));
  const runs = [];
  for (const one of found) {
    if (!one.text) continue;
    const last = runs.at(-1);
    const isBlank = one.text.trim() === "" && !one.text.includes("\n");
    if (last && (same(last, one) || isBlank)) last.text += one.text;
    else runs.push({ ...one });
  }
  return runs.map((run) => marked(run, state)).join("").replace(/ {2,}/g, " ").replace(/ ?\n ?/g, "\n");
}

function marked(run, state) {
  const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text);
  if (!words) return run.text;
  let text;
  if (run.code) {
    const fence = words.includes("`") ? "``" : "`";
    text = `${fence}${fence.length > 1 ? " " : ""}${words}${fence.length > 1 ? " " : ""}${fence}`;
  } else text = escaped(words);
  for (const [form, mark] of Object.entries(MARKS)) if (run[form] && !run.code) text = mark + text + mark;
  if (run.href) text = run.href === words || run.href === `${words}/` ? run.href : `[${text}](${run.href})`;
  if (run.code || run.href || run.bold || run.italic || run.strike) state.hasForm = true;
  return before + text + after;
}

function escaped(text) {
  return text.replace(/[\\`*]/g, "\\$&").replace(/(^|\W)(_+)(?=\w)/g, "$1\\$2").replace(/\[(?=[^\]]*\]\()/g, "\\[").replace(/~~/g, "\\~~");
}

// What would become a heading, a list or a quotation at the start of a line, and was none
function escapedStart(line) {
  return line.replace(/^(#{1,6}\s|[-+>]\s|={3,}$|-{3,}$)/, "\\$1").replace(/^(\d{1,9})([.)]\s)/, "$1\\$2");
}
