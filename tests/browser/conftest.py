"""A real Chromium in front of a real server: the fixtures of every test of this folder.

`page` is a browser that fails the test when a script breaks or the content security policy refuses something;
`enter(actor)` signs it in; `factories` and alice, bob… write to the server's own database, where nothing is undone.
`CRM_REQUIRE_BROWSER=1` fails where Chromium is missing; `CRM_PICTURES=folder` keeps what `widths` shows.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server

from crm.accounts.models import Membership
from crm.db import db as database
from tests import conftest
from tests.browser.product import Running

HERE = Path(__file__).parent
WIDTHS = (360, 1280)
PATIENCE = 30_000  # milliseconds, for a machine that does other things too
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def driver_runs() -> bool:
    """Playwright's own program needs a library that a bare machine may lack."""
    return (
        subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program or not driver_runs():
        missing = "No Chromium on this machine: apt-get install chromium libatomic1."
        pytest.fail(missing) if os.environ.get("CRM_REQUIRE_BROWSER") == "1" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--lang=fr-FR"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The application with its own database, where what tests write stays until the end."""
    name = f"crm_browser_{os.getpid()}"
    conftest.on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['CRM_TEST_TEMPLATE']}")
    app = conftest.make_app(name)
    app.config["WTF_CSRF_ENABLED"] = True
    app.test_client_class = conftest.Browser
    yield app
    with app.app_context():
        database.engine.dispose()
    conftest.on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address at which it answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def transaction() -> None:
    """Nothing is undone: the server, in its own thread, must see what the test wrote."""


@pytest.fixture
def settings() -> dict[str, object]:
    """How the browser is: override it to have no JavaScript, a dark theme, a telephone."""
    return {}


@pytest.fixture
def page(chromium: Browser, site: str, settings: dict[str, object]) -> Iterator[Page]:
    usual = {
        "base_url": site,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1280, "height": 860},
    }
    context = chromium.new_context(**{**usual, **settings})
    context.set_default_timeout(PATIENCE)
    page, troubles = context.new_page(), []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert not troubles


@pytest.fixture
def elsewhere(app: Flask, chromium: Browser, site: str) -> Iterator[Callable[[Membership], Page]]:
    """Another device, signed in as this membership."""
    contexts = []

    def sign_in(actor: Membership) -> Page:
        context = chromium.new_context(base_url=site, locale="fr-FR", timezone_id="Europe/Paris")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        cookie = app.test_client().login(actor).get_cookie("session")
        context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return context.new_page()

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def enter(app: Flask, page: Page, site: str) -> Callable[[Membership], Page]:
    """Sign the browser in, as this membership."""

    def sign_in(actor: Membership) -> Page:
        cookie = app.test_client().login(actor).get_cookie("session")
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return page

    return sign_in


@pytest.fixture
def widths(page: Page, request: pytest.FixtureRequest) -> Callable[[], Iterator[int]]:
    """Show the page as on a telephone, then on a desk, and keep its picture where `CRM_PICTURES` says."""

    def each() -> Iterator[int]:
        page.wait_for_load_state()  # a click ends when the next page begins
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 860})
            if folder := os.environ.get("CRM_PICTURES"):
                page.screenshot(path=Path(folder) / f"{request.node.name}-{width}.png", full_page=True)
            yield width

    return each


@pytest.fixture
def overflows(page: Page, widths: Callable[[], Iterator[int]]) -> Callable[[], list[int]]:
    """The widths at which one would have to scroll sideways."""
    return lambda: [width for width in widths() if page.evaluate("document.documentElement.scrollWidth") > width]


@pytest.fixture(scope="module")
def running(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("up")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    up = Running(folder / "var")
    yield up
    print(up.said)
    assert up.stop() == 0
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def visit(chromium: Browser, running: Running) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=running.url, locale="fr-FR", timezone_id="Europe/Paris", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
