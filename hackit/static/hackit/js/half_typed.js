// What stands in the line's box and is not saved yet outlives the page: a refresh, the back button, a link pressed in
// mid-sentence. This tab keeps it, by who typed and where, until it is saved; another tab has a box of its own.

const PREFIX = "half-typed:";

export class HalfTyped {
  constructor(owner, form) {
    const item = form.querySelector("[name=item]")?.value ?? "";
    this.key = [PREFIX + owner, form.getAttribute("action"), item].join(" ");
  }

  // `row`: the line that is typed anew, with the version it had, or nothing
  keep(text, row = null, version = 0) {
    try {
      if (text.trim()) sessionStorage.setItem(this.key, JSON.stringify({ text, row: row?.id ?? "", version }));
      else sessionStorage.removeItem(this.key);
    } catch {
      // A browser that keeps nothing has the box alone
    }
  }

  // { text, row, version }, or null
  left() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      return typeof kept?.text === "string" ? kept : null;
    } catch {
      return null;
    }
  }
}
