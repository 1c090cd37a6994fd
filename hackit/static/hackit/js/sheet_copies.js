// The copies of a sheet in this browser: each open page keeps its own, so that two of one note never write over each
// other. A copy belongs to the page that made it until that page is closed; then the next to come finds it.

const LOCK = "weeknote-window:";

function random() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Copies {
  constructor(note) {
    this.prefix = `weeknote:${note}:`;
    this.page = random();
    this.isStored = true;
    // Held as long as the page lives: the others know by it whose copy is still being written
    navigator.locks?.request(LOCK + this.page, () => new Promise(() => {}));
  }

  // Whether it could be kept: storage may be full, or refused
  keep(fields, more = {}) {
    try {
      localStorage.setItem(this.prefix + this.page, JSON.stringify({ fields, at: Date.now(), ...more }));
      this.isStored = true;
    } catch {
      this.isStored = false;
      this.drop(); // an older state of this page would come back as if it were the newest
    }
    return this.isStored;
  }

  drop(key = this.prefix + this.page) {
    try { localStorage.removeItem(key); } catch { /* nothing is kept there */ }
  }

  read(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return kept?.fields && "body-0" in kept.fields ? { key, ...kept } : null;
    } catch {
      return null;
    }
  }

  // What pages that are closed left behind, the newest first. `later` is called when one that is open now closes.
  async left(later) {
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.prefix + this.page);
    } catch {
      return [];
    }
    if (!keys.length) return [];
    const held = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
    const lockOf = (key) => LOCK + key.slice(this.prefix.length);
    for (const key of keys.filter((one) => held.includes(lockOf(one)))) navigator.locks.request(lockOf(key), later);
    const closed = keys.filter((key) => !held.includes(lockOf(key)));
    return closed.map((key) => this.read(key)).filter(Boolean).sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  }
}
