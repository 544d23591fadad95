"""Servers on loopback that keep to the published HTTP interfaces of SMS providers, and fail when told to."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Fault:
    """The next request gets this answer instead; `after` is once the message was taken all the same."""

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    silence: float = 0
    after: bool = False


class Provider:
    """One account at a provider: what it took, by key, and the faults to come."""

    def __init__(self) -> None:
        self.taken: list[dict] = []
        self.faults: deque[Fault] = deque()
        self.asked: list[str] = []
        self.url = ""

    def fail(self, **fault) -> None:
        self.faults.append(Fault(**fault))

    def answer(self, method: str, path: str, query: dict, headers, body: bytes) -> tuple[int, object]:
        raise NotImplementedError


class OVH(Provider):
    """`https://eu.api.ovh.com/1.0`: signed requests, `POST /sms/{service}/jobs`, `GET /sms/{service}/outgoing`."""

    account = {"service": "sms-ab12345-1", "application_key": "ak", "application_secret": "as", "consumer_key": "ck"}

    def answer(self, method, path, query, headers, body):
        if path == "/1.0/auth/time":
            return 200, int(time.time())
        if not self.signed(method, headers, body):
            return 403, {"errorCode": "INVALID_CREDENTIAL", "message": "This credential is not valid"}
        if (method, path) == ("GET", "/1.0/sms/sms-ab12345-1/outgoing"):
            return 200, [one["id"] for one in self.taken if one["tag"] == query["tag"][0]]
        assert (method, path) == ("POST", "/1.0/sms/sms-ab12345-1/jobs")
        asked = json.loads(body)
        assert set(asked) <= {"message", "receivers", "tag", "noStopClause", "charset", "sender", "senderForResponse"}
        bad = [number for number in asked["receivers"] if not number.startswith("+33")]
        if not bad:
            self.taken.append({"id": 1000 + len(self.taken), "text": asked["message"], "tag": asked["tag"]})
        job = {"totalCreditsRemoved": 1, "invalidReceivers": bad, "validReceivers": asked["receivers"]}
        return 200, {**job, "ids": [] if bad else [self.taken[-1]["id"]]}

    def signed(self, method, headers, body):
        wanted = "+".join(["as", "ck", method, self.url + self.path, body.decode(), headers["X-Ovh-Timestamp"]])
        return headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(wanted.encode()).hexdigest()


class Brevo(Provider):
    """`https://api.brevo.com/v3`: `POST /transactionalSMS/send`, `GET /transactionalSMS/statistics/events`."""

    account = {"api_key": "xkeysib-1", "sender": "Passerelle"}

    def answer(self, method, path, query, headers, body):
        if headers["api-key"] != "xkeysib-1":
            return 401, {"code": "unauthorized", "message": "Key not found"}
        if (method, path) == ("GET", "/v3/transactionalSMS/statistics/events"):
            found = [one for one in self.taken if one["tag"] == query["tags"][0]]
            return 200, {"events": [{"event": "sent", "messageId": str(one["id"])} for one in found]} if found else {}
        assert (method, path) == ("POST", "/v3/transactionalSMS/send")
        asked = json.loads(body)
        assert asked["type"] == "transactional"
        if not asked["recipient"].startswith("33"):
            return 400, {"code": "invalid_parameter", "message": "Invalid telephone number"}
        self.taken.append({"id": 7000 + len(self.taken), "text": asked["content"], **asked})
        return 201, {"messageId": self.taken[-1]["id"]}


class Gateway(Provider):
    """What docs/channels.md asks of a gateway: it checks the signature, and takes each key once."""

    account = {"secret": "whsec_dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHM="}

    def answer(self, method, path, query, headers, body):
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        proof = base64.b64encode(hmac.digest(b"tests-tests-tests-tests", signed, "sha256")).decode()
        if headers["webhook-signature"] != f"v1,{proof}" or abs(time.time() - int(headers["webhook-timestamp"])) > 300:
            return 401, {}
        asked = json.loads(body)["data"]
        assert headers["Idempotency-Key"] == asked["id"]
        if not asked["to"].startswith("+33"):
            return 422, {"error": "unknown_number"}
        if all(one["id"] != asked["id"] for one in self.taken):
            self.taken.append(asked)
        return 202, {"id": f"gw-{asked['id']}"}


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            where = urlsplit(self.path)
            provider.path = self.path
            fault = provider.faults.popleft() if provider.faults and not where.path.endswith("/auth/time") else None
            status, content = 200, b""
            if fault is None or fault.after:
                provider.asked.append(f"{self.command} {where.path}")
                status, told = provider.answer(self.command, where.path, parse_qs(where.query), self.headers, body)
                content = json.dumps(told).encode()
            headers = {}
            if fault:
                time.sleep(fault.silence)
                status, content, headers = fault.status or status, fault.body, fault.headers
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_) -> None:
            """A client that did not wait."""

    server = Server(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
