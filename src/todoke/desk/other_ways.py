"""Text messages, LINE and calls: notices that mail did not bring, each on its next way (fallback.py), outside any transaction.

What made the notice right is asked again, and so is what the buyer has given and what the channel forbids; where a way leads nowhere the next
one is taken."""

import hashlib
import logging
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, transaction

from todoke import notices
from todoke.cases.alerts import alert
from todoke.desk import rates
from todoke.desk.acts import act, note
from todoke.desk.deliver import NOT_HELD
from todoke.desk.fallback import PHONE, another_way
from todoke.desk.letter import Letter, advertises, key_of, opened, written
from todoke.due.clock import real_ms
from todoke.due.rows import claim, fail, still_ours
from todoke.notices.lint.leaving import forbidden
from todoke.notices.models import Handover, Notice
from todoke.notices.phone import number, takes_texts
from todoke.notices.render import Rendered
from todoke.notices.short import for_line, for_sms
from todoke.notices.transports.chosen import other
from todoke.notices.transports.transport import Mail, NotTaken
from todoke.orders.links import status_path
from todoke.rules.channel_rules import NO_TEXTS
from todoke.rules.events import NoticeRerouted, decoder
from todoke.rules.guarding import Claimed, Send, Wait, guard
from todoke.shops.find import policies

log = logging.getLogger("todoke.notices")
BATCH = 8  # a lease is 20 seconds, and each of them may wait for an answer
NOT_REACHED = ("bounced", "dead", "suppressed")  # else it was sent again meanwhile
FROM, UNTIL = 8, 21  # hours of the shop's zone in which a text message may leave: it wakes nobody
AGAIN_MS = 60_000
TOO_OFTEN = 8  # tries; then the next way


class Passed(Exception):
    """This way leads nowhere; `reason` is kept, and the next is taken."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Later(Exception):
    """Not now. `until`: seconds UTC, 0 where nobody knows."""

    def __init__(self, until: int = 0) -> None:
        self.until = until
        super().__init__(until)


class Message(NamedTuple):
    """A notice on another way. `phone`: E.164, or nothing."""

    letter: Letter
    said: Rendered
    phone: str
    link: str


class Gone(NamedTuple):
    """`remote`: what the provider calls it; `words`: as they were sent."""

    remote: str
    words: str


def carry(now: int) -> int:
    """One round: the due rows, at most a batch. Returns how many were claimed."""
    with transaction.atomic():
        rows = claim(Handover, now, real_ms(), BATCH, NOT_HELD)
    for row in rows:
        try:
            go(row, now)
        except Later as wait:
            put_off(row, wait.until)
        except Passed as no:
            end(row, "skipped", no.reason, now)
        except NotTaken as trouble:
            not_taken(row, trouble, now)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("notice %s by %s stepped aside", row.notice_id, row.way)
            not_taken(row, NotTaken(type(error).__name__), now)
    return len(rows)


def not_taken(row: Handover, trouble: NotTaken, now: int) -> None:
    if trouble.permanent or row.attempts >= TOO_OFTEN:
        end(row, "dead", trouble.reason, now)
    else:
        fail(row, trouble.reason, real_ms())


def put_off(row: Handover, until: int) -> None:
    fresh = {"due_at": until, "leased_until": 0} if until else {"leased_until": real_ms() + AGAIN_MS}
    Handover.objects.filter(pk=row.pk, attempts=row.attempts).update(**fresh)


def end(row: Handover, state: str, reason: str, now: int) -> None:
    """Together with the next way."""
    with transaction.atomic():
        if still_ours([row]):
            Handover.objects.filter(pk=row.pk).update(state=state, reason=reason[:200], last_error="")
            another_way(row.notice, now)


def go(row: Handover, now: int) -> None:
    notice = Notice.objects.get(pk=row.notice_id)
    if notice.state not in NOT_REACHED:
        raise Passed("sent_again")
    letter = opened([notice])[0]
    still_right(letter, now)
    gone = WAYS[row.way](message_of(letter, now), row, now)
    with transaction.atomic():
        fact = NoticeRerouted(kind=notice.kind, occasion=notice.occasion, by=row.way, at=now)
        act(notice.order, [fact], by="desk", now=now, key=f"notice:{notice.pk}:rerouted:{row.way}")
        sha = hashlib.sha256(gone.words.encode()).hexdigest()
        Handover.objects.filter(pk=row.pk, attempts=row.attempts).update(state="sent", at=now, remote=gone.remote[:200], digest=sha, reason="", last_error="")


def message_of(letter: Letter, now: int) -> Message:
    country = (letter.address.country if letter.address else "") or "JP"
    given = (letter.contact.phone if letter.contact else "", letter.address.phone if letter.address else "")
    phone = next((found for one in given if one and (found := number(one, country))), "")
    return Message(letter, written(letter, now), phone, settings.PUBLIC_URL + status_path(letter.row.order_id))


def still_right(letter: Letter, now: int) -> None:
    """NTC-18: what made it right may be gone. Advertising takes no other way: the consent was for mail."""
    if advertises(letter):
        raise Passed("advertising")
    row, value = letter.row, letter.value
    policy = policies({(row.shop_id, value.policy)})[row.shop_id, value.policy]
    match guard(Claimed(row.kind, row.row, decoder.decode(row.event), now, by_hand=row.by_hand), value, policy):
        case Send():
            return
        case Wait(_, until):
            raise Later(until)
        case no:
            raise Passed(no.reason)


# ── the ways ────────────────────────────────────────────────────────────────────────────────────────
def by_sms(message: Message, row: Handover, now: int) -> Gone:
    if not takes_texts(message.phone):
        raise Passed("no_mobile_number")
    return hand_over(message, row, message.phone, for_sms(message.said.subject, message.link), now)


def by_line(message: Message, row: Handover, now: int) -> Gone:
    if not message.letter.contact or not message.letter.contact.line:
        raise Passed("no_line")
    return hand_over(message, row, message.letter.contact.line, for_line(message.said.subject, message.said.text, message.link), now)


def by_phone(message: Message, row: Handover, now: int) -> Gone:
    """A line on the page of today, and beside the order what to say, in the buyer's language. The same again is written once."""
    if not message.phone:
        raise Passed("no_number")
    notice, shop = message.letter.row, message.letter.shop
    words = scripts().get(notice.locale, scripts()["en"]).strip().format(
        shop=shop.name, number=notice.order.number or notice.order.ref, subject=message.said.subject, phone=message.phone)
    if not notice.order.notes.filter(text=words).exists():
        note(notice.order, words, by="desk", now=now)
    alert(notice.shop_id, notice.order_id, f"call the buyer: {notice.kind}", now)
    return Gone("", words)


WAYS: dict[str, Callable[[Message, Handover, int], Gone]] = {"sms": by_sms, "line": by_line, PHONE: by_phone}


def hand_over(message: Message, row: Handover, to: str, words: str, now: int) -> Gone:
    letter, transport = message.letter, other(row.way)
    if transport is None:
        raise Passed("not_set_up")
    if letter.channel in NO_TEXTS:
        raise Passed("forbidden: a marketplace's buyer")
    if rule := forbidden(letter.channel, letter.row.kind, words):
        raise Passed(f"forbidden: {rule}")
    by_day(letter.chosen["zone"], now)
    if not rates.one({"sms": settings.SMS_URL, "line": settings.LINE_URL}[row.way]):
        raise Later
    mail = Mail("", to, words.encode(), f"{key_of(letter.row)}/{row.way}", message.said.subject, letter.row.order_id, now)
    return Gone(transport.hand_over(mail) or "", words)


def by_day(zone: str, now: int) -> None:
    """Raises Later at night, until the morning."""
    here = datetime.fromtimestamp(now, ZoneInfo(zone))
    if not FROM <= here.hour < UNTIL:
        day = here + timedelta(days=1 if here.hour >= UNTIL else 0)
        raise Later(int(day.replace(hour=FROM, minute=0, second=0, microsecond=0).timestamp()))


@cache
def scripts() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((Path(notices.__file__).parent / "call.toml").read_text("utf-8"))
    return found
