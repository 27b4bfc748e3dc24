"""Ours → theirs: parcels, other numbers, answers to a request to cancel, more time. Each asks first how the order stands there, so that it can be
repeated.

What has no method (a cancellation by the shop, cut lines, more time to ship) is refused with what a person must do in the seller's pages. Money goes
back by itself: nothing is told. Sources: documents of solution.order.fulfill, logistics.sellermodifiedshipmentfortop,
trade.seller.order.acceptcancel and .refusecancel, trade.redefining.extendsbuyeracceptgoodstime, read 2026-11."""

from collections.abc import Callable, Mapping
from typing import Any

from todoke.channels.aliexpress.api import Shut, call
from todoke.channels.aliexpress.fields import Row, in_pacific, instant, listed, word
from todoke.channels.aliexpress.reading import query
from todoke.channels.aliexpress.snapshot import number_of
from todoke.channels.aliexpress.words import INFO
from todoke.channels.channel import Known, Pushed, Refusal, Setup
from todoke.channels.fields import table, text
from todoke.rules import effects as fx
from todoke.rules.figures import unsent
from todoke.rules.order import Order, Parcel
from todoke.tracking.carriers import carrier_of
from todoke.tracking.links import link_of

FULFIL, RENUMBER = "solution.order.fulfill", "logistics.sellermodifiedshipmentfortop"
CONSENT, REFUSE = "trade.seller.order.acceptcancel", "trade.seller.order.refusecancel"
EXTEND = "trade.redefining.extendsbuyeracceptgoodstime"
DAY, A_WHILE = 86_400, 1_800.0  # seconds
TO_SEND = ("WAIT_SELLER_SEND_GOODS", "SELLER_PART_SEND_GOODS")
ANYWHERE = "https://www.17track.net/"  # a page that follows most carriers: AliExpress asks for one where it does not know the carrier

# AliExpress's names of services: who types one of them means it; a carrier's name stands for its plainest service. Everything else goes as Other, with
# the page that follows the parcel. Source: logistics.redefining.listlogisticsservice, as sellers' software of 2014 to 2024 lists it.
SERVICES = {"dhl": "DHL", "dhl_express": "DHL", "dhl_ecommerce": "DHLECOM", "ups": "UPS", "fedex": "FEDEX", "sf": "SF", "usps": "USPS",
            "singapore_post": "SGP", "swiss_post": "CHP", "postnl": "POST_NL", "china_post": "CPAM"}  # fmt: skip
BY_NAME = ("ARAMEX", "CAINIAO_ECONOMY", "CAINIAO_PREMIUM", "CAINIAO_STANDARD", "CHP", "CPAM", "CPAP", "DHL", "DHLECOM", "E_EMS", "EMS", "EMS_ZX_ZX_US",
           "FEDEX", "FEDEX_IE", "GATI", "HKPAM", "HKPAP", "POST_NL", "PTT", "SEP", "SF", "SF_EPARCEL", "SGP", "SUNYOU_ECONOMY", "TNT", "TOLL", "UBI", "UPS",
           "UPSE", "USPS", "YANWEN_AM", "YANWEN_ECONOMY", "YANWEN_JYT")  # fmt: skip
OTHER = "Other"


def push(effect: fx.Effect, known: Known, setup: Setup) -> Pushed:
    """Raises Refusal, also for what AliExpress has no word for. Where a person must give another session first, it waits for that."""
    teller = TELLERS.get(type(effect))
    if not teller:
        raise Refusal(f"AliExpress takes no {type(effect).__name__}", again=False)
    try:
        return teller(effect, known, setup)
    except Shut as no:
        raise Refusal(no.reason, again=True, after=A_WHILE) from None


def there(known: Known, setup: Setup) -> Row:
    """The order as AliExpress has it. Raises Refusal."""
    found = table(call(setup, INFO, param1=query(known.ref)).get("data"))
    if not found:
        raise Refusal(f"AliExpress has no order {known.ref}", again=False)
    return found


def done(method: str, answer: Row) -> None:
    """No error, and yet not done. Raises Refusal."""
    inner = table(answer.get("result")) or answer
    if any(inner.get(name) is False for name in ("result_success", "is_success", "success", "target")):
        raise Refusal(f"AliExpress, {method}: {text(inner, 'error_message', 'result_error_desc', 'memo') or 'not done, without a reason'}", again=False)


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def parcel_of(order: Order, name: str) -> Parcel:
    found = next((parcel for parcel in order.parcels if parcel.id == name), None)
    if found is None:
        raise Refusal(f"nothing is known of parcel {name}", again=False)
    if not found.tracking[2]:
        raise Refusal("AliExpress takes no parcel without a number: give it one, or report it in the seller's pages", again=False)
    return found


def send(effect: fx.PushShipment, known: Known, setup: Setup) -> Pushed:
    """solution.order.fulfill for each number that is not there yet."""
    parcel, order = parcel_of(known.order, effect.parcel), there(known, setup)
    numbers = numbers_in(order)
    for number in parcel.tracking[2]:
        if number not in numbers:
            if word(order, "order_status") not in TO_SEND:
                raise Refusal(f"AliExpress takes no parcel for an order in {text(order, 'order_status')}", again=False)
            done(FULFIL, call(setup, FULFIL, **shipment(parcel, number, known)))
    return named(parcel)


def numbers_in(order: Row) -> set[str]:
    return {number_of(row) for row in listed(order.get("logistic_info_list"))}


def shipment(parcel: Parcel, number: str, known: Known) -> dict[str, Any]:
    """`all` when nothing of the order is left behind."""
    service, website = service_of(parcel, number)
    part = bool(unsent(known.order)) or number != parcel.tracking[2][-1]
    return {"service_name": service, "tracking_website": website, "out_ref": known.ref, "send_type": "part" if part else "all", "logistics_no": number}


def service_of(parcel: Parcel, number: str) -> tuple[str, str | None]:
    """AliExpress's name of the carrier, and where a parcel of another one can be followed."""
    _, carrier, _, url = parcel.tracking
    service = carrier.strip().upper() if carrier.strip().upper() in BY_NAME else SERVICES.get(carrier_of(carrier), OTHER)
    return service, (url or link_of(carrier, (number,), "en") or ANYWHERE) if service == OTHER else None


def named(parcel: Parcel) -> Pushed:
    """AliExpress knows parcels by their numbers; what it says of these is about ours."""
    return Pushed(answer=", ".join(parcel.tracking[2]), alias=tuple((f"par:{number}", parcel.id) for number in parcel.tracking[2]))


def track(effect: fx.PushTracking, known: Known, setup: Setup) -> Pushed:
    """Another number in the place of one that no parcel of ours bears any more; a further one is a shipment of its own."""
    parcel, order = parcel_of(known.order, effect.parcel), there(known, setup)
    borne = {number for one in known.order.parcels for number in one.tracking[2]}
    left_over = [row for row in listed(order.get("logistic_info_list")) if number_of(row) not in borne]
    for number in parcel.tracking[2]:
        if number in numbers_in(order):
            continue
        if left_over:
            replace(left_over.pop(0), number, parcel, known, setup)
        else:
            done(FULFIL, call(setup, FULFIL, **shipment(parcel, number, known)))
    return named(parcel)


def replace(row: Row, number: str, parcel: Parcel, known: Known, setup: Setup) -> None:
    service, website = service_of(parcel, number)
    said = {
        "old_service_name": text(row, "logistics_service_name", "logistics_type_code") or OTHER, "new_service_name": service,
        "old_logistics_no": number_of(row), "new_logistics_no": number, "out_ref": known.ref, "send_type": "part" if unsent(known.order) else "all",
        "tracking_website": website,
    }  # fmt: skip
    done(RENUMBER, call(setup, RENUMBER, **said))


# ── cancelling ──────────────────────────────────────────────────────────────────────────────────────
def cancel(effect: fx.PushCancel, known: Known, setup: Setup) -> Pushed:
    """Only the buyer can begin it; then the shop consents."""
    order = there(known, setup)
    if word(order, "order_status") == "IN_CANCEL":
        return reply(CONSENT, order, known, setup)
    if word(order, "order_status") in ("FINISH", "ARCHIVE"):
        return Pushed(answer="over already")
    raise Refusal("AliExpress lets no shop cancel by itself: ask the buyer to cancel there, or do it in the seller's pages", again=False)


def answer(effect: fx.AnswerCancel, known: Known, setup: Setup) -> Pushed:
    """Consent, or a no; where nobody asks any more, there is nothing to say."""
    order = there(known, setup)
    if word(order, "order_status") != "IN_CANCEL":
        return Pushed(answer="nobody asks any more")
    if effect.answer == "consented":
        return reply(CONSENT, order, known, setup)
    return reply(REFUSE, order, known, setup, "already sent" if "left" in effect.answer else "the order is being prepared")


def reply(method: str, order: Row, known: Known, setup: Setup, memo: str = "") -> Pushed:
    login = text(order, "buyerloginid") or text(table(order.get("buyer_info")), "login_id")
    said = {"buyer_login_id": login, "order_id": known.ref} | ({"memo": memo} if memo else {})
    done(method, call(setup, method, param_order_cancel_request=said))
    return Pushed(answer=method)


# ── time ────────────────────────────────────────────────────────────────────────────────────────────
def extend(effect: fx.PushExtension, known: Known, setup: Setup) -> Pushed:
    """The protection by whole days; more time to ship is given in the seller's pages only."""
    grant = max(known.order.grants, key=lambda one: one.at, default=None)
    if grant is None:
        return Pushed(answer="nothing was extended")
    order = there(known, setup)
    stands = instant(order["over_time_left"], "over_time_left") if order.get("over_time_left") else 0
    if stands >= grant.until:
        return Pushed(answer="known already")
    until = in_pacific(grant.until)
    if grant.kind != "protection" or not stands:
        raise Refusal(f"AliExpress has no method for it: extend the time in the seller's pages, to {until} Pacific time", again=False)
    days = -(-(grant.until - stands) // DAY)
    done(EXTEND, call(setup, EXTEND, param0=known.ref, param1=str(days)))
    return Pushed(answer=f"{days} days more")


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def refund(effect: fx.OweRefund, known: Known, setup: Setup) -> Pushed:
    return Pushed(answer="AliExpress pays back by itself")


def nothing(effect: fx.BookParcel, known: Known, setup: Setup) -> Pushed:
    """The shop books its parcels itself; AliExpress hears of them when they leave."""
    return Pushed("nothing to tell")


TELLERS: Mapping[type[fx.Effect], Callable[[Any, Known, Setup], Pushed]] = {
    fx.PushShipment: send, fx.PushTracking: track, fx.PushCancel: cancel, fx.AnswerCancel: answer, fx.PushExtension: extend, fx.OweRefund: refund,
    fx.BookParcel: nothing,
}  # fmt: skip
