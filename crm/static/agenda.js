// The agenda as a calendar: drag to move, Enter for the same by keyboard. Without it, the page lists the same days.

const box = document.getElementById("calendar");
const dialog = document.getElementById("appointment-dialog");
const form = dialog.querySelector("[data-shift]");
const said = document.getElementById("calendar-said");
const part = (name) => dialog.querySelector(`[data-${name}]`);
const narrow = matchMedia("(max-width: 767px)");

const NAMES = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth", list: "listMonth" };
const parisNow = () => new Date().toLocaleString("sv", { timeZone: "Europe/Paris" }).replace(" ", "T");
const minute = (text) => text.slice(0, 16);

const calendar = new FullCalendar.Calendar(box, {
  locale: "fr",
  timeZone: "Europe/Paris",
  now: parisNow,
  nowIndicator: true,
  initialView: narrow.matches && box.dataset.view === "week" ? "timeGridDay" : NAMES[box.dataset.view],
  initialDate: box.dataset.day,
  headerToolbar: false,
  height: "auto",
  hiddenDays: [0],
  slotMinTime: "08:00",
  slotMaxTime: "19:30",
  slotDuration: "00:30",
  snapDuration: "00:15",
  slotLabelFormat: { hour: "numeric", minute: "2-digit" },
  expandRows: true,
  dayMaxEvents: 4,
  eventMinHeight: 24,
  allDayText: "journée",
  noEventsText: "Rien de prévu sur cette période.",
  eventDurationEditable: true,
  longPressDelay: 350,
  events: { url: box.dataset.events, failure: () => say("L’agenda n’a pas répondu. Vérifiez votre connexion, puis rechargez la page.") },
  datesSet({ view }) {
    document.getElementById("agenda-title").textContent = view.title;
    keepAddress(view);
  },
  eventClick(info) {
    if (info.event.allDay || !info.event.url) return;
    info.jsEvent.preventDefault();
    show(info.event);
  },
  eventDrop: (info) => show(info.event, info.revert),
  eventResize: (info) => show(info.event, info.revert),
  dayCellDidMount: ({ el }) => el.removeAttribute("aria-labelledby"), // its name is its content, not the day alone
  eventDidMount({ event, el }) {
    if (event.extendedProps.details) el.title = `${event.title}, ${event.extendedProps.details}`;
  },
});

box.hidden = false;
document.getElementById("plain-agenda").remove();
document.getElementById("calendar-help").hidden = false;
calendar.render();

// Links of the page move the calendar, and the address follows: Back, a reload and a shared link show the same.
function keepAddress(view) {
  const name = Object.keys(NAMES).find((key) => NAMES[key] === view.type);
  const day = calendar.getDate().toISOString().slice(0, 10);
  const query = new URLSearchParams({ day, view: name, who: box.dataset.who });
  history.replaceState(null, "", `?${query}`);
  const filters = document.getElementById("whose").elements;
  filters.day.value = day;
  filters.view.value = name;
  for (const link of document.querySelectorAll(".tabs a")) {
    const address = new URL(link.href);
    address.searchParams.set("day", day);
    link.href = address;
    if (address.searchParams.get("view") === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
function plainClick(event) {
  return !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}
document.getElementById("agenda-steps").addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]")?.dataset.step;
  if (!step || !plainClick(event)) return;
  event.preventDefault();
  calendar[step]();
});
document.querySelector(".tabs").addEventListener("click", (event) => {
  const view = event.target.closest("a") && new URL(event.target.closest("a").href).searchParams.get("view");
  if (!view || !plainClick(event)) return;
  event.preventDefault();
  calendar.changeView(NAMES[view]);
});

// One dialog for all: what an appointment is, and its hours, which a drag has changed already or the keyboard will.
let shown = null;
let putBack = null;

function say(text) {
  said.textContent = text;
}

function show(event, revert = null) {
  shown = event;
  putBack = revert;
  const { details, person, shift } = event.extendedProps;
  document.getElementById("appointment-title").textContent = event.title;
  part("details").textContent = details;
  part("person").hidden = !person;
  part("person").href = person || "";
  part("show").href = event.url;
  form.action = shift;
  form.hidden = !event.startEditable;
  part("only-close").hidden = event.startEditable;
  form.elements.starts_at.value = minute(event.startStr);
  form.elements.ends_at.value = minute(event.endStr);
  complain([]);
  warn();
  dialog.showModal();
  if (revert) form.querySelector("[type=submit]").focus();
}

function warn() {
  const moved = putBack || form.elements.starts_at.value !== minute(shown.startStr);
  part("warning").textContent = moved
    ? "Si le début change, les jeunes attendus sont avertis du nouvel horaire."
    : "Si seule la fin change, personne n’est averti.";
}
form.addEventListener("input", warn);

// A new start keeps the length, as a drag does.
form.elements.starts_at.addEventListener("change", () => {
  const { starts_at, ends_at } = form.elements;
  if (!starts_at.value) return;
  const length = new Date(shown.endStr) - new Date(shown.startStr);
  const end = new Date(new Date(`${starts_at.value}Z`).getTime() + length);
  ends_at.value = minute(end.toISOString());
});

function complain(errors) {
  const place = form.querySelector("[role=alert]");
  place.textContent = errors.join(" ");
  place.hidden = errors.length === 0;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const request = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, request).catch(() => null);
  const heard = await answer?.json().catch(() => null);
  button.disabled = false;
  if (answer?.ok && heard) {
    putBack = null;
    dialog.close();
    say(heard.said);
    calendar.refetchEvents();
    return;
  }
  complain(heard?.errors || ["La page n’a pas répondu. Rien n’est changé : réessayez dans un instant."]);
  button.focus();
});

for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  putBack?.();
  putBack = null;
});
