"""The demo's post: each mail is one file, so that "Lähetetyt viestit" shows exactly what was sent, codes too."""

from __future__ import annotations

import email
import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock

MOMENT = "X-Kokemuspankki-Moment"
KEY = re.compile(r"[0-9T]+(-\d+){2}")
_numbers = itertools.count()


class Mailbox(BaseEmailBackend):
    def __init__(self, *, file_path: str | Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path)
        self.folder.mkdir(parents=True, exist_ok=True)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self._keep(message)
        return len(email_messages)

    def _keep(self, message: EmailMessage) -> None:
        """Whole or not at all; the name sorts by the bank's time."""
        content = message.message()
        content[MOMENT] = clock.now().isoformat()
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{os.getpid()}-{next(_numbers)}"
        half = self.folder / f"{name}.part"
        half.write_bytes(content.as_bytes())
        half.rename(self.folder / f"{name}.eml")


@dataclass(frozen=True)
class Sent:
    """One mail as it went out."""

    key: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str
    attachments: tuple[str, ...]


def folder() -> Path:
    options: Any = settings.MAILERS["default"].get("OPTIONS", {})
    return Path(options.get("file_path", "/nonexistent"))


def keys() -> list[str]:
    """Latest first."""
    found = folder()
    return sorted((path.stem for path in found.glob("*.eml")), reverse=True) if found.is_dir() else []


def read(key: str) -> Sent:
    """Raises FileNotFoundError for a key that is not in the box."""
    if not KEY.fullmatch(key):
        raise FileNotFoundError(key)
    parsed = email.message_from_bytes((folder() / f"{key}.eml").read_bytes(), policy=policy.default)
    return Sent(
        key=key,
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        at=datetime.fromisoformat(str(parsed[MOMENT])),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        attachments=tuple(str(part.get_filename()) for part in parsed.iter_attachments() if part.get_filename()),
    )


def _body(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
