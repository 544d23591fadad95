"""Find a slot for a person, near where they live, and take it in one press."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.appointments import actions, queries
from crm.appointments.forms import FindForm
from crm.appointments.queries import Wanted
from crm.appointments.rules import FreeSlot
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.codes.appointments import SlotOrigin
from crm.errors import Refused, refusals
from crm.people import queries as people
from crm.people.models import Person
from crm.policy import May

SHOWN = 60


def place(slot: FreeSlot) -> tuple[object, ...]:
    return (slot.day, slot.km or 0, slot.structure, slot.site, slot.counsellor, slot.location)


def page(person: Person, form: FindForm) -> ResponseReturnValue:
    """Slots by day, then by place and counsellor, the nearest first."""
    now = datetime.now(UTC)
    form.offer(people.colleagues(me()))
    form.validate()
    wanted = Wanted(
        commune_code=person.commune_code,
        within_km=form.within.data or None,
        theme=form.theme.data or None,
        location=form.location.data or None,
        counsellor_id=form.counsellor.data,
        person_id=person.id,
    )
    found = sorted(
        queries.free_slots(me(), wanted, now=now, first=form.first.data, limit=SHOWN),
        key=lambda slot: (*place(slot), slot.starts_at),
    )
    days = [
        (day, [list(slots) for _, slots in groupby(of_day, place)]) for day, of_day in groupby(found, lambda s: s.day)
    ]
    shown = render_template(
        "appointments/find.html",
        person=person,
        form=form,
        days=days,
        sessions=queries.sessions(me(), now),
        later=found[-1].day + timedelta(days=1) if len(found) == SHOWN else None,
    )
    return shown, 422 if form.form_errors else 200


@bp.get("/people/<uuid:uid>/slots")
def find(uid: UUID) -> ResponseReturnValue:
    return page(people.get(me(), uid, May.BOOK), FindForm(request.args))


@bp.post("/people/<uuid:uid>/slots")
def take(uid: UUID) -> ResponseReturnValue:
    """Take the slot pressed; if somebody has just taken it, show those that are left."""
    person, form, now = people.get(me(), uid, May.BOOK), FindForm(request.args), datetime.now(UTC)
    with refusals(form):
        slot = pressed(person, now)
        actions.take(me(), person, slot, slot_origin=SlotOrigin.AGREED, now=now)
        flash("Le rendez-vous est pris. Le jeune reçoit une confirmation, puis un rappel.")
        return redirect(url_for("people.show", uid=uid), 303)
    return page(person, form)


def pressed(person: Person, now: datetime) -> FreeSlot:
    opening, _, starts_at = request.form.get("slot", "").partition(" ")
    try:
        slot = queries.slot_at(me(), UUID(opening), datetime.fromisoformat(starts_at), person, now=now)
    except ValueError:
        slot = None
    if slot is None:
        raise Refused("Ce créneau vient d’être pris : choisissez-en un autre.")
    return slot


@bp.post("/people/<uuid:uid>/sessions/<uuid:appointment>")
def enrol(uid: UUID, appointment: UUID) -> ResponseReturnValue:
    person, form = people.get(me(), uid, May.BOOK), FindForm(request.args)
    session = queries.appointment(me(), appointment, May.CHANGE_APPOINTMENT)
    with refusals(form):
        part = actions.enrol(me(), session, person, slot_origin=SlotOrigin.AGREED, now=datetime.now(UTC))
        said = "C’est complet : le jeune est sur la liste d’attente, et sera averti si une place se libère."
        flash(said if part.status == "waiting" else "Le jeune est inscrit, et reçoit une confirmation.")
        return redirect(url_for("people.show", uid=uid), 303)
    return page(person, form)
