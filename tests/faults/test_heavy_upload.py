"""A file far too heavy, sent to the real web server: refused in one sentence, and never held."""

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from crm.accounts.rules import hashed
from crm.embedded import child, free_port, stop, until
from tests.cli.test_commands import ROOT, database
from tests.cli.test_killed_import import PLATFORM, connect

MEGABYTE = 1024 * 1024
HEAVY = 500
MOST = 400
"""Megabytes a process of the web server may come to hold."""

PASSWORD = "violet-papier-orage-7"
PART = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="l.csv"\r\nContent-Type: text/csv\r\n\r\n'
    b"NOM;Prenom;Naissance\r\n"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int, str]]:
    """Its process, its port, and the cookie of a coordinator."""
    with database(f"crm_heavy_{os.getpid()}") as env, connect(env) as connection:
        connection.execute(PLATFORM)
        connection.execute('UPDATE "user" SET password_hash = %s', (hashed(PASSWORD),))
        port, log = free_port(), tmp_path / "web.log"
        command = [sys.executable, "-m", "gunicorn", "crm:create_app()", "--bind", f"127.0.0.1:{port}"]
        command += ["--worker-class", "gthread", "--threads", "4"]
        web = child(command, log, cwd=ROOT, env={**env, "CRM_INSECURE_COOKIES": "1"})
        address = f"http://127.0.0.1:{port}"
        until(web, log, "gunicorn", lambda: socket.create_connection(("127.0.0.1", port)).close())
        with httpx.Client(base_url=address, timeout=60) as client:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
            data = {"csrf_token": token[1], "email": "c@example.org", "password": PASSWORD}
            client.post("/sign-in", data=data)
            assert client.get("/imports/new").status_code == 200
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        yield web.pid, port, cookie
        stop(web)


def heaviest(pid: int) -> int:
    """Megabytes that the heaviest process of a server ever held."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = [Path(f"/proc/{number}/status").read_text() for number in (pid, *children)]
    return max(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) for text in status) // 1024


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks of unknown sum"])
def test_five_hundred_megabytes_are_refused_and_never_held(server, chunked):
    pid, port, cookie = server
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(PART) + HEAVY * MEGABYTE}"
    head = ["POST /imports/new HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", "Connection: close", length]
    head += ["Content-Type: multipart/form-data; boundary=x", "", ""]
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall("\r\n".join(head).encode())
        with suppress(ConnectionError):  # it answers before all is sent, and listens no more
            for block in (PART, *[b"A;B;03/02/2009\r\n" * (MEGABYTE // 16)] * HEAVY):
                wire.sendall(b"%x\r\n%b\r\n" % (len(block), block) if chunked else block)
        with suppress(ConnectionError):
            while part := wire.recv(65536):
                answer += part
    assert answer.startswith(b"HTTP/1.1 413")
    assert "Découpez le fichier" in answer.decode()
    assert heaviest(pid) < MOST
