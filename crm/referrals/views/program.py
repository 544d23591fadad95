"""A referral as a program reads and moves it: in JSON, at the addresses of its pages, by the same table of moves."""

from datetime import date

from flask import abort, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from wtforms import Field, SelectField
from wtforms.csrf.core import CSRFTokenField

from crm.accounts.models import Membership
from crm.auth import me
from crm.codes.structures import Role
from crm.db import db
from crm.policy import May, can
from crm.referrals.models import Referral
from crm.referrals.rules import MOVES, By, offered
from crm.structures.models import Structure


def moves_of(actor: Membership, referral: Referral) -> list[str]:
    """The buttons: from the table of moves, to who may press them."""
    mine = [
        (By.RECIPIENT, can(actor, May.ANSWER_REFERRAL, referral)),
        (By.SENDER, can(actor, May.SEND_REFERRAL, referral)),
        (By.COORDINATOR, actor.role is Role.PSAD_COORDINATOR and can(actor, May.ASSIGN_REFERRAL, referral)),
    ]
    return [name for by, may in mine if may for name in offered(referral.state, by, referral.kind)]


def asks(move: str) -> bool:
    """Has it a form to fill in first? Its address is then a page too."""
    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(f"referrals.{move}"))


def of_words() -> None:
    """A body in JSON says what a form says: one text for each name."""
    if request.is_json:
        body = request.get_json()
        if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
            abort(400)


def as_json(referral: Referral, said: str = "") -> ResponseReturnValue:
    """Where it is, whose turn and by when, and what the reader may do about it; of the person, nothing."""
    return jsonify(
        uid=referral.uid,
        kind=referral.kind,
        state=referral.state,
        state_label=referral.state.label,
        sender=referral.sender_structure.short_name,
        recipient=referral.to,
        owner=db.session.get_one(Structure, referral.owner_structure_id).short_name,
        **{name: day(getattr(referral, name)) for name in ("next_step_on", "due_on", "expires_on")},
        moves=[of_move(referral, name) for name in moves_of(me(), referral)],
        csrf_token=generate_csrf(),
        **({"said": said} if said else {}),
    )


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def of_move(referral: Referral, name: str) -> dict[str, object]:
    move, address = MOVES[name], url_for(f"referrals.{name}", uid=referral.uid)
    return {"name": name, "label": move.label, "to": move.target, "address": address, "asks": asks(name)}


def form_as_json(form: FlaskForm) -> ResponseReturnValue:
    """What a move asks for, and what was wrong with it: 422 when it is incomplete, 409 when it is too late."""
    wrong = [text for texts in form.errors.values() for text in texts]
    fields = [of_field(field) for field in form if not isinstance(field, CSRFTokenField)]
    return jsonify(errors=wrong, fields=fields), 409 if form.form_errors else 422 if wrong else 200


def of_field(field: Field) -> dict[str, object]:
    said = {"name": field.name, "label": field.label.text, "required": field.flags.required or False}
    if isinstance(field, SelectField):
        said["choices"] = [{"value": str(choice[0]), "label": choice[1]} for choice in field.iter_choices()]
    return said
