"""Text messages as files, for development: they stand among the mails of `crm up`. The same key is the same file."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import localtime
from pathlib import Path
from uuid import UUID


class File:
    """`{"provider": "file", "folder"}`."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self.folder = Path(account["folder"])

    def send(self, key: str, to: str, text: str, _: str) -> str:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "SMS", to, f"SMS : {text[:60]}".replace("\n", " ")
        mail["Date"] = localtime()
        mail.set_content(text)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{UUID(key).int}.part"
        part.write_bytes(bytes(mail))
        part.rename(part.with_suffix(".eml"))
        return key

    def find(self, key: str) -> str | None:
        return key if (self.folder / f"{UUID(key).int}.eml").exists() else None
