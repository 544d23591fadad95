"""The agenda: a page for everybody, and the events that its script asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.models import Membership
from crm.appointments import queries, rules
from crm.appointments.queries import Entry, Span, Whose
from crm.auth import me
from crm.codes.appointments import AppointmentKind
from crm.pages import now, plural
from crm.people import queries as people
from crm.territory.rules import PARIS, public_holiday, school_holiday

bp = Blueprint("appointments", __name__)
bp.add_app_template_global(rules.moves, "open_moves")

VIEWS = {"day": "Jour", "week": "Semaine", "month": "Mois", "list": "Liste"}
LISTED = 28
LONGEST = timedelta(days=62)
"""No view of the calendar asks for more."""

FULL = timedelta(days=8)
"""Beyond, a whole structure's agenda says how many appointments each day has: nobody reads thousands in a month."""


def chosen_day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return datetime.now(PARIS).date()


def days_of(view: str, day: date) -> list[date]:
    if view == "month":
        return rules.month_of(day)
    if view == "week":
        return rules.week_of(day)
    return [day + timedelta(days=n) for n in range(LISTED if view == "list" else 1)]


def step_of(view: str, day: date, sign: int) -> date:
    """The day of the view before, or after."""
    if view == "month":
        edge = rules.month_of(day)[0 if sign < 0 else -1]
        return (edge + timedelta(days=sign)).replace(day=1)
    return day + sign * timedelta(days={"day": 1, "week": 7, "list": LISTED}[view])


@dataclass(frozen=True)
class Chosen:
    """Whose agenda is shown: `key` stands in the address."""

    key: str
    whose: Whose
    choices: list[tuple[str, str]]


def chosen(actor: Membership) -> Chosen:
    """One’s own, unless the address says a colleague’s, a room’s, or the whole structure’s."""
    colleagues, rooms = people.colleagues(actor), queries.rooms(actor)
    found = {"me": Whose(actor.user_id), "structure": Whose()}
    found |= {str(user.uid): Whose(user.id) for user in colleagues if user.id != actor.user_id}
    found |= {str(room.uid): Whose(room_id=room.id) for room in rooms}
    names = [("me", "Mon agenda"), ("structure", "Toute la structure")]
    names += [(str(user.uid), user.name) for user in colleagues if user.id != actor.user_id]
    names += [(str(room.uid), f"Salle {room.name}") for room in rooms]
    key = request.args.get("who", "me")
    key = key if key in found else "me"
    return Chosen(key, found[key], names)


@bp.get("/agenda")
def agenda() -> str:
    actor, day = me(), chosen_day()
    view = request.args.get("view", "")
    view = view if view in VIEWS else "week"
    who, days = chosen(actor), days_of(view, day)
    counted = too_many(who.whose, days[0], days[-1])
    entries = [] if counted else queries.agenda(actor, days[0], days[-1], who.whose)
    busy = queries.busy_days(actor, days[0], days[-1], who.whose) if counted else {}
    around = queries.spans(actor, days[0], days[-1], who.whose)
    return render_template(
        "appointments/agenda.html",
        columns=[(d, [e for e in entries if e.day == d], spans_on(around, d)) for d in days],
        busy=busy,
        day=day,
        view=view,
        views=VIEWS,
        who=who,
        before=step_of(view, day, -1),
        after=step_of(view, day, 1),
        public_holiday=public_holiday,
        school_holiday=school_holiday,
    )


def too_many(whose: Whose, first: date, last: date) -> bool:
    return whose == Whose() and last - first > FULL


def spans_on(spans: Iterable[Span], day: date) -> list[Span]:
    touching = [s for s in spans if s.starts_at.astimezone(PARIS).date() <= day <= s.ends_at.astimezone(PARIS).date()]
    return sorted(touching, key=lambda span: span.starts_at)


def asked(name: str) -> date:
    """A day that the calendar asks for, from an ISO 8601 instant."""
    try:
        return datetime.fromisoformat(request.args.get(name, "")).date()
    except ValueError:
        abort(400)


@bp.get("/agenda/events")
def events() -> ResponseReturnValue:
    """What the calendar shows from one day to another, in hours of the clock in Paris."""
    actor, first, until = me(), asked("start"), asked("end")
    if not timedelta() < until - first <= LONGEST:
        abort(400)
    whose, last = chosen(actor).whose, until - timedelta(days=1)
    counted = too_many(whose, first, last)
    entries = [] if counted else queries.agenda(actor, first, last, whose)
    busy = queries.busy_days(actor, first, last, whose) if counted else {}
    around = queries.spans(actor, first, last, whose)
    alone = whose.counsellor_id is not None
    return jsonify(
        [
            *(event_of(entry, alone=alone) for entry in entries),
            *(count_of(day, count) for day, count in busy.items()),
            *(hours_of(span) for span in around),
            *(holiday_of(*holiday) for holiday in rules.holidays(first, last)),
        ]
    )


def clock(instant: datetime) -> str:
    return instant.astimezone(PARIS).replace(tzinfo=None).isoformat()


def event_of(entry: Entry, *, alone: bool) -> dict[str, Any]:
    appointment = entry.appointment
    collective = appointment.kind is not AppointmentKind.INDIVIDUAL
    where = appointment.room.name if appointment.room else appointment.site.name if appointment.site else ""
    details = [
        entry.status.label if entry.status else appointment.kind.label,
        appointment.location.label,
        where,
        appointment.counsellor.name,
    ]
    return {
        "id": str(appointment.uid),
        "title": entry.title if alone else f"{entry.title}, {appointment.counsellor.name}",
        "start": clock(appointment.starts_at),
        "end": clock(appointment.ends_at),
        "url": url_for(".show", uid=appointment.uid),
        "editable": appointment.starts_at > now(),
        "classNames": ["collective" if collective else "individual", entry.status or "planned"],
        "extendedProps": {
            "details": ", ".join(filter(None, details)),
            "person": url_for("people.show", uid=entry.person_uid) if entry.person_uid else None,
            "shift": url_for(".shift", uid=appointment.uid),
            "collective": collective,
        },
    }


def count_of(day: date, count: int) -> dict[str, Any]:
    return {
        "title": plural(count, "rendez-vous", "rendez-vous"),
        "start": day.isoformat(),
        "allDay": True,
        "editable": False,
        "url": url_for(".agenda", day=day, view="day", who="structure"),
        "classNames": ["count-event"],
    }


def hours_of(span: Span) -> dict[str, Any]:
    shown = "" if span.kind == "open" else span.label
    return {
        "title": shown,
        "start": clock(span.starts_at),
        "end": clock(span.ends_at),
        "display": "background",
        "classNames": [f"hours-{span.kind}"],
    }


def holiday_of(name: str, first: date, last: date) -> dict[str, Any]:
    end = last + timedelta(days=1)
    return {
        "title": name,
        "start": first.isoformat(),
        "end": end.isoformat(),
        "allDay": True,
        "editable": False,
        "classNames": ["holiday-event"],
    }
