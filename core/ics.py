"""Calendar text (RFC 5545): a feed of many events, or one in a mail. Titles are neutral; nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from core import clock
from core.outbox import Attachment

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
TYPE: Final = "text/calendar"


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` names the event for ever, in the feed and in every mail; `revision` grows with each change of it.

    `busy`: one is there; a deadline takes no room in a calendar.
    """

    key: str
    title: str
    starts: datetime
    ends: datetime
    status: str
    revision: int = 0
    path: str = ""
    busy: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    email: str


def feed(entries: Iterable[Entry], *, name: str, sender: Sender) -> bytes:
    """Everything that one person has; an app asks for it again every few hours."""
    made = _calendar(PUBLISH)
    made.add("x-wr-calname", name)
    made.add("x-published-ttl", "PT6H")
    return _filled(made, entries, sender)


def attachment(entries: Iterable[Entry], *, sender: Sender, name: str) -> Attachment:
    """For a mail: the same events by the same keys. CANCEL when every one of them is off."""
    rows = list(entries)
    method = CANCEL if rows and all(entry.status == CANCELLED for entry in rows) else PUBLISH
    content = _filled(_calendar(method), rows, sender).decode()
    return {"name": f"{name}.ics", "mime": f"{TYPE}; method={method}", "content": content}


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Kokemuspankki//FI")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def _filled(made: Calendar, entries: Iterable[Entry], sender: Sender) -> bytes:
    for entry in entries:
        made.add_component(_event(entry, sender))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry, sender: Sender) -> Event:
    site = settings.KP_PUBLIC_URL.rstrip("/")
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(site).hostname or 'kokemuspankki'}")
    event.add("sequence", entry.revision)
    event.add("dtstamp", clock.now())
    event.add("dtstart", entry.starts.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", entry.status)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.busy and entry.status != CANCELLED else "TRANSPARENT")
    event["organizer"] = _organizer(sender)
    if entry.path:
        event.add("url", site + entry.path)
        event.add("description", site + entry.path)
    return event


def _organizer(sender: Sender) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{sender.email}")
    organizer.params["cn"] = vText(sender.name)
    return organizer
