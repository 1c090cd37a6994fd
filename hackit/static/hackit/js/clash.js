// Two people changed one line: both texts stand above the box, and one says which is to stand.
// The server draws it: <section data-clash data-version data-address> with the buttons mine, theirs, edit.

// `hooks`: mine(version), theirs(), edit(version). Returns the section, with the focus on its heading.
export function showClash(section, form, hooks) {
  hideClash();
  form.before(section);
  section.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    event.preventDefault();
    if (choice === "edit") section.querySelector("[data-buttons]").remove();
    else section.remove();
    hooks[choice](section.dataset.version);
  });
  section.querySelector("h2").focus();
  return section;
}

export function hideClash() {
  document.querySelector("[data-clash]")?.remove();
}
