from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from crm.auth import me
from crm.codes.dropouts import RowDecision, RowVerdict
from crm.errors import refusals
from crm.imports import actions, queries
from crm.imports.forms import UploadForm
from crm.policy import May, require

bp = Blueprint("imports", __name__)


@bp.get("/imports")
def index() -> str:
    require(me(), May.IMPORT_DROPOUTS)
    return render_template("imports/index.html", files=queries.files(me()))


@bp.route("/imports/new", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    require(me(), May.IMPORT_DROPOUTS)
    form = UploadForm()
    if form.validate_on_submit():
        with refusals(form):
            file = actions.upload(
                me(),
                source=form.source.data,
                filename=form.file.data.filename,
                content=form.file.data.read(),
                now=datetime.now(UTC),
            )
            return redirect(url_for("imports.review", uid=file.uid), 303)
    return render_template("imports/upload.html", form=form), 422 if form.errors else 200


@bp.get("/imports/<uuid:uid>")
def review(uid: UUID) -> str:
    file = queries.get(me(), uid)
    counts = queries.counts(file)
    fullest = next((verdict for verdict in RowVerdict if counts[verdict]), RowVerdict.NEW)
    asked = request.args.get("verdict", fullest.value)
    verdict = RowVerdict(asked) if asked in list(RowVerdict) else fullest
    rows = queries.rows(file, verdict, request.args.get("after", 0, type=int))
    more = rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None
    return render_template(
        "imports/review.html",
        file=file,
        counts=counts,
        verdict=verdict,
        rows=rows[: queries.PAGE],
        following=url_for(".review", uid=uid, verdict=verdict, after=more) if more else None,
        undecided=queries.undecided(file),
    )


def decision() -> RowDecision:
    try:
        return RowDecision(request.form.get("decision", ""))
    except ValueError:
        raise BadRequest from None


@bp.post("/imports/<uuid:uid>/rows/<int:number>")
def choose(uid: UUID, number: int) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    actions.choose(me(), file, number, decision())
    return redirect(url_for("imports.review", uid=uid, verdict=queries.row(file, number).verdict), 303)


@bp.post("/imports/<uuid:uid>/rows")
def choose_all(uid: UUID) -> ResponseReturnValue:
    verdict = request.form.get("verdict", "")
    if verdict not in list(RowVerdict):
        raise BadRequest
    actions.choose_all(me(), queries.get(me(), uid), RowVerdict(verdict), decision())
    return redirect(url_for("imports.review", uid=uid, verdict=verdict), 303)


@bp.post("/imports/<uuid:uid>/write")
def write(uid: UUID) -> ResponseReturnValue:
    kept = actions.write(me(), queries.get(me(), uid), now=datetime.now(UTC))
    flash(f"La liste est importée : {kept} suivi(s) ouverts ou complétés. Les lignes écartées sont effacées.")
    return redirect(url_for("dropouts.index", box="to_assign"), 303)
