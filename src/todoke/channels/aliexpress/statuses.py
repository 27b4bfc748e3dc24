"""AliExpress's words for where an order stands, both ways: status codes, what the buyer sees, side fields, how it ended (LIF-4).

Sources: the documents of aliexpress.solution.order.get and .order.info.get (status codes, side fields); "What do the different order status
mean" (the buyer's names); end reasons as sellers' software of 2018 to 2023 knows them; the local order list of AliExpress Russia. Read 2026-11."""

from typing import Literal, NamedTuple

from todoke.rules.order import (
    AWAITING_DELIVERY,
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CANCEL_REQUESTED,
    CLOSED,
    COMPLETED,
    DELIVERED,
    FINISHED,
    FROZEN,
    OPEN,
    PAID_OUT,
    PARTLY_SHIPPED,
    REFUNDED,
    STARTED,
    VERIFYING_PAYMENT,
    Order,
)


class Code(NamedTuple):
    """What a status code proves by itself. IN_CANCEL, IN_FROZEN, IN_ISSUE and FINISH hide how far the order is: the side fields tell."""

    buyer: str  # what the buyer sees
    money: Literal["", "checked", "paid"] = ""
    sent: Literal["", "part", "all"] = ""
    clock: Literal["", "pay_by", "ship_by", "protect_until", "answer_by"] = ""  # which date its time left is
    unasked: bool = False  # nobody waits for an answer to a request to cancel
    hides: bool = False


# fmt: off
CODES = {
    "PLACE_ORDER_SUCCESS":       Code("Awaiting Payment", clock="pay_by", unasked=True),
    "PAYMENT_PROCESSING":        Code("Payment being verified", "checked", unasked=True),
    "WAIT_SELLER_EXAMINE_MONEY": Code("Payment being verified", "checked", unasked=True),
    "RISK_CONTROL":              Code("Payment being verified", "checked", unasked=True),
    "RISK_CONTROL_HOLD":         Code("Payment being verified", "checked", unasked=True),
    "WAIT_SELLER_SEND_GOODS":    Code("Awaiting shipment", "paid", clock="ship_by", unasked=True),
    "SELLER_PART_SEND_GOODS":    Code("Awaiting shipment", "paid", "part", clock="ship_by", unasked=True),
    "WAIT_BUYER_ACCEPT_GOODS":   Code("Awaiting delivery", "paid", "all", clock="protect_until", unasked=True),
    "FUND_PROCESSING":           Code("Fund processing", "paid", "all", unasked=True),
    "IN_CANCEL":                 Code("Cancel order", hides=True),
    "IN_FROZEN":                 Code("Frozen order", hides=True),
    "IN_ISSUE":                  Code("Dispute order", clock="answer_by", hides=True),
    "FINISH":                    Code("Finished", hides=True),
    "ARCHIVE":                   Code("Finished", hides=True),  # a finished order, put away
}
# fmt: on

OVER = ("FINISH", "ARCHIVE")
SENT = ("WAIT_BUYER_ACCEPT_GOODS", "FUND_PROCESSING", "SELLER_SEND_GOODS", "BUYER_ACCEPT_GOODS")  # of a child order
PARTS = ("SELLER_PART_SEND_GOODS", "SELLER_SEND_PART_GOODS")

# frozen_status, issue_status, fund_status, logistics_status: every value that is known
SIDE = {
    "frozen_status": ("NO_FROZEN", "IN_FROZEN"),
    "issue_status": ("NO_ISSUE", "IN_ISSUE", "END_ISSUE"),
    "fund_status": ("NOT_PAY", "PAY_SUCCESS", "WAIT_SELLER_CHECK"),
    "logistics_status": ("NO_LOGISTICS", "WAIT_SELLER_SEND_GOODS", "SELLER_SEND_PART_GOODS", "SELLER_SEND_GOODS", "BUYER_ACCEPT_GOODS"),
}  # fmt: skip
LOGISTICS_SENT = {"SELLER_SEND_PART_GOODS": "part", "SELLER_SEND_GOODS": "all", "BUYER_ACCEPT_GOODS": "all"}


class End(NamedTuple):
    """How an order ended: completed (by whom), or cancelled (why, by whom)."""

    kind: Literal["confirmed", "timed out", "cancelled"]
    reason: str = ""
    by: str = ""


# end_reason, order_end_reason → how it ended
ENDS = {
    "buyer_accept_goods": End("confirmed"),
    "buyer_accept_goods_timeout": End("timed out"),
    "buyer_pay_timeout": End("cancelled", "unpaid", "channel"),
    "buyer_cancel_notpay_order": End("cancelled", "buyer", "buyer"),
    "buyer_cancel_order_in_risk": End("cancelled", "buyer", "buyer"),
    "cancel_order_close_trade": End("cancelled", "buyer", "buyer"),
    "risk_reject_closed": End("cancelled", "suspicion", "channel"),
    "seller_send_goods_timeout": End("cancelled", "late", "channel"),
    "seller_accept_issue_no_goods_return": End("cancelled", "other", "channel"),
    "seller_response_issue_timeout": End("cancelled", "other", "channel"),
    # the local list's finish_reason
    "confirmedbybuyer": End("confirmed"),
    "confirmedbylogistic": End("confirmed"),
    "autoconfirm": End("timed out"),
    "paymenttimeout": End("cancelled", "unpaid", "channel"),
    "buyercannotpayment": End("cancelled", "unpaid", "buyer"),
    "shippingtimeout": End("cancelled", "late", "channel"),
    "freightcommitdaynotmatch": End("cancelled", "late", "buyer"),
    "productnotenough": End("cancelled", "stockout", "shop"),
    "cancelledbyseller": End("cancelled", "shop", "shop"),
    "securityclose": End("cancelled", "suspicion", "channel"),
    "buyernotpickupposting": End("cancelled", "other", "channel"),
    "logisticordertopostingmapfailed": End("cancelled", "other", "channel"),
    "groupbuyfailure": End("cancelled", "other", "channel"),
    "cancelgroupbuyafterpay": End("cancelled", "buyer", "buyer"),
    "cancelledbybuyer": End("cancelled", "buyer", "buyer"),
    "buyerdoesnotwantorder": End("cancelled", "buyer", "buyer"),
    "buyerwantchangeproduct": End("cancelled", "buyer", "buyer"),
    "buyerchangecoupon": End("cancelled", "buyer", "buyer"),
    "buyerchangemailaddress": End("cancelled", "buyer", "buyer"),
    "buyerchangelogistic": End("cancelled", "buyer", "buyer"),
    "buyerotherreasons": End("cancelled", "buyer", "buyer"),
    "sellerdidnotusebuyerlogistictype": End("cancelled", "buyer", "buyer"),
    "buyercannotcontactseller": End("cancelled", "buyer", "buyer"),
    "sellerriseorderamount": End("cancelled", "buyer", "buyer"),
}  # fmt: skip

# what the buyer sees → the code, and the side fields that this name implies. Names that several codes share stand for the plainest.
NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "awaiting payment": ("PLACE_ORDER_SUCCESS", {}),
    "payment being verified": ("RISK_CONTROL", {}),
    "payment not yet confirmed": ("WAIT_SELLER_EXAMINE_MONEY", {}),
    "awaiting shipment": ("WAIT_SELLER_SEND_GOODS", {}),
    "partial shipment": ("SELLER_PART_SEND_GOODS", {}),
    "awaiting delivery": ("WAIT_BUYER_ACCEPT_GOODS", {}),
    "fund processing": ("FUND_PROCESSING", {}),
    "cancel order": ("IN_CANCEL", {}),
    "awaiting cancellation": ("IN_CANCEL", {}),
    "frozen order": ("IN_FROZEN", {}),
    "dispute order": ("IN_ISSUE", {}),
    "dispute orders": ("IN_ISSUE", {}),
    "finished": ("FINISH", {"end_reason": "buyer_accept_goods"}),
    "order completed": ("FINISH", {"end_reason": "buyer_accept_goods"}),
    "confirmation time out": ("FINISH", {"end_reason": "buyer_accept_goods_timeout"}),
    "confirmation timed out": ("FINISH", {"end_reason": "buyer_accept_goods_timeout"}),
    "closed": ("FINISH", {"logistics_status": "NO_LOGISTICS"}),
    "dispute finished": ("FINISH", {"issue_status": "END_ISSUE"}),
}  # fmt: skip

# what the buyer pays with offline: the seller examines the money, no risk control does
OFFLINE = ("bank_transfer",)

# the local list: order_display_status and its side fields → the codes above
LOCAL: dict[str, dict[str, str]] = {
    "order_display_status": {
        "PLACEORDERSUCCESS": "PLACE_ORDER_SUCCESS", "PAYMENTPENDING": "PAYMENT_PROCESSING", "WAITEXAMINEMONEY": "WAIT_SELLER_EXAMINE_MONEY",
        "WAITSENDGOODS": "WAIT_SELLER_SEND_GOODS", "WAITSENDGOOD": "WAIT_SELLER_SEND_GOODS", "PARTIALSENDGOODS": "SELLER_PART_SEND_GOODS",
        "WAITACCEPTGOODS": "WAIT_BUYER_ACCEPT_GOODS", "INCANCEL": "IN_CANCEL", "INFROZEN": "IN_FROZEN", "INISSUE": "IN_ISSUE",
        "COMPLETE": "FINISH", "CLOSE": "FINISH", "FINISH": "FINISH",
    },
    "payment_status": {
        "NOTPAID": "NOT_PAY", "CANCELLED": "NOT_PAY", "FAILED": "NOT_PAY", "PAYMENTPENDING": "WAIT_SELLER_CHECK",
        "PAYMENTPROCESSING": "WAIT_SELLER_CHECK",
        "HOLD": "PAY_SUCCESS", "PAID": "PAY_SUCCESS", "REFUNDED": "PAY_SUCCESS", "PARTIALLYREFUNDED": "PAY_SUCCESS",
    },
    "delivery_status": {
        "INIT": "WAIT_SELLER_SEND_GOODS", "PROCESSING": "WAIT_SELLER_SEND_GOODS", "SHIPPED": "SELLER_SEND_GOODS",
        "DELIVERED": "SELLER_SEND_GOODS", "RETURNED": "SELLER_SEND_GOODS", "CANCELLED": "NO_LOGISTICS",
    },
    "issue_status": {"NODISPUTE": "NO_ISSUE", "INPROCESS": "IN_ISSUE", "FINISHED": "END_ISSUE"},
}  # fmt: skip


# ── ours → theirs ───────────────────────────────────────────────────────────────────────────────────
class Theirs(NamedTuple):
    """How AliExpress calls where an order stands: its code, and what the buyer sees."""

    code: str
    name: str


PROGRESS = {
    AWAITING_PAYMENT: "PLACE_ORDER_SUCCESS", AWAITING_SHIPMENT: "WAIT_SELLER_SEND_GOODS", PARTLY_SHIPPED: "SELLER_PART_SEND_GOODS",
    AWAITING_DELIVERY: "WAIT_BUYER_ACCEPT_GOODS", DELIVERED: "WAIT_BUYER_ACCEPT_GOODS",
}  # fmt: skip


def their_words(o: Order) -> Theirs | None:
    """The code and the name of where our order stands; None while nobody has heard of the order itself. The first that fits."""
    code = code_of(o)
    return Theirs(code, over(o) if code == "FINISH" else CODES[code].buyer) if code else None


def code_of(o: Order) -> str:
    if o.progress == CLOSED:
        return "FINISH"
    if o.hold == FROZEN:
        return "IN_FROZEN"
    if o.dispute == OPEN:
        return "IN_ISSUE"
    if o.hold == CANCEL_REQUESTED:
        return "IN_CANCEL"
    if o.progress == VERIFYING_PAYMENT:
        return "WAIT_SELLER_EXAMINE_MONEY" if examined(o) else "RISK_CONTROL"
    if o.progress == COMPLETED:
        return "FINISH" if o.funds in (PAID_OUT, REFUNDED) else "FUND_PROCESSING"
    return PROGRESS.get(o.progress, "")


def examined(o: Order) -> bool:
    """Does the shop check the money itself? Only what was paid offline."""
    return any(p.stage == STARTED and p.way in OFFLINE for p in o.payments)


def over(o: Order) -> str:
    """What the buyer sees of an order that is over. Completed at the end of the protection, or later: nobody confirmed it."""
    if o.dispute == FINISHED:
        return "Dispute finished"
    if o.progress == CLOSED:
        return "Closed"
    said, until = o.dates.protect_until
    return "Confirmation time out" if said >= 0 and o.completed_at >= until else "Finished"
