"""Stories told from outside: moments as the clock in Tokyo shows them, deliveries imported, mails read from the caught-mail box."""

import email
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from bench.bodies import order_body
from bench.house import House, Said

TOKYO = ZoneInfo("Asia/Tokyo")


def tokyo(text: str) -> str:
    """`2025-12-26 15:00` → what TODOKE_NOW takes."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO).isoformat()


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(tokyo(text)).timestamp())


def order_of(number: str, placed: str) -> dict[str, Any]:
    """Paid by card as it is placed."""
    return order_body(number, at=seconds(placed))


def bank_order(number: str, placed: str) -> dict[str, Any]:
    """Not paid yet: by transfer, which comes before the goods."""
    return order_body(number, at=seconds(placed), paid=False, way="bank_transfer")


def told(kind: str, at: str, number: str, **fields: Any) -> dict[str, Any]:
    """One event of an order, as the own shop reports it."""
    return {"type": kind, "at": tokyo(at), "order": {"number": number}, **fields}


@contextmanager
def rows_of(house: House) -> Iterator[Any]:
    """A connection to the desk's own database: what a burglar, or a disk, would touch. Placeholders are written %s."""
    if house.db == "sqlite":
        connection: Any = sqlite3.connect(house.folder / "todoke.sqlite3", timeout=30)
    else:
        connection = psycopg.connect(house.env["DATABASE_URL"])
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def rows(house: House, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Runs one statement; the rows that it gives, if any."""
    with rows_of(house) as connection:
        cursor = connection.execute(sql.replace("%s", "?") if house.db == "sqlite" else sql, values)
        return list(cursor.fetchall()) if cursor.description else []


class Story:
    """A desk whose clock we turn."""

    def __init__(self, house: House, *, connection: str = "main") -> None:
        self.house, self.name = house, connection

    def hear(self, now: str, *bodies: dict[str, Any], live: bool = True, channel: str = "plain", topic: str = "") -> Said:
        """Recorded deliveries, taken in at that moment; then a worker does all that is due by then."""
        lines = "\n".join(json.dumps(body, ensure_ascii=False) for body in bodies)
        words = [*(["--notify"] if live else []), *(["--topic", topic] if topic else [])]
        said = self.house.todoke("import", "-", "--channel", channel, "--connection", self.name, *words, now=tokyo(now), given=lines)
        self.work(now)
        return said

    def work(self, now: str) -> dict[str, int]:
        done = self.house.todoke("work", "--until-idle", now=tokyo(now))
        assert done.status == 0, done.complaint
        return dict(done.line)

    def order(self, number: str) -> dict[str, Any]:
        said = self.house.todoke("order", number)
        assert said.status == 0, said.complaint
        return dict(said.line)

    def mails(self) -> list[EmailMessage]:
        """Everything that went out, oldest first."""
        return [email.message_from_bytes(bytes(raw), policy=default) for (raw,) in rows(self.house, "SELECT raw FROM notices_caughtmail ORDER BY id")]

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails()]

    def kinds(self, number: str, state: str = "sent") -> list[str]:
        """What the buyer was told, in that order."""
        return [notice["kind"] for notice in self.order(number)["notices"] if notice["state"] == state]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())
