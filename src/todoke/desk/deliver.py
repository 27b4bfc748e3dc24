"""Notices that are due: claimed and guarded in one transaction, rendered, handed over, written down as sent.

Nothing here talks to the world inside a transaction. What was handed over is written down in groups: killed in between, so many mails at the most
go out once more, each with the same Message-ID, which mail programs and providers take for one (TRU-1)."""

import hashlib
import logging
import time
from collections.abc import Container, Sequence
from itertools import takewhile
from typing import NamedTuple

from django.db import OperationalError, transaction
from liquid.exceptions import LiquidError

from todoke.cases.alerts import alert
from todoke.desk import rates
from todoke.desk.brake import Brake
from todoke.desk.fallback import NEW, another_way
from todoke.desk.letter import Letter, addressed, advertises, opened, written
from todoke.desk.texts import texts_of
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS, claim, fail, renew, still_ours
from todoke.due.tables import insert, update
from todoke.notices.bounces.judge import Evidence, judge
from todoke.notices.catalogue import CatalogueError
from todoke.notices.facts import coupon_of
from todoke.notices.lint.leaving import forbidden
from todoke.notices.measuring import Bearer, carrying
from todoke.notices.message import mailable
from todoke.notices.models import Handover, Notice
from todoke.notices.offers import Offer, offers_in, remember
from todoke.notices.render import Rendered
from todoke.notices.suppression import opted_out, suppressed
from todoke.notices.transports.transport import STRUCK_OFF, Mail, NotTaken, Transport
from todoke.rules.events import decoder
from todoke.rules.guarding import Claimed, Not, Send, Wait, guard
from todoke.rules.policy import Policy
from todoke.shops.find import policies

log = logging.getLogger("todoke.notices")
GROUP = 16  # handed over, then written down together: what a kill can send twice
BATCH = 96
SLOW = 5.0  # seconds to a no: then nobody is there
TOO_OFTEN = 8  # a notice that failed so often for a reason that nobody foresaw waits for a person
NOT_HELD = "AND shop_id NOT IN (SELECT id FROM shops_shop WHERE hold_mails OR brake <> '')"
SENT = ("state", "reason", "sent_at", "message_id", "recipient", "subject", "text", "html", "digest", "locale", "last_error", "measured", "arm")
FROZEN_AGAIN_MS = 60_000


def deliver(now: int, transport: Transport, brake: Brake) -> int:
    """One round: the due notices, at most a batch. Returns how many were claimed."""
    count, letters = claimed(now, brake)
    lease = Lease(letters)
    for at in range(0, len(letters), GROUP):
        if away := send_group(letters[at : at + GROUP], now, transport, lease):
            put_back(letters[at + GROUP :], away, lease)
            break
    return count


def claimed(now: int, brake: Brake) -> tuple[int, list[Letter]]:
    """How many were claimed, and those that may go. If one of them cannot even be opened, each is claimed by itself, and that one steps aside."""
    try:
        with transaction.atomic():
            rows = claim(Notice, now, real_ms(), most, NOT_HELD) if (most := rates.room(BATCH)) else []
            return len(rows), guarded(opened(rows), now, brake) if rows else []
    except OperationalError:
        raise
    except Exception:
        log.exception("a batch of notices could not be opened; each by itself")
    found = list(takewhile(lambda one: one[0], (one_claimed(now, brake) for _ in range(BATCH))))
    return len(found), [letter for _, letters in found for letter in letters]


def one_claimed(now: int, brake: Brake) -> tuple[int, list[Letter]]:
    with transaction.atomic():
        rows = claim(Notice, now, real_ms(), 1, NOT_HELD) if rates.room(1) else []
    try:
        with transaction.atomic():
            return len(rows), guarded(opened(still_ours(rows)), now, brake) if rows else []
    except Exception as error:  # noqa: BLE001  written down with the row
        step_aside(rows[0], error)
        return len(rows), []


class Lease:
    """Renewed while the work goes on, however slowly a mail server answers. Whoever slept over it finds out before he sends what others have taken."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self.rows, self.at = {letter.row.pk: letter.row for letter in letters}, real_ms()

    def holds(self, row: Notice) -> bool:
        if real_ms() - self.at > LEASE_MS // 4:
            with transaction.atomic():
                held = still_ours(list(self.rows.values()))
                renew(held, real_ms())
            self.rows, self.at = {one.pk: one for one in held}, real_ms()
        return row.pk in self.rows

    def drop(self, row: Notice) -> None:
        """It steps aside: its own time to come back counts."""
        self.rows.pop(row.pk, None)


# ── before ──────────────────────────────────────────────────────────────────────────────────────────
def guarded(letters: Sequence[Letter], now: int, brake: Brake) -> list[Letter]:
    """Those that may go. The others are written down with the reason, in the claiming transaction."""
    versions = policies({(letter.row.shop_id, letter.value.policy) for letter in letters})
    shut = suppressed((letter.row.shop_id, letter.contact.mail) for letter in letters if letter.contact)
    wary = opted_out((letter.row.shop_id, letter.contact.mail) for letter in letters if letter.contact and advertises(letter))
    go: list[Letter] = []
    no: list[tuple[str, str, int]] = []
    for letter in letters:
        row, policy = letter.row, versions[letter.row.shop_id, letter.value.policy]
        asked = Claimed(row.kind, row.row, decoder.decode(row.event), now, has_address=has_address(letter, shut), has_text=has_text(letter),
                        by_hand=row.by_hand, opted_out=letter.contact is not None and (row.shop_id, letter.contact.mail) in wary)
        match guard(asked, letter.value, policy):
            case Send(instead):
                go.append(as_row(letter, policy, instead) if instead else letter)
            case Not(reason):
                no.append(("suppressed", reason, row.pk))
                if reason == "no_address":
                    another_way(row, now)
            case Wait(reason, until):
                put_off(row, reason, until)
    update(Notice, ("state", "reason"), no)
    leaving = brake.let_pass(rates.paced(go), now)
    rates.spent(len(leaving))
    return leaving


def as_row(letter: Letter, policy: Policy, name: str) -> Letter:
    """The same notice by another row: it says less."""
    letter.row.row, letter.row.variant = name, policy.rows.by_id[name].row.variant
    Notice.objects.filter(pk=letter.row.pk).update(row=letter.row.row, variant=letter.row.variant)
    return letter


def has_address(letter: Letter, shut: Container[tuple[int, str]]) -> bool:
    """One that mail can go to, and has not come back from for good. Of one that was given and is none, staff hear: a mistyped one can be
    corrected (NTC-24)."""
    given = letter.contact.mail if letter.contact else ""
    address = mailable(given)
    if given and not address:
        burns(letter.row, "the buyer's mail address is none that mail can go to")
    return bool(address) and (letter.row.shop_id, given) not in shut


def has_text(letter: Letter) -> bool:
    return letter.row.locale in texts_of(letter.shop).locales(letter.row.kind)


def burns(row: Notice, what: str) -> None:
    alert(row.shop_id, row.order_id, what, row.queued_at)


def put_off(row: Notice, reason: str, until: int) -> None:
    """Until then, or until somebody has changed what stands in the way: asked again soon."""
    if until:
        Notice.objects.filter(pk=row.pk).update(reason=reason, due_at=until, leased_until=0)
    else:
        Notice.objects.filter(pk=row.pk).update(reason=reason, leased_until=real_ms() + FROZEN_AGAIN_MS)
    if reason == "locale_missing":
        burns(row, f"no text for {row.kind} in {row.locale}")


# ── handing over ────────────────────────────────────────────────────────────────────────────────────
class HandedOver(NamedTuple):
    """A letter that left: the words as they were written, by what it can be measured, what it offers, and its provider's name for it, if it gave one."""

    letter: Letter
    rendered: Rendered
    marks: str
    offers: list[Offer]
    mail: Mail
    remote: str


class NotAllowed(Exception):
    """The channel or the law says no to this very text (guard 7)."""


def send_group(letters: Sequence[Letter], now: int, transport: Transport, lease: Lease) -> NotTaken | None:
    """One after the other, then written down together. Returns what the mail server does not say, where it says nothing."""
    taken: list[HandedOver] = []
    away: NotTaken | None = None
    for n, letter in enumerate(letters):
        if not lease.holds(letter.row):
            continue
        began = time.monotonic()
        try:
            taken.append(handed_over(letter, now, transport))
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  written down with the row
            lease.drop(letter.row)
            stays(letter.row, error, now)
            if away := silence(error, time.monotonic() - began):
                put_back(letters[n + 1 :], away, lease)
                break
    if taken:
        write_down(taken, now)
    return away


def silence(error: Exception, seconds: float) -> NotTaken | None:
    """A server that was waited for, and that no other mail would have moved to speak."""
    return error if isinstance(error, NotTaken) and error.ours and not error.permanent and seconds > SLOW else None


def put_back(letters: Sequence[Letter], away: NotTaken, lease: Lease) -> None:
    """Each of these would wait as long, and all other work with them: they are tried again later, as if they had been tried now."""
    for letter in letters:
        if lease.holds(letter.row):
            lease.drop(letter.row)
            fail(letter.row, away.reason, real_ms())


def handed_over(letter: Letter, now: int, transport: Transport) -> HandedOver:
    """Raises what stood in its way: NotAllowed, NotTaken, or whatever its text does."""
    rendered = written(letter, now)
    if rule := forbidden(letter.channel, letter.row.kind, rendered.text, rendered.html):
        raise NotAllowed(rule)
    as_it_leaves, marks = measured(letter, rendered)
    offers = offered(letter, as_it_leaves)
    mail = addressed(letter, as_it_leaves, now)
    return HandedOver(letter, rendered, marks, offers, mail, transport.hand_over(mail) or "")


def stays(row: Notice, error: Exception, now: int) -> None:
    """It did not leave: the row says why, and whether it is tried again."""
    match error:
        case NotAllowed():
            not_allowed(row, str(error))
        case NotTaken():
            not_taken(row, error, now)
        case LiquidError() | CatalogueError() | KeyError():
            dead(row, f"cannot be written: {error}")
        case _:
            step_aside(row, error)


@transaction.atomic
def write_down(taken: Sequence[HandedOver], now: int) -> None:
    update(Notice, SENT, [as_sent(one, now) for one in taken], "id = %s AND attempts")
    named = [one for one in taken if one.remote]
    insert(Handover, NEW, [(one.letter.row.shop_id, one.letter.row.pk, "mail", "sent", 0, 0, 0, "", now, one.remote[:200], "", "") for one in named],
           "ON CONFLICT (shop_id, notice_id, way) DO UPDATE SET remote = excluded.remote, at = excluded.at")
    remember([offer for one in taken for offer in one.offers], now)


def as_sent(one: HandedOver, now: int) -> tuple[object, ...]:
    """The columns of SENT, then the row and its fencing token."""
    row, said, mail = one.letter.row, one.rendered, one.mail
    sha = hashlib.sha256(mail.data).hexdigest()
    return ("sent", "", now, mail.id, mail.recipient, said.subject, said.text, said.html, sha, said.locale, "", one.marks, row.arm, row.pk, row.attempts)


def measured(letter: Letter, rendered: Rendered) -> tuple[Rendered, str]:
    """(what is handed over, what it can be measured by). The notice keeps the page as it was written, its links as they lead."""
    if letter.chosen["measure"] == "none":
        return rendered, ""
    row, mail = letter.row, letter.contact.mail if letter.contact else ""
    return carrying(rendered, Bearer(row.shop_id, row.pk, letter.channel, letter.chosen["measure"], letter.value, mail))


def offered(letter: Letter, mail: Rendered) -> list[Offer]:
    """Nothing but in what advertises."""
    coupon, review_url = letter.chosen["coupon"], letter.chosen["review_url"]
    return offers_in(letter.row.pk, mail, coupon_of(coupon), review_url) if (coupon or review_url) and advertises(letter) else []


def not_taken(row: Notice, trouble: NotTaken, now: int) -> None:
    """For good: a dead letter that staff see and can send again; if it is the address that does not work, it goes another way. For now: later, each
    time twice as late."""
    if trouble.permanent:
        with transaction.atomic():
            dead(row, trouble.reason)
            if nobody_there(trouble):
                row.state = "dead"
                another_way(row, now)
    else:
        log.warning("notice %s of order %s waits: %s", row.pk, row.order_id, trouble.reason)
        fail(row, trouble.reason, real_ms())


def nobody_there(trouble: NotTaken) -> bool:
    """Said of the address itself, and for good."""
    return trouble.stage == STRUCK_OFF or (trouble.stage == "rcpt" and judge(Evidence(trouble.reason, stage="rcpt")).hard)


def not_allowed(row: Notice, rule: str) -> None:
    """The channel or the law says no to this very text (guard 7): kept with the rule, so that the console can explain it (NTC-15)."""
    Notice.objects.filter(pk=row.pk, attempts=row.attempts).update(state="suppressed", reason=f"forbidden: {rule}"[:200])


def step_aside(row: Notice, error: Exception) -> None:
    """Nobody foresaw it: the others go on, this one comes back later, and after so many times waits for a person."""
    log.exception("notice %s of order %s stepped aside", row.pk, row.order_id, exc_info=error)
    what = f"{type(error).__name__}: {error}"
    dead(row, f"cannot be sent: {what}") if row.attempts >= TOO_OFTEN else fail(row, what, real_ms())


def dead(row: Notice, reason: str) -> None:
    Notice.objects.filter(pk=row.pk, attempts=row.attempts).update(state="dead", reason=reason[:200], last_error=reason[:2000])
    burns(row, f"{row.kind} was not taken")
