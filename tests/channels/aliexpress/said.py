"""Words for the tests of AliExpress: answers of our own making in its shapes, what they say, and the order that comes of it."""

import json
from pathlib import Path
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup
from todoke.channels.registry import CHANNELS
from todoke.rules.decide import advance_all, together
from todoke.rules.events import Event
from todoke.rules.order import Order

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
ALI = CHANNELS["aliexpress"]
NUMBER = "8170042600013371"
MAILED = Setup(name="bowls", currency="USD", mails="channel")
NOON = 1_780_340_400  # 2026-06-01 12:00:00 in California, 19:00 UTC


def usd(text: str) -> dict[str, Any]:
    return {"amount": text, "currency_code": "USD"}


def child(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A child order; two pieces each."""
    name = f"81700426000{number}3372"
    return {
        "child_id": int(name), "order_id": int(name), "product_id": 1005009000000000 + number, "sku_code": f"BOWL-{number}", "product_count": 2,
        "product_name": f"Bowl {number}", "product_unit_price": usd("10.00"), "total_product_amount": usd("20. 00"), "logistics_amount": usd("0. 00"),
        "logistics_type": "EMS_ZX_ZX_US", "logistics_service_name": "AliExpress Standard Shipping", "goods_prepare_time": 7,
        "son_order_status": "WAIT_SELLER_SEND_GOODS", "show_status": "WAIT_SELLER_SEND_GOODS", "issue_status": "NO_ISSUE",
    } | changes  # fmt: skip


def row(status: str = "WAIT_SELLER_SEND_GOODS", **changes: Any) -> dict[str, Any]:
    """An order of two lines as the list shows it: placed at 11:00, paid at 11:30, changed at 12:00 in California."""
    found = {
        "order_id": int(NUMBER), "order_status": status, "biz_type": "AE_COMMON", "gmt_create": "2026-06-01 11:00:00",
        "gmt_pay_time": "2026-06-01 11:30:00", "gmt_update": "2026-06-01 12:00:00", "fund_status": "PAY_SUCCESS", "frozen_status": "NO_FROZEN",
        "issue_status": "NO_ISSUE", "end_reason": "", "payment_type": "MIXEDCARD", "pay_amount": usd("40.00"), "buyer_login_id": "us1",
        "buyer_signer_fullname": "Ann Lee", "logisitcs_escrow_fee_rate": "", "product_list": {"order_product_dto": [child(1), child(2)]},
    }  # fmt: skip
    unpaid = {"gmt_pay_time": "", "fund_status": "NOT_PAY"} if status == "PLACE_ORDER_SUCCESS" else {}
    return {name: value for name, value in (found | unpaid | changes).items() if value is not None}


def page(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    listed = {"order_dto": list(rows)} if rows else {}
    result = {"success": True, "error_code": "0", "current_page": 1, "page_size": 50, "total_count": len(rows), "total_page": 1, "target_list": listed}
    return {"aliexpress_solution_order_get_response": {"result": result | changes, "request_id": "r1"}}


def cents(amount: int, amount_text: str = "") -> dict[str, Any]:
    return {"amount": amount_text, "cent": amount, "cent_factor": 100, "currency_code": "USD", "currency": {"currency_code": "USD", "symbol": "$"}}


def info(status: str = "WAIT_SELLER_SEND_GOODS", **changes: Any) -> dict[str, Any]:
    """The same order as its info shows it: other names, amounts in cents."""
    said = row(status)
    lines = [
        {
            "id": one["child_id"], "child_order_id": str(one["child_id"]), "sku_code": one["sku_code"], "product_id": one["product_id"],
            "product_name": one["product_name"], "product_count": 2, "product_price": cents(1000), "init_order_amt": cents(2000, "20.00"),
            "order_status": one["son_order_status"], "issue_status": "NO_ISSUE", "frozen_status": "NO_FROZEN", "goods_prepare_time": 7,
            "logistics_type": one["logistics_type"], "logistics_service_name": one["logistics_service_name"],
        }
        for one in (child(1), child(2))
    ]  # fmt: skip
    data = {
        "id": said["order_id"], "order_status": status, "gmt_create": said["gmt_create"], "gmt_pay_success": said["gmt_pay_time"],
        "gmt_modified": said["gmt_update"], "fund_status": said["fund_status"], "frozen_status": "NO_FROZEN", "issue_status": "NO_ISSUE",
        "order_end_reason": "", "payment_type": "MIXEDCARD", "order_amount": cents(4000, "40.00"), "logistics_amount": cents(0, "0. 00"),
        "logistics_status": "WAIT_SELLER_SEND_GOODS", "loan_status": "loan_none", "settlement_currency": "CNY", "pay_amount_by_settlement_cur": "280.00",
        "buyerloginid": "us1", "buyer_signer_fullname": "Ann Lee", "buyer_info": {"country": "US", "login_id": "us1"},
        "child_order_list": {"global_aeop_tp_child_order_dto": lines}, "logistic_info_list": {},
    }  # fmt: skip
    result = {"error_code": "0", "data": {name: value for name, value in (data | changes).items() if value is not None}, "time_stamp": "2026-06-02 03:00:00"}
    return {"aliexpress_solution_order_info_get_response": {"result": result, "request_id": "r2"}}


def parcel(number: str = "LX100000018US", **changes: Any) -> dict[str, Any]:
    return {"logistics_no": number, "logistics_service_name": "EMS", "gmt_send": "2026-06-01 11:45", "receive_status": "default"} | changes


def sent(*parcels: dict[str, Any]) -> dict[str, Any]:
    return {"global_aeop_tp_logistic_info_dto": list(parcels)}


WHERE = {
    "contact_person": "Ann Lee", "detail_address": "12 Elm Street", "address2": "Apt 3", "city": "Portland", "province": "Oregon", "country": "US",
    "zip": "97201", "phone_country": "+1", "mobile_no": "5035550100", "country_name": "United States",
}  # fmt: skip
RECIPIENT = {"aliexpress_solution_order_receiptinfo_get_response": {"result": WHERE}}


def heard(said: Any, topic: str = "", setup: Setup = MAILED) -> tuple[Reading, ...] | Ignored:
    return ALI.read(topic, said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode(), setup)


def reading(said: Any, topic: str = "", setup: Setup = MAILED) -> Reading:
    found = heard(said, topic, setup)
    assert not isinstance(found, Ignored), found.reason
    return found[0]


def facts(said: Any, setup: Setup = MAILED) -> dict[str, Any]:
    """Facts by the name of their class; the last of several."""
    return {type(event).__name__: event for event in reading(said, setup=setup).events}


def told(*events: Event, before: Order | None = None) -> Order:
    """The order after these events, as the tables decide."""
    order = before or Order()
    for group in together(events):
        for decision in advance_all(order, group):
            order = decision.order
    return order


def order_of(*bodies: Any, setup: Setup = MAILED) -> Order:
    """The order after these answers, one after the other."""
    order = Order()
    for body in bodies:
        order = told(*reading(body, setup=setup).events, before=order)
    return order


def regions(order: Order) -> tuple[str, str, str, str]:
    return order.progress, order.funds, order.hold, order.dispute
