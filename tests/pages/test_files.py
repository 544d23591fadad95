"""Static files, icons, and what the pages refuse to contain."""

import re
from pathlib import Path

import pytest
from flask import flash, render_template_string

from crm import pages

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_the_address_of_a_file_changes_with_its_content(app, browser):
    with app.test_request_context():
        address = pages.asset("app.css")
    answer = browser.get(address)
    assert address.endswith(f"?v={pages.fingerprint('app.css')}")
    assert answer.cache_control.max_age == 365 * 24 * 3600


def test_an_icon_that_was_not_fetched_is_noticed(app):
    with app.test_request_context(), pytest.raises(LookupError, match=r"vendor\.py"):
        pages.icon("no-such-drawing")


def test_every_icon_written_was_fetched():
    written = "\n".join(file.read_text() for file in [*TEMPLATES, *(ROOT / "crm").rglob("*.py")])
    names = set(re.findall(r'icon(?:\(|=)"([a-z0-9-]+)"', written)) | {entry.icon for entry in pages.NAVIGATION}
    assert not names - pages.drawn()


@pytest.mark.parametrize("name", ["bootstrap", "htmx", "atkinson", "bootstrap-icons"])
def test_what_others_wrote_keeps_its_licence(name):
    assert (pages.STATIC / "vendor" / f"{name}.LICENSE").read_text()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_page_needs_inline_style_or_script(file):
    """The content security policy would refuse them."""
    text = file.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*src=)", text)


def test_every_script_of_the_page_has_its_nonce(app, browser, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = browser.get("/sign-in")
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert nonce
    assert answer.text.count(f'nonce="{nonce[1]}"') == answer.text.count("<script") == 3


def test_what_was_just_done_is_said_once(app):
    with app.test_request_context():
        flash("C’est noté !")
        flash("Regardez ceci", "warning")
        page = render_template_string('{% extends "base.html" %}', acting=None)
    assert "C’est noté\u202f!" in page
    assert "tone-warning" in page
