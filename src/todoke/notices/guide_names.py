"""The names of the voice guide's whole notices, filled from our facts, so that its texts can be taken as they are (voice guide 4, NTC-22).

Most of them are our own names; these here differ. Nothing is made up: what the facts do not have stays away."""

from collections.abc import Mapping
from typing import Any, TypedDict

Told = Mapping[str, Any]


class GuidePayment(TypedDict, total=False):
    bank_name: str
    bank_branch: str
    account_type: str
    account_number: str
    account_holder: str
    swift: str


class GuideLine(TypedDict, total=False):
    title: str
    quantity: int


class Remaining(TypedDict, total=False):
    expected_ship_at: int


class Split(TypedDict, total=False):
    extra_shipping_price: int


class GuideStockout(TypedDict, total=False):
    line: GuideLine
    quantity: int


class GuideDelay(TypedDict, total=False):
    line_titles: str


class DeliveryRecord(TypedDict, total=False):
    at: int
    place: str
    proof: str


class GuideInquiry(TypedDict, total=False):
    opened_at: int
    answer_by: int


class GuideOrder(TypedDict, total=False):
    channel_order_id: str


class GuideAlternative(TypedDict, total=False):
    item_number: str


class GuideNames(TypedDict, total=False):
    """What stands beside the facts for a text of the guide."""

    payment: GuidePayment
    remaining_lines: list[GuideLine]
    remaining: Remaining
    split: Split
    stockout: GuideStockout
    delay: GuideDelay
    delivery_record: DeliveryRecord
    inquiry: GuideInquiry
    order: GuideOrder
    alternatives: list[GuideAlternative]


# Name of a group → its names → where the facts have them
SAME: Mapping[str, Mapping[str, str]] = {
    "payment": {
        "bank_name": "shop.bank_account.bank_name", "bank_branch": "shop.bank_account.branch", "account_type": "shop.bank_account.type",
        "account_number": "shop.bank_account.number", "account_holder": "shop.bank_account.holder", "swift": "shop.bank_account.swift",
    },
    "remaining": {"expected_ship_at": "rest.expected_at"},
    "split": {"extra_shipping_price": "rest.extra_shipping"},
    "delivery_record": {"at": "finding.recorded_at", "place": "finding.place", "proof": "finding.proof"},
    "inquiry": {"opened_at": "finding.asked_at", "answer_by": "finding.answer_by_at"},
    "order": {"channel_order_id": "order.number"},
}  # fmt: skip
JOINT = {"ja": "、", "zh-Hans": "、"}


def guide_words(facts: Told, locale: str) -> dict[str, Any]:
    """The groups of the guide that the facts can fill."""
    words: dict[str, Any] = {}
    for group, names in SAME.items():
        found = {name: value for name, path in names.items() if (value := _at(facts, path)) is not None}
        words |= {group: found} if found else {}
    lines, late = _at(facts, "stockout.lines") or (), _at(facts, "delay.lines") or ()
    if lines:
        words["stockout"] = {"line": {"title": _titles(lines, locale)}, "quantity": sum(int(line.get("units") or 0) for line in lines)}
    if late:
        words["delay"] = {"line_titles": _titles(late, locale)}
    if rest := facts.get("still_to_come"):
        words["remaining_lines"] = [{"title": line.get("title"), "quantity": line.get("units")} for line in rest]
    return words


def beside_guide(told: dict[str, Any], locale: str) -> dict[str, Any]:
    """The facts with the guide's names within their groups; what the facts themselves say comes first."""
    for name, words in guide_words(told, locale).items():
        told[name] = {**words, **(told.get(name) or {})} if isinstance(words, dict) else words
    return told


def _titles(lines: Any, locale: str) -> str:
    return JOINT.get(locale, ", ").join(str(line.get("title") or "") for line in lines)


def _at(facts: Any, path: str) -> Any:
    for name in path.split("."):
        facts = facts.get(name) if isinstance(facts, Mapping) else None
    return facts
