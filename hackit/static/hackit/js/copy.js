// <button data-copy-text="…"> copies that text; <button data-copy-from="#id">
// copies what the element says; <button data-copy-address="/…"> what stands at
// that address. The outcome is announced and, for a moment, written on the
// button itself.

import { announce } from "./announce.js";

const SHOWN_MS = 2500;

function wanted(button) {
  if (button.dataset.copyText !== undefined) return button.dataset.copyText;
  const source = document.querySelector(button.dataset.copyFrom);
  return source ? (source.value ?? source.innerText).trim() : "";
}

async function put(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http has no clipboard object: copy from a box nobody sees
  const box = document.createElement("textarea");
  box.className = "vh";
  box.value = text;
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  if (!copied) throw new Error("the browser refused to copy");
}

async function textAt(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  // Signed out meanwhile, the address leads to a page
  if (!answer.ok || answer.redirected) throw new Error(`the server said ${answer.status}`);
  return answer.text();
}

async function putWhatStandsAt(address) {
  if (!navigator.clipboard || !window.ClipboardItem) {
    await put(await textAt(address));
    return;
  }
  // Some browsers let a page write only while the press is fresh: promise the text now
  const text = textAt(address).then((words) => new Blob([words], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text], [data-copy-from], [data-copy-address]");
  if (!button || button.dataset.copyBusy) return;
  let said = "Copied";
  try {
    if (button.dataset.copyAddress) await putWhatStandsAt(button.dataset.copyAddress);
    else await put(wanted(button));
  } catch {
    said = "Could not copy. Select the text instead";
  }
  announce(said);
  const words = [...button.childNodes];
  button.dataset.copyBusy = "yes";
  button.replaceChildren(said);
  button.focus();
  window.setTimeout(() => {
    button.replaceChildren(...words);
    delete button.dataset.copyBusy;
  }, SHOWN_MS);
});
