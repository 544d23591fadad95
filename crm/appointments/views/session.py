"""One appointment: its page, its hours, its places, and who came."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.appointments import actions, queries
from crm.appointments.forms import GatherForm, ResizeForm, ShiftForm
from crm.appointments.models import Appointment
from crm.appointments.views.agenda import bp
from crm.auth import me
from crm.codes.appointments import AppointmentKind, ParticipationStatus
from crm.errors import refusals, scripted
from crm.people import queries as people
from crm.policy import May
from crm.territory.rules import PARIS


def page(appointment: Appointment, form: ShiftForm, places: ResizeForm) -> ResponseReturnValue:
    known = queries.readable(me(), (part.person_id for part in appointment.participations))
    wrong = form.errors or places.errors
    shown = render_template(
        "appointments/show.html", appointment=appointment, form=form, places=places, known=known, sheet=NOTED
    )
    return shown, 422 if wrong else 200


def hours_form(appointment: Appointment) -> ShiftForm:
    starts_at, ends_at = appointment.starts_at.astimezone(PARIS), appointment.ends_at.astimezone(PARIS)
    return ShiftForm(starts_at=starts_at, ends_at=ends_at)


def places_form(appointment: Appointment) -> ResizeForm:
    return ResizeForm(capacity=appointment.capacity)


@bp.get("/agenda/<uuid:uid>")
def show(uid: UUID) -> ResponseReturnValue:
    appointment = queries.appointment(me(), uid)
    return page(appointment, hours_form(appointment), places_form(appointment))


@bp.post("/agenda/<uuid:uid>/shift")
def shift(uid: UUID) -> ResponseReturnValue:
    """Other hours, from the page or from the calendar: it answers in JSON to whom asks for it."""
    appointment = queries.appointment(me(), uid, May.CHANGE_APPOINTMENT)
    form = hours_form(appointment)
    before = appointment.starts_at
    if form.validate_on_submit():
        with refusals(form):
            hours = (form.starts_at.data, form.ends_at.data)
            new = actions.shift(me(), appointment, *hours, now=datetime.now(UTC))  # type: ignore[arg-type]
            said = "La durée est changée." if new.starts_at == before else "C’est déplacé, et les jeunes sont avertis."
            if scripted():
                return jsonify({"said": said})
            flash(said)
            return redirect(url_for(".show", uid=new.uid), 303)
    if scripted():
        return jsonify({"errors": [text for texts in form.errors.values() for text in texts]}), 422
    return page(appointment, form, places_form(appointment))


@bp.post("/agenda/<uuid:uid>/resize")
def resize(uid: UUID) -> ResponseReturnValue:
    appointment = queries.appointment(me(), uid, May.CHANGE_APPOINTMENT)
    places = places_form(appointment)
    if places.validate_on_submit():
        with refusals(places):
            actions.resize(me(), appointment, places.capacity.data or 0, now=datetime.now(UTC))
            flash("Le nombre de places est changé.")
            return redirect(url_for(".show", uid=uid), 303)
    return page(appointment, hours_form(appointment), places)


@bp.post("/agenda/<uuid:uid>/call-off")
def call_off(uid: UUID) -> ResponseReturnValue:
    actions.call_off(me(), queries.appointment(me(), uid, May.CHANGE_APPOINTMENT), now=datetime.now(UTC))
    flash("C’est annulé, et les jeunes en sont avertis.")
    return redirect(url_for(".agenda"), 303)


@bp.route("/agenda/new", methods=["GET", "POST"])
def gather() -> ResponseReturnValue:
    actor, form = me(), GatherForm()
    form.offer(actor, people.colleagues(actor), queries.rooms(actor))
    if request.method == "GET":
        form.counsellor.data = actor.user_id
    if form.validate_on_submit():
        values = {
            "kind": form.kind.data,
            "title": form.title.data,
            "capacity": form.capacity.data,
            "counsellor_id": form.counsellor.data,
            **form.where(),
        }
        with refusals(form):
            made = actions.gather(
                actor,
                values,
                starts_at=form.starts_at.data,  # type: ignore[arg-type]
                minutes=form.minutes.data or 0,
                until=form.until.data,
                now=datetime.now(UTC),
            )
            flash(f"C’est dans l’agenda, {len(made)} dates." if len(made) > 1 else "C’est dans l’agenda.")
            return redirect(url_for(".show", uid=made[0].uid), 303)
    return render_template("appointments/gather.html", form=form), 422 if form.errors else 200


NOTED = {
    ParticipationStatus.ATTENDED: "Présent·e",
    ParticipationStatus.NO_SHOW: "Absent·e",
    ParticipationStatus.EXCUSED: "Excusé·e",
}
"""What the sheet says, and its words."""


@bp.route("/agenda/<uuid:uid>/attendance", methods=["GET", "POST"])
def attendance(uid: UUID) -> ResponseReturnValue:
    """The sheet: to print and sign before, to fill in afterwards, all at once."""
    appointment = queries.appointment(me(), uid, May.CHANGE_APPOINTMENT)
    if request.method == "POST":
        noted = {
            part.id: ParticipationStatus(value)
            for part in appointment.participations
            if (value := request.form.get(str(part.uid))) in list(NOTED)
        }
        changed = actions.note_attendance(me(), appointment, noted, now=datetime.now(UTC))
        flash("Les présences sont notées." if changed else "Rien n’a changé.")
        return redirect(url_for(".show", uid=uid), 303)
    known = queries.readable(me(), (part.person_id for part in appointment.participations))
    listed = [part for part in appointment.participations if part.status not in GONE]
    listed.sort(key=lambda part: (part.person.family_name, part.person.given_name, part.id))
    return render_template(
        "appointments/attendance.html",
        appointment=appointment,
        listed=listed,
        known=known,
        noted=NOTED,
        past=appointment.starts_at <= datetime.now(UTC),
        collective=appointment.kind is not AppointmentKind.INDIVIDUAL,
    )


GONE = (ParticipationStatus.REVOKED, ParticipationStatus.RESCHEDULED, ParticipationStatus.WAITING)
