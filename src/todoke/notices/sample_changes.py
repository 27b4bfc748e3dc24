"""What the notices about changes and scans add to the made-up order: another way to pay, dates, delays, numbers, and what comes after the goods."""

from collections.abc import Mapping
from typing import Any

from todoke.notices.fact_names import Facts, Refund
from todoke.notices.sample_kinds import Prepare, arrive, at, ship, unpaid

Told = Mapping[str, Any]
BACK_BY = {"cod": "cash_on_delivery_unpaid", "b2b": "invoice", "usd": "card_authorised", "gift": "convenience_store"}
DESK = "https://desk.minato.example"


def to_come(shape: str, amount: int, state: str = "if_cancelled") -> Refund:
    """Money as it will go back, the way the shape was paid."""
    way = BACK_BY.get(shape, "card_captured")
    return {"way": way, "state": state} if way == "cash_on_delivery_unpaid" else {"way": way, "state": state, "amount": amount}


def method_changed(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    """From the card to a way that is paid first; cash at the door and invoices are chosen instead of it."""
    if shape not in ("cod", "b2b"):
        unpaid(shape, told, facts)
    facts["payment"] |= {"old_method": told["words"]["card"], "changed_at": at(17, 11, 20)}


def date_notice(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    facts["still_to_come"] = facts["order"]["lines"]
    if variant in ("collect", "collect_last"):
        ship(shape, told, facts, None)
        facts["held"] = {"place": told["words"]["counter"], "until_at": at(25, 18)}
        facts.pop("shipping_address", None)
        facts.pop("shipping", None)
        facts.pop("delivery", None)
    elif shape != "gift":
        facts["shipping"]["old_expected_at"] = at(20, 12)
        facts["delivery"]["old_earliest_at"] = at(21, 12)


def on_the_van(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, variant)
    facts["parcel"]["out_at"] = at(18, 8, 40)


def not_handed_over(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, None)
    facts["held"] = {"until_at": at(25, 20), "returns_at": at(26, 12)}
    if variant in (None, "attempt"):
        facts["parcel"]["attempted_at"] = at(18, 14, 20)
    else:
        facts["held"]["place"] = told["words"]["depot"]


def number_changed(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, None)
    facts["parcel"] |= {"old_number": "4912-0000-0011", "old_carrier_name": told["words"]["carrier"], "why": "relabelled"}
    if shape == "partial":
        facts["parcel"] |= {"old_carrier_name": told["words"]["other_carrier"], "why": "carrier_changed"}


def delayed(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    """Without a recorded cause for gifts, without a page to choose on for orders without a name."""
    if variant == "on_way":
        on_the_way(shape, told, facts)
        return
    lines = facts["order"]["lines"]
    facts["delay"] = {"old_ship_at": at(17, 12), "lines": lines[-1:] if shape == "partial" else lines}
    facts["shipping"].pop("expected_at")
    facts["delivery"] = {}
    if variant == "missed":
        facts["delay"] |= {"tell_by_at": at(18, 18), "cause": "own_handling"}
    else:
        facts["delay"] |= {"new_ship_at": at(24, 12), "cause": "own_handling" if shape == "partial" else "supplier_late"}
        facts["shipping"]["expected_at"] = at(24, 12)
        facts["delivery"] = {"earliest_at": at(25, 12), "latest_at": at(26, 12)}
    if shape == "gift":
        facts["delay"].pop("cause")
    facts["refund"] = to_come(shape, facts["order"]["total"])
    if shape != "no_name":
        facts["choice"] = {"url": f"{DESK}/c/7m2xq4", "due_at": at(20, 18), "default": "wait"}


def on_the_way(shape: str, told: Told, facts: Facts) -> None:
    ship(shape, told, facts, None)
    facts["parcel"].pop("earliest_at")
    facts["parcel"].pop("latest_at")
    facts["delay"] = {
        "old_delivery_at": at(18, 12),
        "new_delivery_at": at(20, 12),
        "lines": facts["parcel"]["lines"],
        "cause": "weather",
        "carrier": told["words"]["carrier"],
        "area": told["words"]["area"],
        "weather": told["words"]["weather"],
    }
    facts["delivery"] = {"earliest_at": at(20, 12)}
    if shape == "partial":
        facts["delay"] |= {"cause": "carrier"}
    if shape == "usd":
        for name in ("area", "weather", "new_delivery_at"):
            facts["delay"].pop(name)  # type: ignore[misc]
        facts["delivery"] = {}


def afterwards(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    arrive(shape, told, facts, "digital" if shape == "digital" else None)
    if variant == "review":
        facts["review"] = {"url": f"{DESK}/v/2hc8"}
        facts["coupon"] = {"code": "AKI-7K2", "text": told["words"]["coupon"], "expires_at": at(80, 23, 59)}
        facts["unsubscribe_url"] = f"{DESK}/u/9qk1"


def protected_longer(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    facts["protection"] = {"old_until_at": at(32, 18), "until_at": at(46, 18), "reason": "on_the_way" if shape != "gift" else "buyer"}


def dispute_open(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    facts["dispute"] = {"amount": facts["order"]["total"], "opened_at": at(25, 9, 30), "answer_by_at": at(28, 18)}


def dispute_over(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    """The whole, half of it with the refund still to come, or nothing."""
    total = facts["order"]["total"]
    facts["dispute"] = {"finished_at": at(40, 15)}
    if shape == "no_name":
        return
    award = facts["dispute"]["award"] = total // 2 if shape == "partial" else total
    if shape != "partial":
        facts["refund"] = {**to_come(shape, award, "done"), "issued_at": at(40, 16)}


PREPARE: dict[str, Prepare] = {
    "payment_method_changed": method_changed,
    "delivery_date_notice": date_notice,
    "out_for_delivery": on_the_van,
    "delivery_attempt_failed": not_handed_over,
    "tracking_updated": number_changed,
    "shipping_delay": delayed,
    "follow_up": afterwards,
    "protection_extended": protected_longer,
    "dispute_opened": dispute_open,
    "dispute_finished": dispute_over,
}
