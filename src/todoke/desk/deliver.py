"""Notices that are due: claimed and guarded in one transaction, rendered, handed over, written down as sent.

Nothing here talks to the world inside a transaction. What was handed over is written down in groups: killed in between, so many mails at the most
go out once more, each with the same Message-ID, which mail programs and providers take for one (TRU-1)."""

import hashlib
import logging
from collections.abc import Container, Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import OperationalError, transaction
from liquid.exceptions import LiquidError

from todoke.cases.models import Alert
from todoke.desk import rates
from todoke.desk.brake import Brake
from todoke.desk.fallback import NEW, another_way
from todoke.desk.kind_choices import sender_of
from todoke.desk.texts import texts_of
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS, claim, fail, renew, still_ours
from todoke.due.tables import insert, update
from todoke.notices.bounces.judge import Evidence, judge
from todoke.notices.catalogue import CatalogueError
from todoke.notices.dkim import signed
from todoke.notices.facts import Letterhead, Occasion, coupon_of, facts_of
from todoke.notices.lint.leaving import forbidden
from todoke.notices.measuring import Bearer, carrying
from todoke.notices.message import Envelope, address_of, build, domain_of, mailable, message_id
from todoke.notices.models import Handover, Notice
from todoke.notices.offers import Offer, offers_in, remember
from todoke.notices.render import Rendered, render
from todoke.notices.suppression import ADVERTISING, digest, opted_out, suppressed
from todoke.notices.transports.transport import STRUCK_OFF, Mail, NotTaken, Transport
from todoke.notices.two_subjects import arm_for
from todoke.orders.links import opt_out_path, status_path
from todoke.orders.models import Order, Personal
from todoke.rules import order as rules
from todoke.rules.events import decoder
from todoke.rules.guarding import Claimed, Not, Send, Wait, guard
from todoke.rules.people import Address, Contact
from todoke.rules.policy import Policy
from todoke.shops.choices import show
from todoke.shops.find import policies
from todoke.shops.models import Shop

log = logging.getLogger("todoke.notices")
GROUP = 16  # handed over, then written down together: what a kill can send twice
BATCH = 96
TOO_OFTEN = 8  # a notice that failed so often for a reason that nobody foresaw waits for a person
NOT_HELD = "AND shop_id NOT IN (SELECT id FROM shops_shop WHERE hold_mails OR brake <> '')"
SENT = ("state", "reason", "sent_at", "message_id", "recipient", "subject", "text", "html", "digest", "locale", "last_error", "measured", "arm")
NAMES_THE_ACCOUNT = frozenset(("order_confirmation", "payment_instructions", "payment_reminder"))
FROZEN_AGAIN_MS = 60_000
contacts, addresses = msgspec.json.Decoder(Contact), msgspec.json.Decoder(Address)


class Letter(NamedTuple):
    """A notice in hand, with all that its text needs."""

    row: Notice
    value: rules.Order
    shop: Shop
    chosen: dict[str, str]
    channel: str
    contact: Contact | None
    address: Address | None


def deliver(now: int, transport: Transport, brake: Brake) -> int:
    """One round: the due notices, at most a batch. Returns how many were claimed."""
    count, letters = claimed(now, brake)
    lease = Lease(letters)
    for at in range(0, len(letters), GROUP):
        send_group(letters[at : at + GROUP], now, transport, lease)
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
def opened(rows: Sequence[Notice]) -> list[Letter]:
    """Read as it stands now, not as it stood when the notice was asked for."""
    orders = list(Order.objects.filter(pk__in={row.order_id for row in rows}).values_list("pk", "state", "connection__channel"))
    values = {pk: rules.decoder.decode(state) for pk, state, _ in orders}
    channels = {pk: channel for pk, _, channel in orders}
    shops = Shop.objects.in_bulk({row.shop_id for row in rows})
    chosen = {pk: show(shop) for pk, shop in shops.items()}
    people = read_people(values)
    return [Letter(row, values[row.order_id], shops[row.shop_id], chosen[row.shop_id], channels[row.order_id],
                   people.get((row.order_id, values[row.order_id].contact[1])),  # type: ignore[arg-type]
                   people.get((row.order_id, values[row.order_id].address[1]))) for row in rows]  # type: ignore[arg-type]


def read_people(values: dict[int, rules.Order]) -> dict[tuple[int, str], Contact | Address]:
    refs = {ref for value in values.values() for ref in (value.contact[1], value.address[1]) if ref}
    rows = Personal.objects.filter(order__in=values, ref__in=refs).values_list("order_id", "ref", "role", "data")
    return {(order, ref): contacts.decode(data) if role == "contact" else addresses.decode(data) for order, ref, role, data in rows}


def guarded(letters: Sequence[Letter], now: int, brake: Brake) -> list[Letter]:
    """Those that may go. The others are written down with the reason, in the claiming transaction."""
    versions = policies({(letter.row.shop_id, letter.value.policy) for letter in letters})
    shut = suppressed((letter.row.shop_id, letter.contact.mail) for letter in letters if letter.contact)
    wary = opted_out((letter.row.shop_id, letter.contact.mail) for letter in letters if letter.contact and advertises(letter))
    go: list[Letter] = []
    no: list[tuple[str, str, int]] = []
    for letter in letters:
        row = letter.row
        asked = Claimed(row.kind, row.row, decoder.decode(row.event), now, has_address(letter, shut), has_text(letter), True, row.by_hand,
                        letter.contact is not None and (row.shop_id, letter.contact.mail) in wary)
        match guard(asked, letter.value, versions[row.shop_id, letter.value.policy]):
            case Send(instead):
                go.append(letter if not instead else as_row(letter, versions[row.shop_id, letter.value.policy], instead))
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


def advertises(letter: Letter) -> bool:
    """By the kind's own word: which of its variants do."""
    return letter.row.variant in texts_of(letter.shop).about(letter.row.kind).advertises


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
        alert(letter.row, "the buyer's mail address is none that mail can go to")
    return bool(address) and (letter.row.shop_id, given) not in shut


def has_text(letter: Letter) -> bool:
    return letter.row.locale in texts_of(letter.shop).locales(letter.row.kind)


def put_off(row: Notice, reason: str, until: int) -> None:
    """Until then, or until somebody has changed what stands in the way: asked again soon."""
    if until:
        Notice.objects.filter(pk=row.pk).update(reason=reason, due_at=until, leased_until=0)
    else:
        Notice.objects.filter(pk=row.pk).update(reason=reason, leased_until=real_ms() + FROZEN_AGAIN_MS)
    if reason == "locale_missing":
        alert(row, f"no text for {row.kind} in {row.locale}")


# ── handing over ────────────────────────────────────────────────────────────────────────────────────
def send_group(letters: Sequence[Letter], now: int, transport: Transport, lease: Lease) -> None:
    taken: list[tuple[object, ...]] = []
    named: list[tuple[object, ...]] = []  # what a provider calls them
    offers: list[Offer] = []
    for letter in letters:
        if not lease.holds(letter.row):
            continue
        try:
            rendered = written(letter, now)
            if rule := forbidden(letter.channel, letter.row.kind, rendered.text, rendered.html):
                lease.drop(letter.row)
                not_allowed(letter.row, rule)
                continue
            as_it_leaves, marks = measured(letter, rendered)
            promised = offered(letter, as_it_leaves)
            mail = addressed(letter, as_it_leaves, now)
            remote = transport.hand_over(mail)
        except NotTaken as trouble:
            lease.drop(letter.row)
            not_taken(letter.row, trouble, now)
        except (LiquidError, CatalogueError, KeyError) as error:
            lease.drop(letter.row)
            dead(letter.row, f"cannot be written: {error}")
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  written down with the row
            lease.drop(letter.row)
            step_aside(letter.row, error)
        else:
            sha = hashlib.sha256(mail.data).hexdigest()
            taken.append(("sent", "", now, mail.id, mail.recipient, rendered.subject, rendered.text, rendered.html, sha, rendered.locale, "", marks,
                          letter.row.arm, letter.row.pk, letter.row.attempts))
            offers += promised
            if remote:
                named.append((letter.row.shop_id, letter.row.pk, "mail", "sent", 0, 0, 0, "", now, remote[:200], "", ""))
    if taken:
        with transaction.atomic():
            update(Notice, SENT, taken, "id = %s AND attempts")
            insert(Handover, NEW, named, "ON CONFLICT (shop_id, notice_id, way) DO UPDATE SET remote = excluded.remote, at = excluded.at")
            remember(offers, now)


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


def written(letter: Letter, now: int) -> Rendered:
    row = letter.row
    if row.kind in NAMES_THE_ACCOUNT and not letter.chosen["bank_account"] and letter.value.pays[2] == "bank_transfer":
        alert(row, "no bank account is set: buyers who pay by transfer are told to wait for it")
    of = texts_of(letter.shop)
    row.arm = arm_for(of.text(row.kind, row.locale), of.about(row.kind), key_of(row))
    return render(row.kind, row.locale, facts_in(letter, now), of=of, arm=row.arm)


def facts_in(letter: Letter, now: int) -> dict[str, Any]:
    """What the text may say."""
    row, chosen = letter.row, letter.chosen
    head = Letterhead(letter.shop.name, *(chosen[key] for key in ("zone", "support", "returns_text", "bank_account", "signature", "review_url", "coupon")))
    occasion = Occasion(row.kind, row.variant, row.occasion, decoder.decode(row.event), now, settings.PUBLIC_URL + status_path(row.order_id),
                        way_out(letter))
    return facts_of(letter.value, head, occasion, row.locale, letter.contact, letter.address)


def addressed(letter: Letter, rendered: Rendered, now: int) -> Mail:
    row, chosen = letter.row, letter.chosen
    sender = chosen["promo_sender"] if advertises(letter) else sender_of(letter.shop, row.kind, chosen["sender"])
    recipient = mailable(letter.contact.mail) if letter.contact else ""
    envelope = Envelope(sender if "<" in sender else f"{letter.shop.name} <{sender}>", letter.chosen["support"], recipient, key_of(row),
                        f"{row.shop_id}/{row.order_id}", now, way_out(letter))
    data = signed(build(envelope, rendered), domain_of(sender), now)
    return Mail(address_of(sender), recipient, data, message_id(key_of(row), domain_of(sender)), rendered.subject, row.order_id, now)


def way_out(letter: Letter) -> str:
    """Where whoever is advertised to can end it with one click; nothing under a receipt."""
    if not advertises(letter) or letter.contact is None:
        return ""
    return settings.PUBLIC_URL + opt_out_path(letter.row.order_id, digest(letter.row.shop_id, letter.contact.mail, ADVERTISING))


def key_of(row: Notice) -> str:
    return f"{row.shop_id}/{row.order_id}/{row.kind}/{row.occasion}"


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
    alert(row, f"{row.kind} was not taken")


def alert(row: Notice, what: str) -> None:
    insert(Alert, ("shop", "order", "what", "at", "done_at"), [(row.shop_id, row.order_id, what[:200], row.queued_at, 0)],
           "ON CONFLICT (shop_id, order_id, what) DO UPDATE SET done_at = 0")


def preview(letters: Iterable[Letter], now: int) -> list[Rendered]:
    """As they would be sent, without sending them."""
    return [written(letter, now) for letter in letters]
