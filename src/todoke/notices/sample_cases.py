"""What the notices of trouble add to the made-up order: what a case will know of stock, addresses, doubles, returns and parcels that did not arrive."""

import re
from collections.abc import Mapping
from typing import Any

from todoke.notices.fact_names import Alternative, Facts, Line, Refund
from todoke.notices.sample_changes import DESK, to_come
from todoke.notices.sample_kinds import Prepare, at, ship

Told = Mapping[str, Any]


# ── stock ───────────────────────────────────────────────────────────────────────────────────────────
CAUSES = {"gift": "count_wrong", "b2b": "supplier_late", "usd": "damaged_at_inspection", "partial": "simultaneous_orders"}


def short(shape: str, facts: Facts) -> list[Line]:
    """The last line is missing; of orders with one line, that one."""
    return facts["order"]["lines"][-1:]


def missing(shape: str, told: Told, facts: Facts) -> None:
    """The rest leaves as planned. Orders without a name: no cause is on record yet."""
    lines = short(shape, facts)
    facts["stockout"] = {"lines": lines, "cause": CAUSES.get(shape, "simultaneous_orders")}
    if shape in ("plain", "many_lines"):
        facts["stockout"]["same_time_orders"] = 4
    if shape == "no_name":
        facts["stockout"].pop("cause")
        facts["stockout"]["tell_by_at"] = at(18, 18)
    if len(facts["order"]["lines"]) > 1:
        facts["stockout"]["other_lines_ship_at"] = at(17, 12)
    facts["still_to_come"] = facts["order"]["lines"][:-1]


def alternatives(told: Told) -> list[Alternative]:
    """One for less money, one for more, one for the same."""
    bears = ("less", "more_shop", "equal")
    made: list[Alternative] = []
    for n, good in enumerate(told["alternatives"]):
        one: Alternative = {
            "title": good["title"],
            "price": good["price"],
            "difference_is": bears[n % 3],
            "spec_difference": good["spec"],
            "url": f"https://minato.example/items/2{n}",
            "image": f"https://minato.example/pictures/2{n}.jpg",
        }
        made.append({**one, "difference": good["difference"]} if good.get("difference") else one)
    return made


def checking(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    missing(shape, told, facts)
    facts["stockout"].pop("cause", None)
    facts["stockout"].pop("same_time_orders", None)
    facts["stockout"]["tell_by_at"] = at(18, 18)
    if shape == "gift":
        facts["payment"] |= {"paid": 0, "to_pay": facts["order"]["total"], "wait": True}


def choosing(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    """Gifts: no restock in sight. Orders without a name: nothing else is offered. A second trouble on the order with parts: its rest is late too."""
    missing(shape, told, facts)
    lines = facts["stockout"]["lines"]
    if shape != "gift":
        facts["stockout"]["restock_at"] = at(34, 12)
    if shape != "no_name":
        facts["alternatives"] = alternatives(told)
    facts["choice"] = {"url": f"{DESK}/c/7m2xq4", "due_at": at(20, 18), "default": "cancel"}
    facts["refund"] = to_come(shape, sum(line["total"] for line in lines))
    if shape == "partial":
        facts["stockout"].pop("other_lines_ship_at")
        facts["delay"] = {"old_ship_at": at(17, 12), "new_ship_at": at(20, 12), "cause": "own_handling"}


def cancelled(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    missing(shape, told, facts)
    facts["stockout"]["cancelled_at"] = at(18, 11)
    if shape not in ("no_name", "kwd"):
        facts["alternatives"] = alternatives(told)[1:]
    amount = sum(line["total"] for line in facts["stockout"]["lines"])
    facts["refund"] = to_come(shape, amount, "if_cancelled" if shape in ("gift", "kwd") else "done")
    if facts["refund"]["state"] == "done":
        facts["refund"]["issued_at"] = at(18, 11)


def afterwards(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    cancelled(shape, told, facts, variant)
    facts.pop("alternatives", None)
    facts["refund"] = {**facts["refund"], "state": "done", "issued_at": at(18, 11)}


def waiting(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    missing(shape, told, facts)
    facts["stockout"]["restock_at"] = at(34, 12)
    facts["shipping"]["expected_at"] = at(34, 12)
    facts["delivery"] = {"earliest_at": at(35, 12), "latest_at": at(36, 12)}
    if shape != "no_name":
        facts["choice"] = {"url": f"{DESK}/c/7m2xq4"}


def item(told: Told, facts: Facts) -> None:
    good = told["goods"][1]
    facts["item"] = {"title": good["title"], "price": good["price"], "url": "https://minato.example/items/2", "image": "https://minato.example/pictures/2.jpg"}
    if good.get("variant"):
        facts["item"]["variant"] = good["variant"]


def back_in_stock(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    item(told, facts)
    facts["item"] |= {"units": 1, "kept_until_at": at(20, 18)}
    no_order(facts)


def asked_about(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    item(told, facts)
    facts["inquiry"] = {"asked_at": at(16, 11)}
    if variant in (None, "in_stock"):
        facts["item"]["units"] = 3
    else:
        facts["inquiry"]["waiting_url"] = f"{DESK}/w/4fk8"
    if variant == "expected":
        facts["inquiry"]["restock_at"] = at(34, 12)
    no_order(facts)


def no_order(facts: Facts) -> None:
    """Somebody who waits or asks has not bought it: of the order only the currency and the kind of buyer are left."""
    order = facts["order"]
    facts["order"] = {"currency": order["currency"]}
    if "business" in order:
        facts["order"]["business"] = order["business"]
    for group in ("payment", "shipping", "delivery", "shipping_address", "billing_address", "status_url"):
        facts.pop(group, None)  # type: ignore[misc]


# ── address, doubles ────────────────────────────────────────────────────────────────────────────────
PROBLEMS = {"gift": ("room",), "usd": ("postal_code_differs",), "b2b": ("characters",), "no_name": ("name", "house_number")}
NUMBER = re.compile(r"^\d+ |,? ?(д\.\s)?\d\S*$")  # of a house, before or after the street


def address(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    facts["problems"] = [{"code": code} for code in PROBLEMS.get(shape, ("house_number",))]
    if {"code": "house_number"} in facts["problems"]:
        facts["shipping_address"] = {**facts["shipping_address"], "line1": NUMBER.sub("", facts["shipping_address"]["line1"])}
    facts["choice"] = {"url": f"{DESK}/a/6xv3", "due_at": at(19, 18), "default": "hold"}
    if variant == "at_carrier":
        ship(shape, told, facts, None)
        facts["problems"] = [{"code": "address"}]
        facts["held"] = {"until_at": at(24, 20)}
        facts["choice"] = {"url": f"{DESK}/a/6xv3"}


def doubled(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    order = facts["order"]
    facts["other_order"] = {"number": "#1002", "placed_at": order["placed_at"] + 540, "lines": order["lines"], "total": order["total"]}
    if "method" in facts["payment"]:
        facts["other_order"]["method"] = facts["payment"]["method"]
    facts["choice"] = {"url": f"{DESK}/k/2rm9", "due_at": at(17, 15), "default": "keep_both"}


# ── goods back, goods that did not come ─────────────────────────────────────────────────────────────
def returned(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    lines = facts["order"]["lines"]
    some = lines[-1:] if shape == "partial" else lines
    facts["returned"] = {"lines": some, "at": at(25, 11)}
    if variant == "exchange":
        facts["returned"]["new_ships_at"] = at(26, 12)
        return
    order = facts["order"]
    amount = facts["returned"]["amount"] = min(sum(line["total"] for line in some), order["total"] - (order["shipping"] or 0))
    state = "done" if shape in ("usd", "b2b") else "to_come"
    facts["refund"] = paid_back(shape, amount, state)
    if state == "done":
        facts["refund"]["issued_at"] = at(25, 15)


def paid_back(shape: str, amount: int, state: str) -> Refund:
    """What was paid at the door goes back by transfer."""
    return {"way": "cash_on_delivery_paid", "state": state, "amount": amount} if shape == "cod" else to_come(shape, amount, state)


def not_arrived(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, None)
    facts["finding"] = {"tell_by_at": at(21, 18)}


def found(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, None)
    facts["finding"] = {"recorded_at": at(18, 10, 42), "asked_at": at(20, 10), "answer_by_at": at(25, 18)}
    facts["refund"] = to_come(shape, facts["order"]["total"])
    facts["choice"] = {"url": f"{DESK}/n/8bq5", "due_at": at(24, 18), "default": "keep_open"}
    _OF_FINDING.get(variant or "delivered", _as_recorded)(told, facts)


def _as_recorded(told: Told, facts: Facts) -> None:
    """The carrier's record, and nothing else."""


def _delivered(told: Told, facts: Facts) -> None:
    facts["finding"] |= {"place": told["words"]["place"], "proof": told["words"]["proof"]}


def _held(told: Told, facts: Facts) -> None:
    facts["held"] = {"place": told["words"]["depot"], "until_at": at(25, 20)}


def _not_shipped(told: Told, facts: Facts) -> None:
    facts["finding"] = {"new_ships_at": at(23, 12)}
    facts["choice"]["default"] = "wait"


def _hold(told: Told, facts: Facts) -> None:
    facts["choice"]["default"] = "hold"


_OF_FINDING = {"delivered": _delivered, "held": _held, "attempted": _held, "not_shipped": _not_shipped, "returned": _hold}


def settled(shape: str, told: Told, facts: Facts, variant: str | None) -> None:
    ship(shape, told, facts, None)
    facts["finding"] = {"decided_at": at(26, 11)}
    if variant == "reship":
        facts["finding"]["new_ships_at"] = at(27, 12)
    if variant == "refund":
        facts["refund"] = {**paid_back(shape, facts["order"]["total"], "done"), "issued_at": at(26, 11)}
    if variant in (None, "arrived", "declined"):
        facts["finding"] |= {"recorded_at": at(18, 10, 42), "place": told["words"]["place"]}
    if variant == "declined":
        facts["finding"] |= {"proof": told["words"]["proof"], "answered_at": at(25, 14)}


PREPARE: dict[str, Prepare] = {
    "stockout_checking": checking,
    "stockout_choice": choosing,
    "stockout_cancelled": cancelled,
    "stockout_aftercare": afterwards,
    "backorder_confirmed": waiting,
    "restock_notice": back_in_stock,
    "stock_inquiry_reply": asked_about,
    "address_problem": address,
    "duplicate_order": doubled,
    "return_received": returned,
    "non_delivery_received": not_arrived,
    "non_delivery_findings": found,
    "non_delivery_resolved": settled,
}
