"""Two hundred at the same moment: one slot, or the last places of a workshop, in a database that really commits."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.serving import make_server

from crm.appointments import actions
from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import AppointmentStatus, ParticipationStatus, SlotOrigin
from crm.db import db, transaction
from crm.messages.models import Message
from tests import conftest, factories
from tests.appointments.test_session import make_session

pytestmark = pytest.mark.faults

FUTURE = datetime(2090, 1, 10, 9, tzinfo=UTC)
NOW = datetime(2030, 1, 15, 9, tzinfo=UTC)
MANY = 200


@pytest.fixture(scope="module")
def app():
    name = f"crm_race_{os.getpid()}"
    conftest.on_server(f"CREATE DATABASE {name} TEMPLATE {os.environ['CRM_TEST_TEMPLATE']}")
    app = conftest.make_app(name)
    app.test_client_class = conftest.Browser
    yield app
    with app.app_context():
        db.engine.dispose()
    conftest.on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ada(app):
    """A counsellor, in a context of her own."""
    with app.app_context():
        yield factories.make_counsellor("Ada", factories.make_structure("Course"))
        db.session.remove()


def at_once(work, items):
    """Do it for all, each in its thread, none before the last is ready."""
    barrier = Barrier(len(items))

    def one(item):
        barrier.wait(60)
        return work(item)

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(one, items))


def test_one_of_two_hundred_gets_the_slot_and_the_others_are_told(app, site, ada):
    made = [factories.make_person(ada) for _ in range(MANY)]
    people, ids = [str(person.uid) for person in made], [person.id for person in made]
    cookie = app.test_client().login(ada).get_cookie("session").value
    form = {
        "starts_at": "2090-01-10T09:00", "minutes": "30", "location": "office", "slot_origin": "agreed",
        "counsellor": str(ada.user_id), "site": "", "room": "", "place": "",
    }  # fmt: skip

    with httpx.Client(
        base_url=site, cookies={"session": cookie}, timeout=120, limits=httpx.Limits(max_connections=MANY)
    ) as client:

        def book(uid):
            answer = client.post(f"/people/{uid}/appointments/new", data=form)
            told = "Ce créneau vient d’être pris" in answer.text.replace("\u202f", " ")
            return answer.status_code, told

        answers = at_once(book, people)
    assert answers.count((303, False)) == 1
    assert answers.count((422, True)) == MANY - 1
    db.session.rollback()
    assert len(db.session.scalars(select(Appointment.id).where(Appointment.starts_at < FUTURE)).all()) == 1
    taken = db.session.scalars(select(Participation.id).where(Participation.starts_at < FUTURE)).one()
    confirmed = select(Message.subject).where(Message.kind == "appointment_confirmation")
    told = db.session.scalars(confirmed.where(Message.person_id.in_(ids))).all()
    assert told == [f"participation:{taken}"]


def test_the_trigger_alone_holds_the_last_places(app, ada):
    """Inserts that look at nothing first."""
    session_id = make_session(ada, FUTURE + timedelta(days=1), capacity=3).id
    start, end = FUTURE + timedelta(days=1), FUTURE + timedelta(days=1, hours=2)
    people = [factories.make_person(ada).id for _ in range(24)]

    def take(person_id):
        row = {"appointment_id": session_id, "person_id": person_id, "starts_at": start, "ends_at": end}
        with app.app_context():
            try:
                with transaction():
                    db.session.execute(sa.insert(Participation).values(row))
            except IntegrityError as error:
                return error.orig.diag.constraint_name
            return "taken"

    answers = at_once(take, people)
    assert sorted(answers) == ["ck_participation_place"] * 21 + ["taken"] * 3


def test_places_freed_and_taken_at_the_same_moment_are_never_more_than_there_are(app, ada):
    """Half of them excuse themselves while as many enrol: the session stays full, and nobody is lost."""
    session = make_session(ada, FUTURE + timedelta(days=2), capacity=4)
    with transaction():
        first = [enrol(ada, session, factories.make_person(ada)).id for _ in range(8)]
    new, ids = [factories.make_person(ada).id for _ in range(4)], (ada.id, session.id)

    def change(item):
        kind, number = item
        with app.app_context(), transaction():
            actor, held = db.session.get(type(ada), ids[0]), db.session.get(Appointment, ids[1])
            if kind == "excuse":
                actions.excuse(actor, db.session.get(Participation, number), now=NOW)
            else:
                enrol(actor, held, db.session.get(factories.Person, number))

    at_once(change, [*(("excuse", number) for number in first[:4]), *(("enrol", number) for number in new)])
    db.session.rollback()
    counts = dict(
        db.session.execute(
            select(Participation.status, func.count())
            .where(Participation.appointment_id == ids[1])
            .group_by(Participation.status)
        ).all()
    )
    assert counts == {
        ParticipationStatus.EXCUSED: 4,
        ParticipationStatus.SCHEDULED: 4,
        ParticipationStatus.WAITING: 4,
    }
    assert db.session.get_one(Appointment, ids[1]).status is AppointmentStatus.PLANNED


def enrol(actor, session, person):
    return actions.enrol(actor, session, person, slot_origin=SlotOrigin.AGREED, now=NOW)
