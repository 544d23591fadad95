from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.auth import me
from crm.codes.structures import Network
from crm.errors import refusals
from crm.people import queries as people
from crm.people.models import Person
from crm.policy import May
from crm.referrals import actions, queries
from crm.referrals.forms import ReferForm
from crm.referrals.queries import Addressee
from crm.referrals.rules import usual_fields
from crm.referrals.views.record import bp
from crm.structures import actions as directory
from crm.structures import queries as structures


def started(uid: UUID, now: datetime) -> tuple[Person, ReferForm]:
    """The person, and all that was written so far: every step carries it to the next."""
    person = people.get(me(), uid, May.REFER)
    return person, ReferForm(person.age(now.date()), queries.last_notice(person))


@bp.route("/people/<uuid:uid>/referrals/to", methods=["GET", "POST"])
def choose(uid: UUID) -> str:
    """To whom: the directory as it fits this person."""
    actor, now = me(), datetime.now(UTC)
    person, form = started(uid, now)
    if star := request.form.get("favourite"):
        directory.favour(actor, structures.get(actor, address(star)))
    text, network = (request.form.get(name, "").strip() for name in ("q", "network"))
    theme, known = form.theme.data, Network(network) if network in list(Network) else None
    return render_template(
        "referrals/choose.html",
        form=form,
        person=person,
        q=text,
        network=network,
        networks=Network.choices(),
        last=queries.last_sent(actor, theme),
        favourites=queries.favourite_structures(actor),
        platforms=queries.platforms(person)[:1],
        candidates=queries.candidates(actor, person, theme, text, known, now),
    )


def address(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@bp.route("/people/<uuid:uid>/referrals/new", methods=["GET", "POST"])
def refer(uid: UUID) -> ResponseReturnValue:
    """Write it; with `send`, it leaves."""
    actor, now = me(), datetime.now(UTC)
    person, form = started(uid, now)
    form.to.data = form.to.data or request.args.get("to", "")
    to = queries.addressed(actor, form.to.data)
    if request.method == "GET" and to is None:
        return redirect(url_for(".choose", uid=uid), 303)
    if "send" in request.form and ready(form, person, to):
        with refusals(form):
            sent = actions.refer(actor, person, now=now, notice=form.notice.data, **letter(form, to))
            flash(LEFT if sent.sent_at == now else TWICE)
            return redirect(url_for("people.show", uid=uid), 303)
    return written(form, person, to)


LEFT = "L’orientation est partie. Vous serez tenu·e au courant de chaque étape."
TWICE = "Cette orientation était déjà partie : une seule a été envoyée, et elle attend sa réponse."


@bp.post("/people/<uuid:uid>/referrals/preview")
def preview(uid: UUID) -> ResponseReturnValue:
    """The very page that the recipient will read."""
    actor, now = me(), datetime.now(UTC)
    person, form = started(uid, now)
    to = queries.addressed(actor, form.to.data or "")
    if not ready(form, person, to) or to is None:
        return written(form, person, to)
    referral = actions.draft(actor, person, now=now, **letter(form, to))
    journal.record(actor, "referrals.preview", person)
    return render_template(
        "referrals/preview.html",
        form=form,
        person=person,
        to=to,
        referral=referral,
        travels=queries.travels(referral),
        cautions=queries.cautions(actor, person, to, now),
    )


def ready(form: ReferForm, person: Person, to: Addressee | None) -> bool:
    """All that is needed is written, and they may be sent there; what is wrong is said on its field."""
    valid = bool(form.validate())
    why = queries.refused_there(me(), person, to.structure, form.kind.data) if to else "Choisissez à qui l’adresser."
    if why and not form.to.errors:
        form.to.errors = [why]
    return valid and not why


def written(form: ReferForm, person: Person, to: Addressee | None) -> ResponseReturnValue:
    usual = usual_fields(to.networks if to else (), pool=bool(to and to.platform), minor=form.minor)
    if ",".join(form.shared_fields.data or []) == (form.usual.data or ""):
        form.shared_fields.data = usual
    form.usual.data = ",".join(usual)
    page = render_template("referrals/refer.html", form=form, person=person, to=to)
    return page, 422 if form.errors else 200


def letter(form: ReferForm, to: Addressee | None) -> Any:
    assert to is not None  # it is ready
    return {"recipient": to.structure, "service": to.service, "platform": to.platform, **form.values()}
