"""Fixtures for every test: one server, one migrated database per process, one rolled-back transaction per test."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import StrictUndefined

from config import Config
from crm import create_app
from crm.accounts.models import Membership
from crm.db import db as database
from crm.people.models import Person
from crm.structures.models import Platform
from tests import factories

TEMPLATE = f"crm_template_{os.getpid()}"


def server_url(database: str) -> str:
    return sa.make_url(os.environ["CRM_TEST_SERVER"]).set(database=database).render_as_string(hide_password=False)


def on_server(*statements: str) -> None:
    server = sa.create_engine(server_url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


hypothesis.settings.register_profile("crm", deadline=None)  # how long a thing takes belongs in the benchmark
hypothesis.settings.load_profile("crm")


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the servers and migrates the template that all the others copy."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    from crm.embedded import postgres, valkey

    stack = ExitStack()
    config.add_cleanup(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crm-tests-", ignore_cleanup_errors=True)))
    if "CRM_TEST_SERVER" not in os.environ:
        os.environ["CRM_TEST_SERVER"] = stack.enter_context(postgres(folder / "postgres", fast=True))
    if "CRM_TEST_REDIS" not in os.environ:
        os.environ["CRM_TEST_REDIS"] = stack.enter_context(valkey(folder / "valkey"))
    os.environ["CRM_TEST_TEMPLATE"] = TEMPLATE
    on_server(f"CREATE DATABASE {TEMPLATE}")
    stack.callback(on_server, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")
    app = make_app(TEMPLATE)
    with app.app_context():
        upgrade()
        factories.make_reference()
        database.engine.dispose()


def make_app(name: str) -> Flask:
    app = create_app(
        Config(
            SECRET_KEY="tests-tests-tests-tests-tests-tests",
            SQLALCHEMY_DATABASE_URI=server_url(name),
            REDIS_URL=os.environ["CRM_TEST_REDIS"],
            SMTP_URL="smtp://127.0.0.1:1",
            PUBLIC_URL="http://localhost",
            INSECURE_COOKIES=True,
            TESTING=True,
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["RATELIMIT_ENABLED"] = False
    app.jinja_env.undefined = StrictUndefined
    return app


@pytest.fixture(scope="session")
def app(worker_id: str) -> Iterator[Flask]:
    name = f"crm_test_{os.getpid()}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['CRM_TEST_TEMPLATE']}")
    app = make_app(name)
    database.session.session_factory.configure(join_transaction_mode="create_savepoint")
    app.test_client_class = Browser
    yield app
    with app.app_context():
        database.engine.dispose()
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def transaction(app: Flask) -> Iterator[None]:
    """Whatever the test commits, in requests or outside them, is undone."""
    with app.app_context():
        engines = database.engines
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        yield
        outer.rollback()
        engines[None] = engine


@pytest.fixture
def db(app: Flask, transaction: None) -> Iterator[sa.orm.scoped_session]:
    with app.app_context():
        yield database.session


class Browser(FlaskClient):
    """A test client whose requests see nothing of the test but what it has committed."""

    def open(self, *args, **kwargs):
        database.session.commit()
        return Context().run(super().open, *args, **kwargs)

    def login(self, actor: Membership) -> "Browser":
        with self.session_transaction() as session:
            session.clear()
            session["_user_id"] = actor.user.get_id()
            session["_fresh"] = True
            session["membership"] = str(actor.uid)
        return self


@pytest.fixture
def browser(app: Flask, db) -> Browser:
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """A Tuesday at ten in the morning, in Paris."""
    return datetime(2030, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def alice(db) -> Membership:
    """A counsellor of the mission locale North."""
    return factories.make_counsellor("Alice", factories.make_structure("North"))


@pytest.fixture
def bob(alice: Membership) -> Membership:
    """The manager of Alice's structure."""
    return factories.make_manager("Bob", alice.structure)


@pytest.fixture
def charlie(db) -> Membership:
    """A counsellor elsewhere: a stranger to Alice's people."""
    return factories.make_counsellor("Charlie", factories.make_structure("South"))


@pytest.fixture
def platform(alice: Membership) -> Platform:
    """The PSAD of the arrondissement of Lille, led by Alice's structure."""
    return factories.make_platform("PSAD de Lille", alice.structure, ["595"])


@pytest.fixture
def dina(platform: Platform) -> Membership:
    """The coordinator of that platform."""
    return factories.make_coordinator("Dina", platform)


@pytest.fixture
def rita(db) -> Membership:
    """The analyst of the Région: reports, and never a person."""
    return factories.make_regional("Rita")


@pytest.fixture
def dora(db) -> Membership:
    """The data protection officer."""
    return factories.make_dpo("Dora")


@pytest.fixture
def adam(db) -> Membership:
    """The platform's administrator."""
    return factories.make_admin("Adam")


@pytest.fixture
def person(alice: Membership) -> Person:
    """A young person whom Alice's structure follows."""
    return factories.make_person(alice)


@pytest.fixture
def queries(app: Flask, transaction: None) -> Iterator[list[str]]:
    """The SQL statements sent from here on: a list page sends as many for fifty rows as for one."""
    sent: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
