"""Reminders leave once, whatever dies meanwhile: real workers, beats, Valkey, PostgreSQL and SMTP server.

The SMTP server counts by `Message-ID`. Over plain SMTP there is one case of a second copy: a worker killed between the
server's acceptance and our commit. It concerns at most `WINDOW` messages a kill, and is counted here.
"""

import signal
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select

from crm.accounts.models import Membership
from crm.appointments import actions
from crm.appointments.models import Participation
from crm.db import db as database
from crm.db import transaction
from tests.faults.stage import Stage

pytestmark = pytest.mark.faults

MANY = 5000
WINDOW = 10
"""What a killed worker may have handed over and not recorded: `TOGETHER` of `worker/messages.py`."""

DUE = "SELECT count(*) FROM message WHERE state = 'waiting' AND coalesce(retry_at, not_before) <= now()"
UNCONFIRMED = "Le service d’envoi n’a pas confirmé%"


@pytest.fixture(scope="module")
def servers():
    """In a folder of its own: pytest closes its own folders to PostgreSQL's user whenever another session starts."""
    with tempfile.TemporaryDirectory(prefix="crm-stage-", ignore_cleanup_errors=True) as folder:
        stage = Stage(Path(folder))
        yield stage
        stage.stop()


@pytest.fixture
def stage(servers):
    """Everything runs but the SMTP server; what a test killed for good is started again for the next one."""
    for name in ("worker-1", "worker-2"):
        if name not in servers.processes:
            servers.start_worker(name)
    if "beat" not in servers.processes:
        servers.start_beat()
    yield servers
    servers.kill("sink")


def finish(stage):
    """Let those who live do what is due, then take up the rest. Returns how often each message was received."""
    stage.wait(lambda: stage.sql(DUE) == [(0,)], 90)
    stage.sweep()
    assert stage.pending() == 0, stage.states()
    received = stage.received()
    sent = {str(uid) for (uid,) in stage.sql("SELECT uid FROM message WHERE state = 'sent'")}
    assert sent <= set(received), "said to be sent, and the server never had it"
    assert stage.sql("SELECT count(*) FROM message WHERE sent_at >= not_after") == [(0,)]
    return received


def copies(received):
    return sum(times - 1 for times in received.values())


def excuse_people(stage, over, excused):
    """People say that they cannot come; remembers when everybody could know it."""
    app = stage.app()
    while not over.is_set():
        with app.app_context():
            with transaction():
                actor = database.session.scalars(select(Membership).order_by(Membership.id.desc())).first()
                ours = Participation.appointment.has(structure_id=actor.structure_id)
                planned = select(Participation).where(Participation.status == "scheduled", ours).order_by(func.random())
                one = database.session.scalars(planned.limit(1)).one()
                actions.excuse(actor, one, now=datetime.now(UTC))
                about = f"participation:{one.id}"
            excused[about] = time.time()


def test_workers_and_a_beat_are_killed_while_people_excuse_themselves(stage):
    stage.promise(MANY)
    stage.start_sink()
    stage.start_beat("second-beat")
    over, excused, kills = threading.Event(), {}, 0
    people = threading.Thread(target=excuse_people, args=(stage, over, excused))
    people.start()
    try:
        while kills < 6 and stage.pending() > MANY // 10:
            had = len(stage.received())
            stage.wait(lambda had=had: len(stage.received()) > had + 250)
            victim = f"worker-{1 + kills % 2}"
            stage.kill(victim)
            stage.start_worker(victim)
            kills += 1
            if kills == 2:
                stage.kill("beat")
    finally:
        over.set()
        people.join()
    received = finish(stage)
    assert kills >= 3
    assert copies(received) <= kills * WINDOW
    states = stage.states()
    assert states["sent"] + states["cancelled"] == MANY
    arrived = stage.received_at()
    uids = dict(stage.sql("SELECT subject, uid::text FROM message"))
    assert len(excused) > 20
    assert [about for about, known in excused.items() if arrived.get(uids[about], 0) > known] == []
    print(f"\n{kills} kills, {copies(received)} second copies, {states}")


def test_valkey_forgets_everything_and_comes_back_empty(stage):
    stage.promise(MANY)
    stage.start_sink()
    stage.wait(lambda: len(stage.received()) > 500)
    redis.Redis.from_url(stage.redis).flushall()
    stage.wait(lambda: len(stage.received()) > 1500)
    stage.restart_valkey_empty()
    received = finish(stage)
    assert (len(received), copies(received)) == (MANY, 0)
    assert stage.states() == {"sent": MANY}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restart", "crash"])
def test_postgresql_goes_away_and_comes_back(stage, how):
    stage.promise(MANY // 2)
    stage.start_sink()
    stage.wait(lambda: len(stage.received()) > 500)
    stage.kill("postgres", how)
    stage.start_postgres()
    received = finish(stage)
    assert (len(received), copies(received)) == (MANY // 2, 0)
    assert stage.states() == {"sent": MANY // 2}


def test_a_server_that_takes_a_message_and_never_says_so(stage):
    """Nobody knows whether they arrived: they are not sent again, and the counsellor sees it."""
    stage.promise(300)
    stage.start_sink("hang")
    stage.wait(lambda: len(stage.received()) == 2)
    stage.kill("sink")
    stage.start_sink()
    received = finish(stage)
    assert (len(received), copies(received)) == (300, 0)
    assert stage.states() == {"sent": 298, "failed": 2}
    assert stage.sql("SELECT count(*) FROM message WHERE reason LIKE %s", [UNCONFIRMED]) == [(2,)]


@pytest.mark.parametrize("mode", ["mute", "busy"])
def test_a_server_that_does_not_answer_or_is_busy(stage, mode):
    stage.promise(300)
    stage.start_sink(mode)
    stage.wait(lambda: stage.sql("SELECT count(*) > 0 FROM message WHERE retry_at IS NOT NULL") == [(True,)])
    stage.kill("sink")
    stage.start_sink()
    received = finish(stage)
    assert (len(received), copies(received)) == (300, 0)
    assert stage.states() == {"sent": 300}


def test_a_server_that_refuses(stage):
    stage.promise(300)
    stage.start_sink("refuse")
    received = finish(stage)
    assert received == {}
    assert stage.states() == {"failed": 300}
    assert stage.sql("SELECT DISTINCT attempts, reason <> '' FROM message") == [(1, True)]


def test_what_nobody_sent_in_time_says_so(stage):
    stage.promise(MANY)
    stage.sql("UPDATE message SET not_before = now() - interval '1 day', not_after = now() - interval '1 second'")
    stage.start_sink()
    assert finish(stage) == {}
    assert stage.states() == {"too_late": MANY}
