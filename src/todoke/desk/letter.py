"""A notice in hand, with all that its text needs: opened, written, put into its envelope. What becomes of it then is deliver.py's."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.conf import settings

from todoke.cases.alerts import alert
from todoke.desk.kind_choices import sender_of
from todoke.desk.texts import texts_of
from todoke.notices.dkim import signed
from todoke.notices.facts import Letterhead, Occasion, facts_of
from todoke.notices.message import Envelope, address_of, build, domain_of, mailable, message_id
from todoke.notices.models import Notice
from todoke.notices.render import Rendered, render
from todoke.notices.suppression import ADVERTISING, digest
from todoke.notices.transports.transport import Mail
from todoke.notices.two_subjects import arm_for
from todoke.orders.links import opt_out_path, status_path
from todoke.orders.models import Order, Personal
from todoke.rules import order as rules
from todoke.rules.events import decoder
from todoke.rules.people import Address, Contact
from todoke.shops.choices import show
from todoke.shops.models import Shop

Ref = tuple[int, str]  # order, and its reference to somebody
NAMES_THE_ACCOUNT = frozenset(("order_confirmation", "payment_instructions", "payment_reminder"))
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


def opened(rows: Sequence[Notice]) -> list[Letter]:
    """Read as it stands now, not as it stood when the notice was asked for."""
    orders = list(Order.objects.filter(pk__in={row.order_id for row in rows}).values_list("pk", "state", "connection__channel"))
    values = {pk: rules.decoder.decode(state) for pk, state, _ in orders}
    channels = {pk: channel for pk, _, channel in orders}
    shops = Shop.objects.in_bulk({row.shop_id for row in rows})
    chosen = {pk: show(shop) for pk, shop in shops.items()}
    buyers, places = read_people(values)
    return [Letter(row, values[row.order_id], shops[row.shop_id], chosen[row.shop_id], channels[row.order_id],
                   buyers.get((row.order_id, values[row.order_id].contact[1])),
                   places.get((row.order_id, values[row.order_id].address[1]))) for row in rows]


def read_people(values: dict[int, rules.Order]) -> tuple[dict[Ref, Contact], dict[Ref, Address]]:
    """Buyers, and where their goods go: by order and reference."""
    refs = {ref for value in values.values() for ref in (value.contact[1], value.address[1]) if ref}
    rows = list(Personal.objects.filter(order__in=values, ref__in=refs).values_list("order_id", "ref", "role", "data"))
    return ({(order, ref): contacts.decode(data) for order, ref, role, data in rows if role == "contact"},
            {(order, ref): addresses.decode(data) for order, ref, role, data in rows if role == "address"})


def advertises(letter: Letter) -> bool:
    """By the kind's own word: which of its variants do."""
    return letter.row.variant in texts_of(letter.shop).about(letter.row.kind).advertises


def key_of(row: Notice) -> str:
    return f"{row.shop_id}/{row.order_id}/{row.kind}/{row.occasion}"


# ── what it says, and on what it leaves ─────────────────────────────────────────────────────────────
def written(letter: Letter, now: int) -> Rendered:
    row = letter.row
    if row.kind in NAMES_THE_ACCOUNT and not letter.chosen["bank_account"] and letter.value.pays[2] == "bank_transfer":
        alert(row.shop_id, row.order_id, "no bank account is set: buyers who pay by transfer are told to wait for it", row.queued_at)
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
