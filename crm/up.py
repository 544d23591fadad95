"""`crm up`: everything on one machine, in one terminal, and nothing left behind.

Servers whose address is given by the environment are used as they are; the others are started under the `var` folder.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, MutableMapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from crm import create_app
from crm.accounts.models import User
from crm.db import db, transaction
from crm.demo import story
from crm.demo.structures import ACCOUNTS, accounts
from crm.embedded import child, free_port, start_postgres, start_valkey, stop
from crm.servers import NotStarted, check_broker, check_database, check_mail
from crm.support.actions import load_sample_trades
from crm.territory.actions import load_reference

ROOT = Path(__file__).parents[1]
RESTARTS, WINDOW = 3, 60.0
"""A child that dies is started again, so many times in so many seconds."""

GIVEN = {"DATABASE_URL": check_database, "REDIS_URL": check_broker, "SMTP_URL": check_mail}
"""Servers that the environment may give, and how to know that they are there."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)

Say = Callable[[str], None]


@dataclass
class Child:
    """A process of ours, and how to start it again."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    last_signal: int = signal.SIGTERM
    process: subprocess.Popen[bytes] = field(init=False)
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))

    def __post_init__(self) -> None:
        self.process = self.start()

    def revive(self) -> bool:
        """Start it again, unless it has died too often. One that does not start has died once more."""
        now = time.monotonic()
        if len(self.deaths) == RESTARTS and now - self.deaths[0] < WINDOW:
            return False
        self.deaths.append(now)
        with suppress(NotStarted):
            self.process = self.start()
        return True


@dataclass
class Up:
    """One running product: its folder, its settings, its processes."""

    var: Path
    port: int
    host: str
    people: int
    say: Say
    env: MutableMapping[str, str] = field(default_factory=lambda: os.environ)
    children: list[Child] = field(default_factory=list)
    once: subprocess.Popen[bytes] | None = None
    """What ends by itself: the demo’s officer, who waits for a report to sign."""

    web_mail: str = ""
    demo: bool = False
    """The demo accounts exist, and are shown."""

    def run(self) -> int:
        """Start everything, watch over it, stop everything. Returns the exit code."""
        for number in SIGNALS:
            signal.signal(number, leave)
        with ExitStack() as stack:
            self.prepare(stack)
            stack.callback(self.stop_all)
            self.start_servers()
            self.fill()
            self.start_product()
            self.announce()
            return self.watch()

    def prepare(self, stack: ExitStack) -> None:
        """The servers we are given answer, the folder is ours alone, the port is free: nothing is started before."""
        for name, check in GIVEN.items():
            if name in self.env:
                check(self.env[name])
        try:
            (self.var / "log").mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((self.var / "lock").open("w"))
        except OSError as error:
            raise NotStarted(f"{self.var} cannot be written ({error.strerror}): choose a folder with --var.") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotStarted(
                f"{self.var} is in use by another `crm up`: stop it, or choose a folder with --var."
            ) from None
        free(self.host, self.port)
        secret = self.var / "secret"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(48))
        self.env.setdefault("SECRET_KEY", secret.read_text())
        self.env.setdefault("PUBLIC_URL", f"http://{self.host}:{self.port}")
        self.env.setdefault("CRM_INSECURE_COOKIES", "1")
        self.env.setdefault("LOG_LEVEL", "WARNING")

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def start_servers(self) -> None:
        if "DATABASE_URL" not in self.env:
            self.say("Starting PostgreSQL…")
            self.env["DATABASE_URL"] = self.own_server("postgresql", start_postgres, "postgres", signal.SIGINT)
        if "REDIS_URL" not in self.env:
            self.say("Starting Valkey…")
            start = partial(start_valkey, port=free_port())  # the same after a crash: the others know it
            self.env["REDIS_URL"] = self.own_server("valkey", start, "valkey", signal.SIGTERM)
        if "SMTP_URL" not in self.env:
            smtp, web, mails = free_port(), free_port(), str(self.var.resolve() / "mails")
            self.env.setdefault("SMS_ACCOUNTS", json.dumps({"demo": {"provider": "file", "folder": mails}}))
            self.env["SMTP_URL"], self.web_mail = f"smtp://127.0.0.1:{smtp}", f"http://127.0.0.1:{web}"
            command = ["-m", "crm.mailcatcher", mails, str(smtp), str(web)]
            self.python("mails", *command)

    def own_server(self, name: str, start: Callable[..., Any], folder: str, last_signal: int) -> str:
        addresses: list[str] = []

        def begin() -> subprocess.Popen[bytes]:
            process, url = start(self.var / folder, self.log(name))
            addresses.append(url)
            return process  # type: ignore[no-any-return]

        self.children.append(Child(name, begin, last_signal))
        return addresses[0]

    def python(self, name: str, *arguments: str, **options: Any) -> None:
        command = [sys.executable, *arguments]
        begin = lambda: child(command, self.log(name), cwd=ROOT, env=self.env, **options)  # noqa: E731
        self.children.append(Child(name, begin))

    def fill(self) -> None:
        self.say("Migrating and loading reference data…")
        app = create_app()
        bring_up_to_date(app)
        with app.app_context():
            accounts_of = select(User.id).limit(1)
            if self.people and db.session.scalar(accounts_of) is None:
                self.say("Writing the demo story…")
                story.write(self.people, story.SEED, self.say)
            demo = accounts_of.where(User.email == ACCOUNTS[0][1])
            self.demo = db.session.scalar(demo) is not None
            db.engine.dispose()

    def start_product(self) -> None:
        gunicorn = [
            "-m",
            "gunicorn",
            "crm:create_app()",
            "--bind",
            f"{self.host}:{self.port}",
            "--graceful-timeout",
            "10",
            "--keep-alive",  # a browser may open a connection long before it asks something on it
            "75",
        ]
        self.python("web", *gunicorn, "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload")
        wait_for(self.host, self.port, self.children)
        celery = ["-m", "celery", "-A", "worker"]
        self.python("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING")
        schedule = str(self.var.resolve() / "beat")
        self.python("beat", *celery, "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING")
        if self.demo:
            command = [sys.executable, "-m", "crm.demo.publishing"]
            self.once = child(command, self.log("demo"), cwd=ROOT, env=self.env)

    def announce(self) -> None:
        self.say(f"\nPasserelle is ready: http://{self.host}:{self.port}")
        if self.web_mail:
            self.say(f"Mails sent:          {self.web_mail}")
        self.say(f"Logs:                {self.var / 'log'}")
        if self.demo:
            self.say(accounts())
        self.say("Ctrl-C stops everything.")

    def watch(self) -> int:
        """Until told to stop; a child that dies is started again, a few times."""
        while True:
            for one in self.children:
                if one.process.poll() is not None:
                    code = one.process.returncode
                    self.say(f"{one.name} stopped (code {code}): starting it again. See {self.log(one.name)}.")
                    if not one.revive():
                        self.say(f"{one.name} keeps stopping: everything is stopped. Read {self.log(one.name)}.")
                        return 1
            time.sleep(0.2)

    def stop_all(self) -> None:
        """In the order opposite to the start: those who use a server before the server."""
        if self.children:
            self.say("Stopping…")
        if self.once:
            stop(self.once, signal.SIGTERM)
        for one in reversed(self.children):
            stop(one.process, one.last_signal)


def leave(*_: Any) -> None:
    """On the first signal: unwind whatever is going on, and let nothing disturb the stopping."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def bring_up_to_date(app: Flask) -> None:
    """Create or migrate the tables, and load the reference data. Raises NotStarted."""
    check_database(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        upgrade()
        with transaction():
            load_reference()
            load_sample_trades()


def free(host: str, port: int) -> None:
    """Raises NotStarted when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotStarted(
                f"Port {port} cannot be used ({error.strerror}): choose another one with --port."
            ) from None


def wait_for(host: str, port: int, children: list[Child], patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            dead = [one for one in children if one.process.poll() is not None]
            if dead:
                raise NotStarted(f"{dead[0].name} did not start: read its log.") from None
            time.sleep(0.1)
        else:
            return
    raise NotStarted("The web server did not answer: read its log.")
