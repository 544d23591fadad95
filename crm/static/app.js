// What pages gain from JavaScript. All of them work without it.

const root = document.documentElement;
const user = document.body.dataset.user;
const pageError = document.getElementById("page-error");

// What this browser keeps; nothing where it refuses to.
function storage(name) {
  try {
    return window[name];
  } catch {
    return {};
  }
}
const lasting = storage("localStorage");
const passing = storage("sessionStorage");

// Buttons of the foot of the page: light or dark, and the key that goes to the search, which may disturb voice control.
function toggle(name, label, press) {
  for (const button of document.querySelectorAll(`[data-toggle="${name}"]`)) {
    const say = () => (button.lastElementChild.textContent = label());
    button.hidden = false;
    button.addEventListener("click", () => say(press()));
    say();
  }
}
const dark = () => root.dataset.bsTheme === "dark";
toggle(
  "theme",
  () => (dark() ? "Thème clair" : "Thème sombre"),
  () => (lasting.theme = root.dataset.bsTheme = dark() ? "light" : "dark"),
);
toggle(
  "shortcut",
  () => {
    const keys = document.querySelector("[data-key]") ? "les touches du clavier" : "la touche «\u202f/\u202f»";
    return lasting.shortcut === "off" ? `Activer ${keys}` : `Désactiver ${keys}`;
  },
  () => (lasting.shortcut = lasting.shortcut === "off" ? "on" : "off"),
);

// What the box of every page found goes away with Escape, or when one turns to something else.
const quick = document.getElementById("quick-results");
function forgetQuick(event) {
  if (quick && !quick.parentElement.contains(event.target)) quick.replaceChildren();
}
document.addEventListener("focusin", forgetQuick);
document.addEventListener("click", forgetQuick);

// htmx listens a moment after the page is shown: what was typed meanwhile is answered too.
document.addEventListener("htmx:after:init", ({ target }) => {
  if (target === document.activeElement && target.value !== target.defaultValue) target.dispatchEvent(new Event("input"));
});

// “/” goes to the search; Escape closes the menu of a phone.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") quick?.replaceChildren();
  const menu = document.getElementById("menu");
  if (event.key === "Escape" && menu?.open && menu.parentElement.contains(document.activeElement)) {
    menu.open = false;
    menu.firstElementChild.focus();
  }
  const busy = event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey;
  const box = document.querySelector("main [type=search]") || document.getElementById("quick-search");
  if (event.key !== "/" || busy || !box || lasting.shortcut === "off") return;
  event.preventDefault();
  if (menu && !box.checkVisibility()) menu.open = true;
  box.focus();
});

// Keys of pages that are gone through in a row: what is marked data-key="…" is pressed, chosen or reached by it. A digit is
// that of the keyboard's row, with or without Shift. The button of the foot of the page turns all of them off.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog");
  if (writing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || lasting.shortcut === "off") return;
  const key = event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase();
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found?.checkVisibility()) return;
  event.preventDefault();
  found.focus();
  if (!found.matches("input:not([type=radio])")) found.click();
});

// What is typed in a form marked data-draft="name" is kept in this browser, for this user, until it is saved.
// Passwords, files and hidden fields are not kept, but for the version that the words were typed over: sent again after
// somebody else's change, they are compared, not saved. A draft of a week is forgotten; signing out forgets all.
// A form marked data-draft-shown too comes filled with what was just sent: that is the draft from now on.
const WEEK = 7 * 24 * 3600 * 1000;
const drafts = () => Object.keys(lasting).filter((key) => key.startsWith("draft:"));
const keyOf = (form) => `draft:${user || ""}:${form.dataset.draft}`;
const kept = (key) => JSON.parse(lasting[key] || '{"at": 0, "values": {}}');
const checkable = (field) => field.type === "checkbox" || field.type === "radio";
const typed = (form) =>
  [...form.elements].filter(
    ({ name, type }) => name === "version" || (name && !["hidden", "password", "file", "submit"].includes(type)),
  );

function valuesOf(form) {
  const values = {};
  for (const field of typed(form)) {
    (values[field.name] ||= []).push(...(checkable(field) && !field.checked ? [] : [field.value]));
  }
  return values;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function keep(form) {
  lasting[keyOf(form)] = JSON.stringify({ at: Date.now(), values: valuesOf(form) });
}

function restore(form, values) {
  const left = structuredClone(values);
  for (const field of typed(form).filter((field) => left[field.name])) {
    if (checkable(field)) field.checked = left[field.name].includes(field.value);
    else field.value = left[field.name].shift() ?? field.value;
  }
}

function offer(form) {
  const before = valuesOf(form);
  if ("draftShown" in form.dataset) return keep(form);
  if (form.querySelector("[data-errors]")) return wait(form);
  const drafts = [kept(keyOf(form)), JSON.parse(form.dataset.kept || "null")].filter(Boolean);
  restore(form, drafts.reduce((one, other) => (other.at > one.at ? other : one)).values);
  if (same(valuesOf(form), before)) return;
  const line = document.createElement("p");
  line.className = "flash tone-info draft-kept";
  line.setAttribute("role", "status");
  line.innerHTML =
    '<span>Voici votre brouillon, pas encore enregistré.</span> <button class="btn btn-quiet btn-sm" type="button">L’effacer</button>';
  line.lastElementChild.addEventListener("click", () => {
    delete lasting[keyOf(form)];
    if (form.dataset.keep) send(form, {});
    restore(form, before);
    line.remove();
    typed(form).find((field) => field.type !== "hidden")?.focus();
  });
  form.prepend(line);
}

// A form marked data-keep="address" also keeps its draft on the server, every few seconds and when the page is left:
// it is found again on any device. This browser then forgets it: what it holds is what the server does not have.
const waiting = new Map();
function wait(form) {
  if (form.dataset.keep && !waiting.has(form)) waiting.set(form, setTimeout(send, 3000, form));
}
async function send(form, values = valuesOf(form)) {
  settled(form);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value };
  const request = { method: "POST", keepalive: true, headers, body: JSON.stringify(values) };
  const answer = await fetch(form.dataset.keep, request).catch(() => null);
  if (answer?.status === 204 && same(kept(keyOf(form)).values, values)) delete lasting[keyOf(form)];
}
function settled(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}
function leave() {
  for (const form of waiting.keys()) send(form);
}
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());

// A form marked data-draft-saved-by="name" is written in several steps: only the button of that name saves it.
const saves = (form, button) => (form.dataset.draftSavedBy ?? button?.name) === button?.name;

// A draft that was sent goes when the answer is a page of ours, without an error, that does not ask for it again.
function forgetSent() {
  const sent = passing["draft-sent"];
  delete passing["draft-sent"];
  if (!sent || !user || document.querySelector("[data-error-page], [data-errors]")) return;
  const again = [...document.querySelectorAll("form[data-draft]")].find((form) => keyOf(form) === sent);
  if (!again || !same(valuesOf(again), kept(sent).values)) delete lasting[sent];
}

for (const key of drafts()) if (Date.now() - kept(key).at > WEEK) delete lasting[key];
forgetSent();
document.querySelectorAll("form[data-draft]").forEach(offer);

// Leaving with something typed that is kept nowhere asks first.
let unsaved = user && document.querySelector("form:not([data-draft]) [data-errors]") !== null;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && !("sending" in form.dataset)) wait(form);
  if (form?.dataset.draft) keep(form);
  else if (user && form?.method === "post") unsaved = true;
});
document.addEventListener("click", (event) => {
  if (event.target.closest(".submit a")) unsaved = false;
});
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

// What cannot be undone is asked twice; so is signing out with drafts, which go.
function ask(question, yes) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "question");
  dialog.innerHTML =
    '<form method="dialog"><p id="question"></p><div class="submit">' +
    '<button class="btn btn-primary" value="yes">Oui, continuer</button>' +
    '<button class="btn btn-quiet" value="no" autofocus>Non, revenir</button></div></form>';
  dialog.querySelector("p").textContent = question;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") yes();
  });
  dialog.showModal();
}

function questionOf(form, button) {
  if ("signOut" in form.dataset && drafts().length) {
    return "Des brouillons ne sont pas enregistrés\u202f: se déconnecter les efface. Continuer\u202f?";
  }
  return button?.dataset.confirm || form.dataset.confirm;
}

// Heard before htmx, which would send the form at once.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const question = questionOf(form, event.submitter);
    if (!question || form.dataset.sure) return;
    event.preventDefault();
    event.stopPropagation();
    ask(question, () => {
      form.dataset.sure = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.sure;
    });
  },
  true,
);

// A form is sent once, however often its button is pressed.
function settle(form) {
  delete form.dataset.sending;
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sending" in form.dataset) return event.preventDefault();
  form.dataset.sending = "";
  settled(form);
  setTimeout(settle, 5000, form);
  unsaved = false;
  if (form.dataset.draft && saves(form, event.submitter)) passing["draft-sent"] = keyOf(form);
  if ("signOut" in form.dataset) drafts().forEach((key) => delete lasting[key]);
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach(settle));

// The reader is led to what is to be read first: what is to be corrected, or what was just done.
function lead(part) {
  const errors = part.querySelector("[data-errors]");
  if (errors) errors.focus();
  else part.querySelector("[data-focus]")?.focus({ preventScroll: location.hash !== "" });
}
if (document.querySelector("[data-errors]")) document.title = `À corriger\u00a0: ${document.title}`;
lead(document);

// A part of the page that changes; one that stays silent says so, and a session that ended asks who is there.
document.addEventListener("htmx:before:response", (event) => {
  const answer = event.detail.ctx.response.raw;
  if (!answer.redirected || new URL(answer.url).pathname !== document.body.dataset.signIn) return;
  event.preventDefault();
  location.reload();
});
document.addEventListener("htmx:after:request", (event) => {
  const { request, response, sourceElement } = event.detail.ctx;
  if (request.method === "GET" || response.status >= 400) return;
  unsaved = false;
  if (sourceElement.dataset.draft) delete lasting[keyOf(sourceElement)];
});
document.addEventListener("htmx:before:request", () => (pageError.hidden = true));
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target instanceof Element) lead(event.target);
});
function warn(text) {
  pageError.textContent = text;
  pageError.hidden = false;
}
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status === 422) return;
  warn("Cela n’a pas abouti. Réessayez\u202f: ce que vous avez tapé est toujours là.");
});
document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx) return;
  warn("La page n’a pas répondu. Vérifiez votre connexion, puis réessayez\u202f: ce que vous avez tapé est toujours là.");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-back]")) {
  button.hidden = history.length < 2;
  button.addEventListener("click", () => history.back());
}

// All the radio buttons of one value at once, on a sheet.
for (const button of document.querySelectorAll("[data-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const radio of button.form.querySelectorAll(`[value="${button.dataset.all}"]`)) radio.checked = true;
  });
}
// What can be dragged says where it is sent, what it is dropped on says what is chosen: the form of the page marked
// “drop” is then sent as if the choice had been made on the page that the card leads to.
let dragged = null;
const target = (event) => dragged && event.target.closest?.("[data-drop]");
for (const help of document.querySelectorAll("[data-drag-help]")) help.hidden = false;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]");
  dragged?.classList.add("dragged");
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  document.querySelectorAll(".over").forEach((place) => place.classList.remove("over"));
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  const place = target(event);
  document.querySelectorAll(".over").forEach((other) => other !== place && other.classList.remove("over"));
  if (!place) return;
  event.preventDefault();
  place.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  const form = document.getElementById("drop");
  form.action = dragged.dataset.drag;
  form.elements.structure.value = place.dataset.drop;
  form.requestSubmit();
});
