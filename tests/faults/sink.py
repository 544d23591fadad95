"""An SMTP server in a process of its own: `python -m tests.faults.sink PORT FILE MODE`.

It adds the `Message-ID` of each message that it has to FILE, and when, before it says so. Modes: `take`; `busy`,
which answers 451; `refuse`, 550; `hang`, which takes the message and never says so; `mute`, which answers nothing.
"""

import asyncio
import re
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@]+)@", re.IGNORECASE | re.MULTILINE)


class Sink:
    def __init__(self, file: Path, mode: str) -> None:
        self.file = file.open("ab", buffering=0)
        self.mode = mode

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode == "busy":
            return "451 come back later"
        if self.mode == "refuse":
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        self.file.write(b"%s %f\n" % (MESSAGE_ID.search(envelope.content)[1], time.time()))
        if self.mode == "hang":
            await asyncio.sleep(3600)
        return "250 kept"


async def serve(port: int, file: Path, mode: str) -> None:
    sink = Sink(file, mode)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)

    def answer():
        return asyncio.Protocol() if mode == "mute" else SMTP(sink, hostname="localhost")

    await loop.create_server(answer, "127.0.0.1", port, reuse_address=True)
    await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
