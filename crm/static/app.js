// What pages gain from JavaScript; all of them work without.

// The menu stands open where there is room for it.
const wide = matchMedia("(min-width: 992px)");
const menu = document.getElementById("menu");
function openMenu() {
  if (menu) menu.open = wide.matches;
}
wide.addEventListener("change", openMenu);
openMenu();

// Light or dark, kept in this browser.
for (const toggle of document.querySelectorAll("[data-theme-toggle]")) {
  const root = document.documentElement;
  const name = () => (toggle.textContent = root.dataset.bsTheme === "dark" ? "Thème clair" : "Thème sombre");
  toggle.hidden = false;
  name();
  toggle.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.bsTheme);
    name();
  });
}

// “/” goes to the search.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const box = document.querySelector("[data-shortcut='/']");
  if (event.key !== "/" || typing || !box || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (menu) menu.open = true;
  box.focus();
});

// What is typed is kept until it is saved: a form marked data-draft="name" finds its words again.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  for (const field of fields) if (!field.value && kept[field.name]) field.value = kept[field.name];
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.value]))));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
}
const sent = sessionStorage.getItem("draft-sent");
if (sent && !document.querySelector("[role=alert][data-focus]")) {
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem("draft-sent");
}

// Errors first: the reader is led to what is to be corrected.
document.querySelector("[data-focus]")?.focus();

// What cannot be undone is asked twice.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (!question || event.target.dataset.confirmed) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "question");
  dialog.innerHTML =
    '<form method="dialog"><p id="question"></p><div class="submit">' +
    '<button class="btn btn-primary" value="yes">Oui, continuer</button>' +
    '<button class="btn btn-quiet" value="no">Annuler</button></div></form>';
  dialog.querySelector("p").textContent = question;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    event.target.dataset.confirmed = "yes";
    event.target.requestSubmit(event.submitter);
  });
  dialog.showModal();
});

// A part of the page that does not answer says so.
const pageError = document.getElementById("page-error");
for (const name of ["htmx:error", "htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => (pageError.hidden = false));
}
document.addEventListener("htmx:after:swap", () => (pageError.hidden = true));

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
