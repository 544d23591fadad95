"""Every page asks who you are; every unsafe request wants its token; every endpoint has its test."""

from pathlib import Path
from uuid import uuid4

from flask import url_for

from crm.auth import OPEN

PROVED = {"messages.receive"}
"""Called by machines, which have no token: what they post is signed, or refused."""

ROOT = Path(__file__).parents[2]


def pages(app):
    """Endpoint, method and address of every page of ours."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            arguments = {name: uuid4() if "UUID" in type(c).__name__ else "1" for name, c in rule._converters.items()}
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule.endpoint, method, url_for(rule.endpoint, **arguments)


def test_every_page_asks_who_you_are(app, browser):
    for endpoint, method, url in pages(app):
        if endpoint not in OPEN:
            answer = browser.open(url, method=method)
            assert answer.status_code == 303, endpoint
            assert "/sign-in" in answer.location, endpoint


def test_every_unsafe_request_wants_its_token(app, browser, alice, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser.login(alice)
    for endpoint, method, url in pages(app):
        if method == "POST":
            assert browser.post(url).status_code == (401 if endpoint in PROVED else 400), endpoint


def test_nobody_but_the_listed_pages_is_open(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints >= OPEN


def test_every_endpoint_has_its_test(app):
    """`area.verb` is tested in `tests/<area>/test_<verb>.py`, or with its theme where the area's views have themes."""
    missing = []
    for endpoint, view in app.view_functions.items():
        area, _, verb = endpoint.rpartition(".")
        files = [ROOT / "tests" / area / f"test_{name}.py" for name in (verb, view.__module__.rpartition(".")[2])]
        if area and not any(file.exists() and "def test_" in file.read_text() for file in files):
            missing.append(endpoint)
    assert not missing
