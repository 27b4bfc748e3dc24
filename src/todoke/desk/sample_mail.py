"""Any notice sent to oneself, with made-up facts: to see it in one's own mail program, and to try the mail server."""

import uuid

from todoke.desk.kind_choices import sender_of
from todoke.desk.texts import texts_of
from todoke.notices.catalogue import Catalogue
from todoke.notices.dkim import signed
from todoke.notices.message import Envelope, address_of, build, domain_of, message_id
from todoke.notices.render import render
from todoke.notices.samples import sample
from todoke.notices.transports.chosen import transport
from todoke.notices.transports.transport import Mail
from todoke.shops.choices import show
from todoke.shops.models import Shop


def about(shop: Shop) -> int:
    """In the place of an order's key: no order's, and no other shop's. Shops of one desk may well send by the same domain."""
    return -shop.pk


def test_mail(shop: Shop, kind: str, locale: str, to: str, *, now: int, of: Catalogue | None = None) -> None:
    """At once, outside the outbox: it is about no order. of: other words than those that are live. Raises NotTaken with the server's own words,
    KeyError for a kind without that language, CatalogueError and LiquidError for words that cannot be used."""
    chosen = show(shop)
    rendered = render(kind, locale, sample("plain", locale, kind), of=of or texts_of(shop))
    sender, key = sender_of(shop, kind, chosen["sender"]), f"test/{shop.pk}/{uuid.uuid4().hex}"
    envelope = Envelope(sender if "<" in sender else f"{shop.name} <{sender}>", chosen["support"], to, key, key, now)
    data = signed(build(envelope, rendered), domain_of(sender), now)
    transport().hand_over(Mail(address_of(sender), to, data, message_id(key, domain_of(sender)), rendered.subject, about(shop), now))
