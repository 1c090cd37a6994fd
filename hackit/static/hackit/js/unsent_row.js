// The row of a line that the server has not taken yet, and the time of day as the page writes it.

export function clock(now) {
  const hour = now.getHours() % 12 || 12;
  return `${hour}:${String(now.getMinutes()).padStart(2, "0")}${now.getHours() < 12 ? "am" : "pm"}`;
}

export function unsentRow(entry) {
  const row = document.createElement("li");
  row.className = "ln ln--unsent";
  row.id = `line-${entry.ref}`;
  const time = document.createElement("span");
  time.className = "ln__t";
  time.textContent = clock(new Date(entry.at));
  const words = document.createElement("p");
  words.className = "ln__x";
  words.textContent = entry.text;
  const said = document.createElement("p");
  said.className = "got";
  said.textContent = "Not sent yet";
  const inner = document.createElement("div");
  inner.append(words, said);
  row.append(time, inner);
  return row;
}
