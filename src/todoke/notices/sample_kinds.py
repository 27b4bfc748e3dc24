"""What each kind of notice adds to the made-up order: money on its way, parcels, dates, what ended."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from todoke.notices.fact_names import Facts, Refund

Prepare = Callable[[str, Mapping[str, Any], Facts, str | None], None]


def at(day: int, hour: int, minute: int = 0) -> int:
    """A moment of November 2026 on Japan's clock; the 31st is 1 December."""
    return int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) + ((day - 1) * 24 + hour - 9) * 3600 + minute * 60


def as_it_is(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    """Nothing to add."""


def unpaid(shape: str, told: Mapping[str, Any], facts: Facts) -> None:
    """Paid in advance, and not paid yet: at a convenience store for gifts and orders without a name, else by transfer."""
    way = "convenience_store" if shape in ("gift", "no_name") else "bank_transfer"
    total = facts["order"]["total"]
    facts["payment"] = {"way": way, "method": told["words"][way], "to_pay": total, "due_at": at(23, 18), "reference": "1001"}
    if way == "convenience_store":
        facts["payment"] |= {"reference": "12345-678901", "store": told["words"]["store"], "url": "https://pay.example/12345"}
    facts["order"]["accepted"] = False
    facts.pop("shipping", None)
    facts.pop("delivery", None)


def _confirm(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    if variant == "instructed":
        unpaid(shape, told, facts)
    if variant == "received":
        facts["order"] |= {"accepted": False, "acceptance_due_at": at(18, 18)}


def _instruct(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    unpaid(shape, told, facts)
    if variant == "rest":
        facts["payment"] |= {"received": 1000, "paid": 1000, "to_pay": facts["order"]["total"] - 1000}
    if variant == "failed":
        total = facts["order"]["total"]
        facts["payment"] = {"way": "card", "method": told["words"]["card"], "to_pay": total, "due_at": at(23, 18)}


def _money_came(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    total, method = facts["order"]["total"], told["words"]["bank_transfer"]
    facts["payment"] = {"way": "bank_transfer", "method": method, "paid": total, "received": total, "received_at": at(17, 10)}
    if variant == "received":
        facts["order"] |= {"accepted": False, "acceptance_due_at": at(18, 18)}


def _remind(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    unpaid(shape, told, facts)
    facts["payment"] |= {"instructed_at": at(16, 15, 11), "checked_at": at(19, 9, 30)}


def ship(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    lines = facts["order"]["lines"]
    facts["parcel"] = {"lines": lines, "sent_at": at(17, 14), "carrier": "yamato", "carrier_name": told["words"]["carrier"]}
    if variant != "number_follows":
        facts["parcel"] |= {"number": "4912-3456-7890", "url": "https://track.example/?n=491234567890"}
        facts["parcel"] |= {"earliest_at": at(18, 12), "latest_at": at(19, 12)}
    if shape == "partial" or variant == "partial":
        facts["parcel"]["lines"], facts["still_to_come"] = lines[:-1] or lines, lines[-1:]
        facts["rest"] = {"expected_at": at(24, 12), "extra_shipping": 0}


def arrive(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, variant)
    facts["parcel"] |= {"delivered_at": at(18, 10, 42), "place": told["words"]["place"]}
    if shape == "digital":
        facts["parcel"] = {"lines": facts["order"]["lines"]}
        facts["download"] = {"url": "https://desk.minato.example/d/8fh2k", "until_at": at(30, 23, 59)}


_REFUNDED_BY = {"cod": "cash_on_delivery_paid", "b2b": "invoice", "usd": "card_authorised", "gift": "convenience_store"}


def _refund(shape: str, total: int) -> Refund:
    way = _REFUNDED_BY.get(shape, "card_captured")
    state = "ask_account" if shape in ("cod", "gift") else "done"
    refund: Refund = {"way": way, "state": state, "amount": total}
    if state == "ask_account":
        return {**refund, "form_url": "https://desk.minato.example/r/5tq1", "transfer_business_days": 3}
    return {**refund, "issued_at": at(18, 11)}


def _cancelled(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    part, lines = shape == "partial", facts["order"]["lines"]
    gone = lines[-1:] if part else lines
    facts["cancel"] = {"by": variant or ("shop" if part else "buyer"), "part": part, "at": at(18, 11), "lines": gone}
    if facts["cancel"]["by"] == "shop":
        facts["cancel"]["reason"] = told["words"]["reason"]
    if part:
        facts["still_to_come"] = lines[:-1]
    facts["refund"] = _refund(shape, sum(line["total"] for line in gone) if part else facts["order"]["total"])
    if shape == "cod":
        facts["refund"] = {"way": "cash_on_delivery_unpaid", "state": "done", "amount": 0}


def _refunded(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    facts["refund"] = _refund(shape, facts["order"]["total"])


PREPARE: dict[str, Prepare] = {
    "order_confirmation": _confirm,
    "payment_instructions": _instruct,
    "payment_received": _money_came,
    "payment_reminder": _remind,
    "payment_expired": _remind,
    "shipping_confirmation": ship,
    "delivered": arrive,
    "cancel_confirmed": _cancelled,
    "refund_issued": _refunded,
}
