"""A `crm up` of a test's own, as its users have it, and the way in."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page

from crm.demo.structures import PASSWORD
from crm.embedded import free_port

ROOT = Path(__file__).parents[2]
HELD = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SECRET_KEY")
PEOPLE = os.environ.get("REGION", "600")
"""How many the demo région has: `REGION=200000` for one of its real size."""


class Running:
    """It runs until `stop`; `said` is what it printed so far."""

    def __init__(self, var: Path) -> None:
        port = free_port()
        self.var, self.url = var, f"http://127.0.0.1:{port}"
        self.env = {name: value for name, value in os.environ.items() if name not in HELD}
        self.log = var.with_name("up.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crm", "up", "--port", str(port), "--var", str(var), "--people", PEOPLE],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            time.sleep(0.1)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def at(self, now: datetime) -> None:
        """Send what is due at another hour, through the same SMTP server."""
        environ = Path(f"/proc/{self.web}/environ").read_bytes().split(b"\0")
        env = dict(line.decode().split("=", 1) for line in environ if b"=" in line)
        command = [
            sys.executable,
            "-m",
            "crm",
            "messages",
            "send-due",
            "--now",
            f"{now.astimezone(UTC):%Y-%m-%dT%H:%M}",
        ]
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)

    @property
    def web(self) -> int:
        found = subprocess.run(["pgrep", "-f", f"gunicorn.*{self.url[7:]}"], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])

    def mails(self, subject: str) -> list[str]:
        """The texts of the mails that arrived with such a subject."""
        read = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in (self.var / "mails").glob("*.eml")]
        return [m.get_body(("plain",)).get_content() for m in read if str(m["subject"]).startswith(subject)]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        return self.process.returncode


def sign_in(page: Page, email: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
