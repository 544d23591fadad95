"""The mail catcher of `crm up`: receives every message over real SMTP, keeps it as a file, shows it in the browser.

`python -m crm.mailcatcher FOLDER SMTP_PORT WEB_PORT`, on loopback only.
"""

import html
import signal
import sys
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Messages partis</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere}}li{{margin:.6rem 0}}small{{display:block}}</style></head>
<body><main>{body}</main></body></html>"""


class Keep:
    """Writes each message to a file of its own, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        part = self.folder / f"{time.time_ns()}.part"
        part.write_bytes(envelope.content)
        part.rename(part.with_suffix(".eml"))
        return "250 kept"


def read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def listing(folder: Path) -> str:
    lines = []
    for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:200]:
        mail = read(path)
        subject, to, date = (html.escape(str(mail[name] or "")) for name in ("subject", "to", "date"))
        lines.append(f'<li><a href="/{path.stem}">{subject}</a><small>à {to} {date}</small></li>')
    return f"<h1>Messages partis</h1><ul>{''.join(lines) or '<li>Aucun pour l’instant.</li>'}</ul>"


def reading(path: Path) -> str:
    mail = read(path)
    body = mail.get_body(("plain", "html"))
    text = html.escape(str(body.get_content())) if body else ""
    heads = "".join(
        f"<dt>{name}</dt><dd>{html.escape(str(mail[name] or ''))}</dd>" for name in ("From", "To", "Subject")
    )
    files = "".join(
        f'<li><a href="/{path.stem}/{n}">{html.escape(part.get_filename() or "pièce jointe")}</a></li>'
        for n, part in enumerate(mail.iter_attachments())
    )
    return f'<p><a href="/">Tous les messages</a></p><h1>Message</h1><dl>{heads}</dl><pre>{text}</pre><ul>{files}</ul>'


class Pages(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        name, _, attachment = unquote(self.path).strip("/").partition("/")
        path = self.folder / f"{name}.eml"
        if not name:
            self.answer(PAGE.format(body=listing(self.folder)).encode())
        elif not name.isdigit() or not path.exists():
            self.send_error(404)
        elif attachment.isdigit():
            parts = list(read(path).iter_attachments())
            if int(attachment) < len(parts):
                self.answer(parts[int(attachment)].get_payload(decode=True), "application/octet-stream")
            else:
                self.send_error(404)
        else:
            self.answer(PAGE.format(body=reading(path)).encode())

    def answer(self, body: Any, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Addresses are not logged."""


def main(folder: Path, smtp_port: int, web_port: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    smtp = Controller(Keep(folder), hostname=HOST, port=smtp_port)
    smtp.start()
    pages = ThreadingHTTPServer((HOST, web_port), type("Pages", (Pages,), {"folder": folder}))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=pages.shutdown).start())
    pages.serve_forever()
    smtp.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
