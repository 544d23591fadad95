"""No message tells why somebody comes: every text there is, in every language, is walked here."""

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crm.codes.appointments import MessageKind
from crm.messages.rules import sensitive

CRM = Path(__file__).parents[2] / "crm"
CATALOGUES = sorted((CRM / "translations").rglob("*.po*"))
COMPOSERS = sorted(path for path in CRM.rglob("*.py") if "-> Content:" in path.read_text() and "demo" not in path.parts)
WORDS = [*sorted(CRM.glob("*/rules/words.py")), CRM / "today/rules.py"]


def said(path):
    """The texts written in a module, but for what explains it and the addresses of pages of staff."""
    tree = ast.parse(path.read_text())
    notes = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in texts if node not in notes and not node.value.startswith("/")]


def test_the_texts_of_every_area_that_writes_are_walked():
    areas = {path.relative_to(CRM).parts[0] for path in COMPOSERS}
    assert areas >= {"appointments", "referrals", "accounts", "reports", "today"}


@pytest.mark.parametrize("path", [*COMPOSERS, *WORDS], ids=lambda path: str(path.relative_to(CRM)))
def test_no_text_holds_one(path):
    assert not [(text, found) for text in said(path) if (found := sensitive(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Votre rendez-vous santé",
        "Point HANDICAP",
        "Addictions : parlons-en",
        "au tribunal de Lille",
        "suivi judiciaire",
        "sans-papiers",
        "your health",
        "ваше здоров’я",
        "موعد الصحة",
        "شفاخانه",
    ],
)
def test_it_finds_what_must_not_be_said(text):
    assert sensitive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Votre rendez-vous du mardi 3 décembre à 14 h 30, Mission locale de Lille. Besoin de changer ? 03 20 00 00 00",
        "See you on Tuesday at 14:30. We call you.",
        "موعدك يوم الثلاثاء",
        "Ваша зустріч у вівторок",
        "phase, base, vase, à court terme près",
    ],
)
def test_it_leaves_the_rest_alone(text):
    assert sensitive(text) == []


@pytest.mark.parametrize("kind", MessageKind)
def test_no_title_of_a_message_says_why(kind):
    if "décrochage" not in kind.label:
        assert not sensitive(kind.label)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(CRM)))
def test_no_catalogue_holds_one(path):
    with path.open("rb") as file:
        for entry in read_po(file):
            for text in (entry.id, entry.string):
                assert not sensitive(" ".join(text) if isinstance(text, tuple) else text), entry.id
