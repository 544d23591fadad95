from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import journal
from crm.accounts.models import Membership
from crm.auth import me
from crm.codes import Code
from crm.codes.people import Flag
from crm.codes.support import Missing, SituationCategory, Sort
from crm.errors import refusals
from crm.files import spreadsheet
from crm.people import queries as people
from crm.policy import May, can, require
from crm.support import actions, queries
from crm.support.forms import (
    HandOverForm,
)
from crm.support.models import SupportEpisode
from crm.support.views.record import bp
from crm.territory import queries as territory
from crm.territory.rules import PARIS


@bp.get("/caseload")
def caseload() -> str:
    actor, today = me(), datetime.now(PARIS).date()
    require(actor, May.SEE_CASELOAD)
    asked = queries.filters_of(actor, request.args)
    return render_template(
        "support/caseload.html",
        asked=asked,
        page=queries.caseload(actor, asked, today, request.args.get("after", "")),
        saved=queries.saved_filters(actor),
        lent=queries.lent(actor),
        may_export=can(actor, May.EXPORT_CASELOAD),
        lists=lists_of(actor),
    )


def lists_of(actor: Membership) -> dict[str, list[tuple[Any, str]]]:
    """What each filter offers."""
    codes: dict[str, type[Code]] = {"situation": SituationCategory, "flag": Flag, "missing": Missing, "sort": Sort}
    return {
        "referent": [(user.uid, user.name) for user in people.colleagues(actor)],
        "arrondissement": [(place.code, place.name) for place in territory.arrondissements()],
        **{name: kind.choices() for name, kind in codes.items()},
    }


@bp.get("/caseload.csv")
def export() -> ResponseReturnValue:
    actor, today = me(), datetime.now(PARIS).date()
    require(actor, May.EXPORT_CASELOAD)
    lines = queries.export(actor, queries.filters_of(actor, request.args), today)
    journal.record(actor, "support.export")
    content = spreadsheet([COLUMNS, *(told(line) for line in lines)])
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=jeunes.csv"})


COLUMNS = ["nom", "prenom", "naissance", "commune", "telephone", "referent", "depuis", "prochaine_etape", "pour_le"]


def told(line: SupportEpisode) -> list[str]:
    person = line.person
    commune = person.commune.name if person.commune else ""
    since, due = line.opened_on.isoformat(), line.next_step_on.isoformat() if line.next_step_on else ""
    own = [person.family_name, person.given_name, person.born_on.isoformat(), commune, person.phone or ""]
    return [*own, line.referent.name, since, line.next_step, due]


@bp.post("/caseload/filters")
def save_filter() -> ResponseReturnValue:
    require(me(), May.SEE_CASELOAD)
    name, query = request.form.get("name", "").strip()[:60], request.form.get("query", "")[:1000]
    if name:
        actions.save_filter(me(), name, query)
        flash(f"Le filtre « {name} » est gardé.")
    return redirect(f"{url_for('support.caseload')}?{query}", 303)


@bp.post("/caseload/filters/<uuid:uid>/forget")
def forget_filter(uid: UUID) -> ResponseReturnValue:
    actions.forget_filter(me(), uid)
    flash("Ce filtre est oublié.")
    return redirect(url_for("support.caseload"), 303)


@bp.post("/caseload/hand-over")
def hand_over() -> ResponseReturnValue:
    """Asked twice: from the list, with the people ticked; then from its own page, with to whom and until when."""
    actor, form = me(), HandOverForm(people.colleagues(me()))
    whole = request.form.get("whole", type=UUID)
    uids = queries.episodes_of(actor, whole) if whole else request.form.getlist("episode", type=UUID)
    episodes = queries.hand_over_of(actor, uids)
    answered = "to" in request.form
    if answered and form.validate():
        with refusals(form):
            to = next(user for user in people.colleagues(actor) if str(user.uid) == form.to.data)
            actions.hand_over(actor, episodes, to, until=form.until.data, now=datetime.now(UTC))
            flash(f"{len(episodes)} accompagnements confiés à {to.name}.")
            return redirect(url_for("support.caseload"), 303)
    page = render_template("support/hand_over.html", form=form, episodes=episodes)
    return page, 422 if answered and form.errors else 200


@bp.post("/caseload/take-back/<uuid:batch>")
def take_back(batch: UUID) -> ResponseReturnValue:
    loans = queries.lent(me(), batch)
    back = actions.take_back(me(), loans, now=datetime.now(UTC))
    flash(f"{back} accompagnements sont revenus à leur référent·e.")
    return redirect(url_for("support.caseload"), 303)
