"""Notices as they would be sent, without sending them: on made-up facts (pure), or on a real order's as they stand now (CMD-8)."""

from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple, cast

from todoke.desk.letter import addressed, facts_in
from todoke.desk.real_order import Asked, is_digital, letter_of
from todoke.notices.catalogue import Catalogue, Text, catalogue, read_text
from todoke.notices.checker import Finding, check
from todoke.notices.fact_names import Facts
from todoke.notices.message import Envelope, build
from todoke.notices.render import Rendered, missing_facts, render
from todoke.notices.samples import data, occurs, sample
from todoke.notices.shapes import MERCHANT
from todoke.notices.shopify_samples import made_up
from todoke.orders.models import Order


class Wanted(NamedTuple):
    """What is to be shown. `of`: whose words; `variant` empty: the usual one."""

    kinds: tuple[str, ...]
    locale: str = ""  # empty: all that the kind has
    variant: str = ""
    of: Catalogue = catalogue()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Kind and locale of each notice. Raises KeyError, CatalogueError."""
        for kind in self.kinds:
            self.of.about(kind)
            for locale in self.of.locales(kind) if not self.locale else [self.locale]:
                yield kind, locale


SPEAKS_OF = {  # a name of Shopify's, and the kind whose facts it needs; the first that is used decides
    "refund_line_items": "refund_issued", "refund_amount": "refund_issued", "cancel_reason": "cancel_confirmed", "fulfillment": "shipping_confirmation",
    "checkout_payment_collection_url": "payment_reminder", "total_outstanding": "payment_reminder",
    "return": "return_received", "refund": "refund_issued", "cancel": "cancel_confirmed", "parcel": "shipping_confirmation",
}  # fmt: skip


class OneFile(Catalogue):
    """The shipped catalogue with one file in the place of every kind's text: as a shop's own folder would hold it.

    A page of HTML keeps the shipped subject and text beside it. `kind`: of which kind it seems to be."""

    def __init__(self, path: Path) -> None:
        super().__init__(*catalogue().folders)
        self.file = read_text(path)
        roots: frozenset[str] = getattr(self.file.template, "roots", frozenset())
        self.kind = next((kind for root, kind in SPEAKS_OF.items() if root in roots), "order_confirmation")

    def findings(self) -> list[Finding]:
        """What the file names and nobody knows: it can be looked at, and cannot go live."""
        return check(self.file.source, MERCHANT)

    def _text(self, kind: str, locale: str, *, html: bool) -> Text | None:
        return self.file if self.file.is_html is html else super()._text(kind, locale, html=html)


# ── made-up facts ───────────────────────────────────────────────────────────────────────────────────
def of_samples(wanted: Wanted, shape: str) -> Iterator[dict[str, Any]]:
    """Pairs that cannot occur are left out. Raises KeyError, ValueError, CatalogueError, LiquidError."""
    for kind, locale in wanted.pairs():
        if occurs(kind, shape):
            facts = sample(shape, locale, kind, wanted.variant or None)
            if isinstance(wanted.of, OneFile):
                facts = cast(Facts, {**facts, "shopify": made_up(facts, locale)})
            rendered = render(kind, locale, facts, of=wanted.of)
            yield row(
                kind, shape, rendered, headers_of(build(envelope(facts, kind, locale, shape), rendered)), missing_facts(kind, facts, rendered, of=wanted.of)
            )


def envelope(facts: Mapping[str, Any], kind: str, locale: str, shape: str) -> Envelope:
    """From the sample's own shop to its own buyer."""
    support = facts["support"]["email"]
    recipient = facts["customer"].get("email") or facts["customer"].get("mail") or data(locale)["customer"].get("email") or "buyer@example.com"
    return Envelope(f"{facts['shop']['name']} <{support}>", support, recipient, f"sample/{shape}/{kind}/{locale}", f"sample/{shape}", facts["notice"]["at"])


# ── a real order ────────────────────────────────────────────────────────────────────────────────────
def of_order(order: Order, wanted: Wanted, now: int) -> Iterator[dict[str, Any]]:
    """As the order stands now. A notice that the desk has written down is told about the event it was about, else about the last one."""
    digital = is_digital(order)
    for kind, locale in wanted.pairs():
        if occurs(kind, "digital" if digital else "plain"):
            letter = letter_of(order, Asked(kind, locale, wanted.variant), wanted.of, now)
            facts = facts_in(letter, now)
            rendered = render(kind, locale, facts, of=wanted.of)
            yield row(kind, None, rendered, headers_of(addressed(letter, rendered, now).data), missing_facts(kind, facts, rendered, of=wanted.of))


# ── both ────────────────────────────────────────────────────────────────────────────────────────────
def headers_of(mail: bytes) -> dict[str, str]:
    """The mail's own headers, decoded, without those of its parts."""
    return {name: str(value) for name, value in message_from_bytes(mail, policy=cast(Any, default)).items()}


def row(kind: str, shape: str | None, rendered: Rendered, headers: dict[str, str], missing: list[str]) -> dict[str, Any]:
    return {
        "kind": kind,
        "locale": rendered.locale,
        "shape": shape,
        "subject": rendered.subject,
        "html": rendered.html,
        "text": rendered.text,
        "headers": headers,
        "missing_facts": missing,
        "preheader": rendered.preheader,
    }
