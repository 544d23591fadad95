from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.auth import me
from crm.codes.structures import Network
from crm.errors import refusals
from crm.policy import May, can, require
from crm.structures import actions, queries
from crm.structures.forms import StructureForm
from crm.structures.models import Structure
from crm.territory import queries as territory

bp = Blueprint("structures", __name__)


@bp.get("/structures")
def index() -> str:
    text, network, arrondissement = (request.args.get(name, "") for name in ("q", "network", "arrondissement"))
    known = Network(network) if network in list(Network) else None
    return render_template(
        "structures/index.html",
        structures=queries.directory(me(), text, known, arrondissement),
        q=text,
        network=network,
        arrondissement=arrondissement,
        networks=Network.choices(),
        arrondissements=territory.arrondissements(),
        may_create=can(me(), May.CREATE_STRUCTURE),
    )


@bp.get("/structures/<uuid:uid>")
def show(uid: UUID) -> str:
    structure = queries.get(me(), uid)
    may_edit = can(me(), May.EDIT_STRUCTURE, structure)
    favourite = queries.is_favourite(me(), structure)
    return render_template("structures/show.html", structure=structure, may_edit=may_edit, favourite=favourite)


@bp.post("/structures/<uuid:uid>/favour")
def favour(uid: UUID) -> ResponseReturnValue:
    actions.favour(me(), queries.get(me(), uid))
    return redirect(url_for(".show", uid=uid), 303)


def filled(form: StructureForm) -> StructureForm:
    form.territory.choices = [(a.code, a.name) for a in territory.arrondissements()]
    return form


@bp.route("/structures/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    require(me(), May.CREATE_STRUCTURE)
    return save(filled(StructureForm()), None)


@bp.route("/structures/<uuid:uid>/edit", methods=["GET", "POST"])
def edit(uid: UUID) -> ResponseReturnValue:
    structure = queries.editable(me(), uid)
    form = filled(StructureForm(obj=structure))
    if request.method == "GET":
        form.network_codes.data = [line.network for line in structure.networks]
        form.territory.data = [line.arrondissement_code for line in structure.coverage]
    return save(form, structure)


def save(form: StructureForm, structure: Structure | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        details = (form.values(), form.network_codes.data or [], form.territory.data or [])
        today = datetime.now(UTC).date()
        with refusals(form):
            if structure:
                actions.edit(me(), structure, *details, today=today)
            else:
                structure = actions.create(me(), *details, today=today)
            flash("La fiche est enregistrée.")
            return redirect(url_for("structures.show", uid=structure.uid), 303)
    return render_template("structures/edit.html", form=form, structure=structure), 422 if form.errors else 200
