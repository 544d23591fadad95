from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden

from crm.auth import me
from crm.codes.imports import ImportState, RowCause, RowDecision, RowVerdict
from crm.errors import Refused, refusals
from crm.imports import actions, queries
from crm.imports.forms import UploadForm, mapping_form
from crm.imports.models import ImportFile
from crm.imports.rules.columns import SURE
from crm.imports.rules.fields import FIELDS

bp = Blueprint("imports", __name__)

SMALL = 500
"""A list of so many lines is worked on while one waits; a longer one in the background."""


@bp.get("/imports")
def index() -> str:
    if not queries.targets(me()):
        raise Forbidden
    files = queries.files(me(), request.args.get("before", type=int))
    more = files[queries.PAGE - 1].id if len(files) > queries.PAGE else None
    following = url_for(".index", before=more) if more else None
    return render_template("imports/index.html", files=files[: queries.PAGE], following=following)


@bp.route("/imports/new", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    targets = queries.targets(me())
    if not targets:
        raise Forbidden
    form = UploadForm()
    form.target.choices = [(target.value, target.label) for target in targets]
    if form.validate_on_submit():
        with refusals(form):
            file = actions.upload(
                me(),
                form.target.data,
                source=form.source.data,
                filename=form.file.data.filename,
                content=form.file.data.read(),
            )
            work_on(file)
            return redirect(url_for("imports.review", uid=file.uid), 303)
    return render_template("imports/upload.html", form=form, targets=targets), 422 if form.errors else 200


def work_on(file: ImportFile) -> None:
    """A short list is done at once."""
    while file.working and queries.size(file) <= SMALL:
        actions.carry_on(file, now=datetime.now(UTC))


@bp.route("/imports/<uuid:uid>/columns", methods=["GET", "POST"])
def map_columns(uid: UUID) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    if file.state is not ImportState.MAPPING:
        return redirect(url_for("imports.review", uid=uid), 303)
    form = mapping_form(file)
    if form.validate_on_submit():
        with refusals(form):
            if form.twice:
                raise Refused(f"Deux colonnes disent la même chose : {', '.join(form.twice)}. Gardez-en une.")
            actions.map_columns(me(), file, form.chosen)
            work_on(file)
            return redirect(url_for("imports.review", uid=uid), 303)
    page = render_template("imports/map_columns.html", file=file, form=form, sure=SURE, fields=FIELDS[file.target])
    return page, 422 if form.errors else 200


@bp.get("/imports/<uuid:uid>")
def review(uid: UUID) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    if file.state is ImportState.MAPPING:
        return redirect(url_for("imports.map_columns", uid=uid), 303)
    if file.working:
        return render_template("imports/progress.html", file=file, progress=queries.progress(file))
    counts = queries.counts(file)
    verdict = asked_verdict(counts)
    cause = next((c for c in counts[verdict] if c == request.args.get("cause")), None)
    rows = queries.rows(file, verdict, cause, request.args.get("after", 0, type=int))
    more = rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None
    return render_template(
        "imports/review.html",
        file=file,
        fields=FIELDS[file.target],
        counts=counts,
        verdict=verdict,
        cause=cause,
        rows=rows[: queries.PAGE],
        following=url_for(".review", uid=uid, verdict=verdict, cause=cause, after=more) if more else None,
        undecided=queries.undecided(file),
        may_undo=file.undoable(datetime.now(UTC)),
        kept_back=queries.kept_back(file) if file.state is ImportState.UNDONE else [],
    )


def asked_verdict(counts: dict[RowVerdict, dict[RowCause, int]]) -> RowVerdict:
    """The one asked for, or the first that has lines."""
    asked = request.args.get("verdict", "")
    if asked in list(RowVerdict):
        return RowVerdict(asked)
    return next((verdict for verdict in RowVerdict if counts[verdict]), RowVerdict.NEW)


def decision() -> RowDecision:
    try:
        return RowDecision(request.form.get("decision", ""))
    except ValueError:
        raise BadRequest from None


def back_to(uid: UUID, verdict: str, anchor: str | None = None) -> ResponseReturnValue:
    kept = {name: request.args[name] for name in ("cause", "after") if request.args.get(name)}
    return redirect(url_for("imports.review", uid=uid, verdict=verdict, **kept, _anchor=anchor), 303)  # type: ignore[arg-type]


@bp.post("/imports/<uuid:uid>/rows/<int:number>")
def choose(uid: UUID, number: int) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    actions.choose(me(), file, number, decision())
    return back_to(uid, queries.row(file, number).verdict or RowVerdict.NEW, f"line-{number}")


@bp.post("/imports/<uuid:uid>/rows/<int:number>/cell")
def correct(uid: UUID, number: int) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    before = queries.row(file, number).verdict
    actions.correct(
        me(), file, number, request.form.get("field", ""), request.form.get("text", ""), now=datetime.now(UTC)
    )
    row = queries.row(file, number)
    if row.verdict and row.verdict != before:
        flash(f"Ligne {number} corrigée : {row.verdict.label.lower()}.")
    else:
        flash(row.reason, "warning")
    return back_to(uid, before or RowVerdict.INVALID)


@bp.post("/imports/<uuid:uid>/rows")
def choose_all(uid: UUID) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    cause, verdict = request.form.get("cause", ""), request.form.get("verdict", "")
    if cause not in list(RowCause) or verdict not in list(RowVerdict):
        raise BadRequest
    actions.choose_all(me(), file, RowCause(cause), decision())
    return back_to(uid, verdict)


@bp.post("/imports/<uuid:uid>/write")
def write(uid: UUID) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    actions.write(me(), file)
    work_on(file)
    return redirect(url_for("imports.review", uid=uid), 303)


@bp.post("/imports/<uuid:uid>/undo")
def undo(uid: UUID) -> ResponseReturnValue:
    file = queries.get(me(), uid)
    actions.undo(me(), file, now=datetime.now(UTC))
    work_on(file)
    return redirect(url_for("imports.review", uid=uid), 303)


@bp.post("/imports/<uuid:uid>/discard")
def discard(uid: UUID) -> ResponseReturnValue:
    actions.discard(me(), queries.get(me(), uid), now=datetime.now(UTC))
    flash("Cette liste est abandonnée, ses lignes sont effacées. Rien n’a été écrit.")
    return redirect(url_for("imports.index"), 303)
