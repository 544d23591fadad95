from datetime import UTC, datetime
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.auth import me
from crm.duty import actions, queries, rules
from crm.duty.forms import SummonForm, TransmitForm
from crm.duty.models import TrainingObligation
from crm.duty.rules import Summons, Transmission
from crm.duty.views.following import bp, done
from crm.errors import refusals
from crm.letters import Letter, day, town
from crm.pages import hour, long_date, phone, short_date
from crm.people.models import Guardian
from crm.policy import May
from crm.territory.rules import PARIS


@bp.route("/obligations/<uuid:uid>/summon", methods=["GET", "POST"])
def summon(uid: UUID) -> ResponseReturnValue:
    obligation, form, now = queries.get(me(), uid, May.WORK_OBLIGATION), SummonForm(), datetime.now(UTC)
    if request.method == "GET":
        form.summoned_on.data, form.place.data = now.astimezone(PARIS).date(), address_of(obligation)
    if form.validate_on_submit():
        with refusals(form):
            actions.summon(
                me(),
                obligation,
                form.trigger.data,
                summoned_on=form.summoned_on.data,  # type: ignore[arg-type]
                interview_at=form.interview_at.data,  # type: ignore[arg-type]
                place=form.place.data or "",
                now=now,
            )
            return done(obligation, "Les deux mois commencent : imprimez les lettres, puis envoyez-les.")
    return render_template("duty/summon.html", form=form, obligation=obligation), 422 if form.errors else 200


@bp.route("/obligations/<uuid:uid>/transmit", methods=["GET", "POST"])
def transmit(uid: UUID) -> ResponseReturnValue:
    obligation, form = queries.get(me(), uid, May.WORK_OBLIGATION), TransmitForm()
    if request.method == "GET":
        form.transmitted_on.data = datetime.now(PARIS).date()
    if form.validate_on_submit():
        with refusals(form):
            actions.transmit(me(), obligation, form.transmitted_on.data, now=datetime.now(UTC))  # type: ignore[arg-type]
            return done(obligation, "La transmission est notée.")
    return render_template("duty/transmit.html", form=form, obligation=obligation), 422 if form.errors else 200


@bp.get("/obligations/<uuid:uid>/convocation.pdf")
def letters(uid: UUID) -> ResponseReturnValue:
    """The formal summons, one page for the person and one for each guardian who may be contacted."""
    from crm.paper import posted

    obligation = queries.get(me(), uid, May.WORK_OBLIGATION)
    if obligation.summoned_on is None or obligation.interview_at is None:
        raise NotFound
    journal.record(me(), "duty.letters", obligation.person)
    guardians = [one for one in obligation.person.guardians if one.may_be_contacted]
    pages = [letter(obligation, None), *(letter(obligation, one) for one in guardians)]
    return pdf(posted("Convocation", pages), "convocation.pdf")


@bp.get("/obligations/<uuid:uid>/transmission.pdf")
def sheet(uid: UUID) -> ResponseReturnValue:
    """What is prepared for the président du conseil départemental; a person sends it."""
    from crm.paper import printed

    obligation = queries.get(me(), uid, May.WORK_OBLIGATION)
    if obligation.state not in rules.CALLED or obligation.transmit_due_on is None:
        raise NotFound
    journal.record(me(), "duty.sheet", obligation.person)
    where = rules.of_departement(departement_of(obligation))
    title = "Obligation de formation : transmission"
    to = f"À l’attention du président du conseil départemental {where}".rstrip()
    content = printed(title, f"{to}, le {long_date(datetime.now(PARIS))}", rules.sheet(told(obligation)))
    return pdf(content, "transmission.pdf")


def pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"inline; filename={name}"}
    return Response(content, mimetype="application/pdf", headers=headers)


def departement_of(obligation: TrainingObligation) -> str | None:
    commune = obligation.person.commune or obligation.structure.commune
    return commune.departement_code if commune else None


def address_of(obligation: TrainingObligation) -> str:
    structure = obligation.structure
    return ", ".join(filter(None, (structure.name, structure.address, structure.commune.name)))


def letter(obligation: TrainingObligation, guardian: Guardian | None) -> Letter:
    person, structure = obligation.person, obligation.structure
    assert obligation.summoned_on
    assert obligation.transmit_due_on
    assert obligation.interview_at
    assert obligation.trigger
    at = obligation.interview_at
    said = Summons(
        name=person.name,
        birthday=day(obligation.ends_on),
        trigger=obligation.trigger,
        interview=f"le {long_date(at)} à {hour(at)}",
        place=obligation.place,
        phone=phone(structure.phone),
        due=day(obligation.transmit_due_on),
        departement=rules.of_departement(departement_of(obligation)),
    )
    by = next((c.actor.name for c in reversed(obligation.changes) if c.move == "summon" and c.actor), "")
    about, paragraphs = rules.summons(said, guardian=guardian is not None)
    return Letter(
        sender=[
            structure.name,
            structure.address,
            town(structure.commune),
            phone(structure.phone),
            structure.email or "",
        ],
        recipient=[guardian.name if guardian else person.full_name, person.address, town(person.commune)],
        dated=f"{structure.commune.name}, le {day(obligation.summoned_on)}",
        about=about,
        paragraphs=paragraphs,
        signed=[by or me().user.name, structure.name],
    )


def told(obligation: TrainingObligation) -> Transmission:
    person, done_ = obligation.person, queries.done(obligation)
    assert obligation.trigger
    commune = person.commune.name if person.commune else ""
    facts = [
        f"Essais de contact dans le suivi du décrochage : {done_.attempts}",
        f"Contacts et entretiens notés : {done_.interviews}"
        + (f", le dernier le {short_date(done_.last_contact_on)}" if done_.last_contact_on else ""),
        (
            f"Convocation avec les représentants légaux : {short_date(obligation.summoned_on)}, "
            f"entretien proposé le {short_date(obligation.interview_at)}"
        ),
        f"Fin des deux mois : {short_date(obligation.transmit_due_on)}",
    ]
    guardians = [
        ", ".join(
            filter(None, (f"{one.name} ({one.relation.label.lower()})", one.phone and phone(one.phone), one.email))
        )
        for one in person.guardians
    ]
    contacts = [phone(person.phone) if person.phone else "", person.email or ""]
    who = [
        person.full_name,
        f"Naissance : {short_date(person.born_on)} (18 ans le {short_date(obligation.ends_on)})",
        f"Adresse : {', '.join(filter(None, (person.address, commune)))}",
        f"Joindre : {', '.join(filter(None, contacts)) or 'aucune coordonnée connue'}",
    ]
    structure = obligation.structure
    sender = [f"{me().user.name}, {me().place}", f"{structure.name}, {phone(structure.phone)}", structure.email or ""]
    return Transmission(who, guardians, obligation.trigger, facts, [line for line in sender if line])
