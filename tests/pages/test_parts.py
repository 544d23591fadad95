"""The parts that pages are made of say what they must, to every reader."""

from datetime import timedelta

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from crm import codes, pages
from crm.codes import appointments, dropouts, duty, imports, referrals
from crm.fields import CodesField

FORMS = '{% from "components/forms.html" import errors, field, submit %}'
UI = (
    '{% from "components/ui.html" import'
    " act, badge, clock, empty, fact, header, pager, search_box, stat, status, tabs %}"
)


class Form(FlaskForm):
    name = StringField("Nom", validators=[InputRequired("Ce champ est nécessaire."), Length(max=5)])
    note = TextAreaField("Note")
    born_on = DateField("Né·e le")
    network = SelectField("Réseau", choices=[("cio", "CIO")])
    site = SelectField("Lieu", choices=[("", "Aucun"), ("a", "Accueil")])
    sex = RadioField("Sexe", choices=[("f", "Femme"), ("m", "Homme")], validators=[InputRequired("Choisissez.")])
    needs = CodesField("Freins", choices=[("a", "Logement"), ("b", "Mobilité")])
    agreed = BooleanField("Accepte les rappels")
    file = FileField("Fichier")


def show(app, template, sent=None, **values):
    with app.test_request_context(method="POST" if sent is not None else "GET", data=sent):
        form = Form(MultiDict(sent) if sent is not None else None)
        if sent is not None:
            form.validate()
        return render_template_string(FORMS + UI + template, form=form, **values)


@pytest.mark.parametrize("name", ["name", "note", "born_on", "network", "site", "file", "agreed"])
def test_a_field_has_its_label(app, name):
    html = show(app, "{{ field(form[name]) }}", name=name)
    assert f'for="{name}"' in html
    assert f'id="{name}"' in html


@pytest.mark.parametrize("name", ["sex", "needs"])
def test_choices_are_one_group_with_its_name(app, name):
    html = show(app, "{{ field(form[name]) }}", name=name)
    assert "<legend" in html
    assert html.count("<input") == html.count('<label class="choice"') == 2


def test_what_may_stay_empty_says_so_and_nothing_else_does(app):
    names = ("name", "note", "network", "site", "sex", "needs")
    said = {name: "(facultatif)" in show(app, "{{ field(form[name]) }}", name=name) for name in names}
    assert said == {"name": False, "note": True, "network": False, "site": True, "sex": False, "needs": True}


def test_help_and_error_are_read_with_the_field(app):
    html = show(app, '{{ field(form.name, "Comme sur la carte.", autocomplete="off") }}', {})
    assert 'aria-describedby="name-help name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="off"' in html
    assert 'id="name-error"' in html
    assert "Ce champ est nécessaire." in html


def test_errors_come_first_and_lead_to_their_fields(app):
    html = show(app, "{{ errors(form) }}", {"network": "cio"})
    assert 'role="alert"' in html
    assert '<a href="#name">Nom</a>' in html
    assert '<a href="#sex">Sexe</a>' in html
    assert "note" not in html


def test_a_form_without_errors_has_no_alert(app):
    assert "alert" not in show(app, "{{ errors(form) }}")


def test_what_wtforms_says_itself_is_in_french(app):
    html = show(app, "{{ errors(form) }}", {"name": "trop long", "born_on": "demain"})
    assert "plus de 5 caractères" in html
    assert "date valide" in html


def test_a_deadline_says_in_words_what_its_colour_says(app):
    day = pages.local(pages.now()).date()
    late, soon, far = (show(app, "{{ clock(day) }}", day=day + timedelta(n)) for n in (-3, 0, 30))
    assert "tone-bad" in late
    assert "dépassé, il y a 3 jours" in late
    assert "tone-warning" in soon
    assert "aujourd’hui" in soon
    assert "tone-good" in far


def test_nothing_has_no_deadline(app):
    assert not show(app, "{{ clock(none) }}").strip()


def test_a_count_opens_its_list_and_zero_is_calm(app):
    assert 'href="/rows"' in show(app, '{{ stat(3, "à rappeler", "/rows", "bad") }}')
    assert "tone-bad" not in show(app, '{{ stat(0, "à rappeler", "/rows", "bad") }}')


def test_an_action_carries_its_token_and_its_question(app):
    html = show(app, '{{ act("/x", "Retirer", confirm="Vraiment ?", fields={"a": 1}) }}')
    assert 'method="post"' in html
    assert 'name="csrf_token"' in html
    assert 'data-confirm="Vraiment\u202f?"' in html
    assert 'name="a" value="1"' in html


def test_what_a_user_typed_is_never_markup(app):
    evil = "<script>alert(1)</script>"
    parts = ("{{ header(x, x) }}", "{{ badge(x) }}", "{{ fact(x, x) }}", "{{ empty(x) }}", "{{ search_box('N', x) }}")
    assert all("<script>" not in show(app, part, x=evil) for part in parts)


def test_a_missing_fact_says_so(app):
    assert "Non renseigné" in show(app, '{{ fact("Logement") }}')


def test_the_list_can_be_walked_both_ways(app):
    html = show(app, '{{ pager("/next", "/before") }}')
    assert 'rel="next"' in html
    assert 'rel="prev"' in html
    assert not show(app, "{{ pager(none) }}").strip()


def test_the_tab_shown_says_so(app):
    html = show(app, '{{ tabs("Vues", [("Une", "/1", true, 2), ("Deux", "/2", false, none)]) }}')
    assert html.count("aria-current") == 1
    assert '<span class="count">2</span>' in html


def test_a_state_is_shown_with_its_words_and_its_tone(app):
    html = show(app, "{{ status(state) }}", state=referrals.ReferralState.EXPIRED)
    assert "Expirée" in html
    assert "tone-bad" in html
    assert pages.tone(referrals.ReferralState.CLOSED) == "neutral"


def test_every_tone_is_that_of_a_state_that_exists():
    kinds = [
        k for m in (appointments, dropouts, duty, imports, referrals) for k in vars(m).values() if isinstance(k, type)
    ]
    values = {str(v) for k in kinds if issubclass(k, codes.Code) for v in k}
    assert set(pages.TONE_OF) <= values
