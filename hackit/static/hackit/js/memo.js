// The open actions above the lines: what was done or moved shows at once, each keeps its number,
// and whoever stands on one of the links stays there.

const words = (row) => row.textContent.replace(/\s+/g, " ").trim();

// Puts the memo anew; returns what is another now, in words: one sentence an action
export function putMemo(fresh, stream) {
  const old = document.getElementById("memo");
  if (!old) {
    stream.previousElementSibling?.before(fresh);
    return [];
  }
  const [before, after] = [old, fresh].map((memo) => [...memo.querySelectorAll("ol > li")]);
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const changed = after.filter((row) => {
    const was = before.find((one) => one.value === row.value);
    return !was || words(was) !== words(row);
  });
  if (old.innerHTML !== fresh.innerHTML) {
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
  }
  return changed.map((row) => `${row.value}: ${words(row)}`);
}
