"""`crm up` with real processes: it starts, survives a death, stops whole, and says plainly what it cannot do."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from crm.embedded import free_port
from tests.conftest import on_server, server_url

ROOT = Path(__file__).parents[2]
ENV = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SMTP_URL")}

pytestmark = pytest.mark.faults


def start(*arguments, **env):
    command = [sys.executable, "-m", "crm", "up", "--people", "0", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, env=ENV | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def ready(up):
    said = []
    for line in up.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            return "".join(said)
    raise AssertionError("".join(said))


def family(up):
    return psutil.Process(up.pid).children(recursive=True)


def own(up, word):
    """The process that `crm up` itself started for this, if it lives."""
    for process in psutil.Process(up.pid).children():
        with suppress(psutil.NoSuchProcess):  # it may end, or be a zombie, while we look
            if word in " ".join(process.cmdline()):
                return process
    return None


def kill_and_see_it_back(up, word):
    killed = own(up, word)
    ports = {c.laddr.port for c in killed.net_connections("tcp") if c.status == psutil.CONN_LISTEN}
    killed.kill()
    deadline = time.monotonic() + 30
    while (now := own(up, word)) in (None, killed) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert now not in (None, killed)
    while {c.laddr.port for c in now.net_connections("tcp") if c.status == psutil.CONN_LISTEN} != ports:
        assert time.monotonic() < deadline, f"{word} listens elsewhere than before"
        time.sleep(0.2)


def answers(port, patience=30):
    """Does the web server reach its database again?"""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status == 200
        time.sleep(0.5)
    return False


def wait_gone(processes, patience=60):
    _, alive = psutil.wait_procs(processes, timeout=patience)
    return [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def var(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    return tmp_path / "var"


def test_it_lives_through_a_death_and_leaves_nothing(var):
    port = free_port()
    up = start("--port", port, "--var", var)
    ready(up)
    for word in ("celery -A worker worker", "valkey", "postgres -D"):
        kill_and_see_it_back(up, word)
    assert answers(port)
    second = subprocess.run(
        [sys.executable, "-m", "crm", "up", "--port", str(free_port()), "--var", str(var)],
        cwd=ROOT, env=ENV, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (second.returncode, "in use by another" in second.stderr) == (1, True)
    children = family(up)
    up.send_signal(signal.SIGTERM)
    up.communicate(timeout=60)
    assert up.returncode == 0
    assert wait_gone(children) == []

    began = time.monotonic()
    again = start("--port", port, "--var", var)
    ready(again)
    assert time.monotonic() - began < 30
    children = family(again)
    again.kill()
    again.communicate(timeout=10)
    assert wait_gone(children) == []


def refused(*arguments, **env):
    done = start(*arguments, **env)
    said, _ = done.communicate(timeout=60)
    assert done.returncode == 1
    assert len(said.strip().splitlines()) <= 4
    return said


def test_a_port_in_use_is_said(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "choose another one with --port" in refused("--port", taken.getsockname()[1], "--var", var)
    assert not (var / "postgres").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").touch()
    assert "choose a folder with --var" in refused("--port", free_port(), "--var", tmp_path / "file" / "var")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
    ],
)
def test_an_unreachable_server_is_said(name, address, var):
    said = refused("--port", free_port(), "--var", var, **{name: address})
    assert f"check {name}" in said
    assert len(said.splitlines()) == 1
    assert not var.exists()


def test_a_server_without_an_extension_is_said(var):
    """PostgreSQL 18 looks for extensions where it is told to: here, nowhere."""
    name = f"crm_bare_{os.getpid()}"
    on_server(f"CREATE DATABASE {name}", f"ALTER DATABASE {name} SET extension_control_path = '/nowhere'")
    said = refused("--port", free_port(), "--var", var, DATABASE_URL=server_url(name))
    on_server(f"DROP DATABASE {name}")
    assert "lacks pg_trgm, unaccent, btree_gist" in said
    assert len(said.splitlines()) == 1
    assert not var.exists()
