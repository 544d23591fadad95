from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from crm.fields import NEEDED, PhoneField
from crm.messages.rules import sensitive


class EndingForm(FlaskForm):  # type: ignore[misc]
    signature = StringField("Signature des messages", validators=[Length(max=60, message="Soixante lettres au plus.")])
    call_back = PhoneField("Numéro à rappeler")
    foreign_numbers = BooleanField("Envoyer aussi des SMS aux mobiles d’autres pays, plus chers")

    def validate_signature(self, item: StringField) -> None:
        if found := sensitive(item.data or ""):
            raise ValidationError(f"« {found[0]} » dirait pourquoi le jeune vient : choisissez un nom neutre.")


class AccountForm(FlaskForm):  # type: ignore[misc]
    account = SelectField("Compte SMS")
    monthly_quota = IntegerField(
        "Segments par mois", validators=[InputRequired(NEEDED), NumberRange(0, 1_000_000, "De 0 à 1 000 000.")]
    )

    def offer(self, accounts: Sequence[str]) -> None:
        self.account.choices = [("", "Aucun : pas de SMS"), *((name, name) for name in accounts)]
