"""The round of calls: the lists, one case after the other, what was tried, what is written."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from crm import journal
from crm.auth import me
from crm.codes.appointments import Channel
from crm.codes.dropouts import AttemptChannel, AttemptResult, ContactTemplate
from crm.dropouts import actions, queries, rules
from crm.dropouts.forms import AttemptForm, WriteForm
from crm.dropouts.models import DropoutCase
from crm.errors import refusals
from crm.messages.rules import plain, size
from crm.policy import May, can
from crm.territory.rules import PARIS

bp = Blueprint("dropouts", __name__)

WRITTEN = {AttemptChannel.SMS: Channel.SMS, AttemptChannel.EMAIL: Channel.EMAIL, AttemptChannel.LETTER: None}
EXAMPLE = "…"


def today() -> date:
    return datetime.now(PARIS).date()


def box() -> str:
    """The list that one goes through: it stands in the address."""
    name = request.args.get("box", "to_call")
    return name if name in queries.BOXES else "to_call"


def place() -> queries.Place | None:
    """Where one stands in it: after a case, or before."""
    try:
        return queries.Place(UUID(request.args.get("at", "")), "back" not in request.args)
    except ValueError:
        return None


def within() -> dict[str, Any]:
    """The list and the place that every link of a case carries on."""
    return {name: request.args[name] for name in ("box", "at", "back") if name in request.args}


@bp.get("/dropouts")
def index() -> str:
    actor, name = me(), box()
    rows, before, after = queries.listed(actor, name, today(), place())
    return render_template(
        "dropouts/index.html",
        box=name,
        boxes=queries.BOXES,
        counts=queries.counts(actor, today()),
        rows=rows,
        place={name: value for name, value in within().items() if name != "box"},
        previous=url_for(".index", box=name, at=rows[0].uid, back=1) if before and rows else None,
        following=url_for(".index", box=name, at=rows[-1].uid) if after else None,
    )


@bp.get("/dropouts/<uuid:uid>")
def show(uid: UUID) -> str:
    case = queries.get(me(), uid)
    journal.record(me(), "dropouts.show", case.person)
    return render_template("dropouts/show.html", **page_of(case, None))


def page_of(case: DropoutCase, form: AttemptForm | None) -> dict[str, object]:
    actor, now, person = me(), datetime.now(UTC), case.person
    legal, reasons = rules.is_legal_dropout(person.education_level, person.last_class, person.born_on, case.reported_on)
    advice = queries.advice(case, now) if not case.closed_on else None
    if form is None:
        form = AttemptForm(formdata=None)
        form.channel.data = advice.channel if advice and advice.channel else AttemptChannel.CALL
    before, after = queries.beside(actor, box(), today(), case.uid)
    offered = rules.offered(case.state)
    return {
        "case": case,
        "form": form,
        "legal": legal,
        "reasons": reasons,
        "advice": advice,
        "sent": queries.sent(case),
        "moves": [name for name in offered if name != "verify" and (name != "give_up" or (advice and advice.give_up))],
        "labels": rules.MOVES,
        "may_verify": "verify" in offered,
        "may_discard": rules.allowed("discard", case.state),
        "exits": rules.exits(case.state),
        "may_assign": can(actor, May.ASSIGN_CASE, case) and not case.closed_on,
        "may_open": can(actor, May.READ_IDENTITY, person),
        "may_propose": rules.allowed("propose", case.state),
        "may_check": rules.may_check,
        "steps": {solution.id: rules.steps(solution.status) for solution in case.solutions},
        "undoable": queries.undoable(actor, case, now),
        "before": before,
        "after": after,
        "last": request.args.get("last", type=UUID),
        "within": within(),
    }


def onward(case: DropoutCase) -> ResponseReturnValue:
    """The next case of the list, or the list at its end."""
    _, after = queries.beside(me(), box(), today(), case.uid)
    if after:
        return redirect(url_for("dropouts.show", uid=after.uid, last=case.uid, **within()), 303)
    flash("Vous êtes au bout de la liste.", "info")
    return redirect(url_for("dropouts.index", box=box()), 303)


def done(case: DropoutCase, message: str) -> ResponseReturnValue:
    """Say what was done, on the case, at the same place of the list."""
    flash(message)
    return redirect(url_for("dropouts.show", uid=case.uid, **within()), 303)


@bp.post("/dropouts/<uuid:uid>/attempts")
def attempt(uid: UUID) -> ResponseReturnValue:
    case, form = queries.get(me(), uid, May.WORK_CASE), AttemptForm()
    if form.validate_on_submit():
        with refusals(form):
            channel, result = form.channel.data, AttemptResult(form.result.data)
            comment, again_on = form.comment.data or "", form.again_on.data
            actions.attempt(me(), case, channel, result, comment, now=datetime.now(UTC), again_on=again_on)
            if "next" not in request.form:
                return done(case, "L’essai est noté.")
            flash(f"L’essai est noté pour {case.person.name}.")
            return onward(case)
    return render_template("dropouts/show.html", **page_of(case, form)), 422


@bp.post("/dropouts/<uuid:uid>/undo")
def undo(uid: UUID) -> ResponseReturnValue:
    case = queries.get(me(), uid, May.WORK_CASE)
    actions.undo(me(), case, now=datetime.now(UTC))
    return done(case, "Le dernier essai est annulé.")


@bp.route("/dropouts/<uuid:uid>/write", methods=["GET", "POST"])
def write(uid: UUID) -> ResponseReturnValue:
    case, form, now = queries.get(me(), uid, May.WORK_CASE), WriteForm(), datetime.now(UTC)
    by = next((one for one in WRITTEN if one == request.args.get("by")), AttemptChannel.SMS)
    channel = WRITTEN[by]
    if form.validate_on_submit():
        with refusals(form):
            actions.write(me(), case, by, form.template.data, now=now)
            flash(f"{by.label} : c’est noté pour {case.person.name}.")
            return (
                onward(case) if "next" in request.form else redirect(url_for("dropouts.show", uid=uid, **within()), 303)
            )
    page = render_template(
        "dropouts/write.html",
        form=form,
        case=case,
        by=by,
        barrier=actions.barrier(case, channel, now) if channel else None,
        drafts=[(one, sample(case, one, channel)) for one in ContactTemplate] if channel else [],
        size=size,
        within=within(),
    )
    return page, 422 if form.errors else 200


def sample(case: DropoutCase, template: ContactTemplate, channel: Channel) -> str:
    """A message as it would leave now; its link is made when it does."""
    url = f"{current_app.config['PUBLIC_URL']}/c/{EXAMPLE}"
    text = queries.written(case, template, channel, to="", url=url).text
    return plain(text) if channel is Channel.SMS else text


@bp.get("/dropouts/<uuid:uid>/letter.pdf")
def letter(uid: UUID) -> ResponseReturnValue:
    """The letter to print, to the person or to one who answers for them."""
    from crm.paper import posted

    case = queries.get(me(), uid, May.WORK_CASE)
    wanted, name = request.args.get("to"), request.args.get("template", "")
    guardian = next((one for one in case.person.guardians if str(one.uid) == wanted and one.may_be_contacted), None)
    if wanted and guardian is None:
        raise NotFound
    template = ContactTemplate(name) if name in list(ContactTemplate) else ContactTemplate.TRIED
    journal.record(me(), "dropouts.letter", case.person)
    answer = make_response(posted("Courrier", [queries.letter(case, template, guardian, today())]))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'inline; filename="courrier.pdf"'
    return answer
