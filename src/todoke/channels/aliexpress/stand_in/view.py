"""The stand-in's orders in the shapes that AliExpress answers: list, info, recipient. Its oddities are its own on purpose."""

from typing import Any

from todoke.channels.aliexpress.fields import in_pacific
from todoke.channels.aliexpress.stand_in.shop import Line, Shop, Sold, now

Json = dict[str, Any]
LOGISTICS = {"WAIT_BUYER_ACCEPT_GOODS": "SELLER_SEND_GOODS", "FUND_PROCESSING": "BUYER_ACCEPT_GOODS", "SELLER_PART_SEND_GOODS": "SELLER_SEND_PART_GOODS"}
HIDDEN = ("IN_CANCEL", "IN_FROZEN", "IN_ISSUE")


def text_of(cents: int) -> str:
    """Blanks stray into amounts of whole dollars."""
    return f"{cents // 100}. 00" if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}"


def simple(cents: int) -> Json:
    return {"amount": text_of(cents), "currency_code": "USD"}


def full(cents: int) -> Json:
    return {
        "amount": text_of(cents), "cent": cents, "cent_factor": 100, "currency_code": "USD",
        "currency": {"currency_code": "USD", "default_fraction_digits": 2, "display_name": "US Dollar", "numeric_code": 840, "symbol": "$"},
    }  # fmt: skip


def moment(at: int) -> str:
    return in_pacific(at) if at else ""


def fund_status(order: Sold) -> str:
    return "PAY_SUCCESS" if order.paid else "NOT_PAY"


def real_status(order: Sold) -> str:
    """What the status would be if nothing hid it."""
    return order.before if order.status in HIDDEN else order.status


def logistics_status(order: Sold) -> str:
    if order.status == "FINISH":
        return "BUYER_ACCEPT_GOODS" if order.loan == "loan_ok" else "SELLER_SEND_GOODS" if order.parcels else "NO_LOGISTICS"
    return LOGISTICS.get(real_status(order), "WAIT_SELLER_SEND_GOODS")


def child_status(order: Sold, line: Line) -> str:
    return "WAIT_BUYER_ACCEPT_GOODS" if line.sent and real_status(order) == "SELLER_PART_SEND_GOODS" else real_status(order)


# ── aliexpress.solution.order.get ──
def row(order: Sold) -> Json:
    found = {
        "order_id": order.id, "order_status": order.status, "biz_type": "AE_COMMON", "gmt_create": moment(order.created),
        "gmt_pay_time": moment(order.paid), "gmt_update": moment(order.updated), "fund_status": fund_status(order),
        "frozen_status": "IN_FROZEN" if order.frozen else "NO_FROZEN", "issue_status": order.issue, "end_reason": order.end_reason,
        "payment_type": order.payment, "pay_amount": simple(order.total), "buyer_login_id": order.buyer.login,
        "buyer_signer_fullname": order.buyer.name, "has_request_loan": False, "logisitcs_escrow_fee_rate": "", "phone": False,
        "product_list": {"order_product_dto": [product(order, line) for line in order.lines]},
    }  # fmt: skip
    return found | ({"timeout_left_time": (order.over_time - now()) * 1000} if order.over_time else {})


def product(order: Sold, line: Line) -> Json:
    """`order_id` of a line is the child order's."""
    return {
        "child_id": line.id, "order_id": line.id, "product_id": 1_005_009_000_000_000 + line.item.cents, "sku_code": line.item.sku,
        "product_count": line.count, "product_name": line.item.title, "product_unit": "piece", "product_unit_price": simple(line.item.cents),
        "total_product_amount": simple(line.item.cents * line.count), "logistics_amount": simple(0),
        "logistics_type": "VIRTUAL" if line.item.digital else "EMS_ZX_ZX_US", "logistics_service_name": "AliExpress Standard Shipping",
        "goods_prepare_time": 7, "son_order_status": child_status(order, line), "show_status": child_status(order, line),
        "issue_status": order.issue, "money_back3x": False, "can_submit_issue": False,
    }  # fmt: skip


# ── aliexpress.solution.order.info.get ──
def info(order: Sold) -> Json:
    refund = {"refund_cash_amt": full(order.refund), "refund_status": "refund_ok", "refund_time": moment(order.updated)} if order.refund else {}
    return {
        "id": order.id, "order_status": order.status, "gmt_create": moment(order.created), "gmt_pay_success": moment(order.paid),
        "gmt_modified": moment(order.updated), "gmt_trade_end": moment(order.ended), "fund_status": fund_status(order),
        "frozen_status": "IN_FROZEN" if order.frozen else "NO_FROZEN", "issue_status": order.issue, "order_end_reason": order.end_reason,
        "logistics_status": logistics_status(order), "loan_status": order.loan, "payment_type": order.payment,
        "order_amount": full(order.total), "init_oder_amount": full(order.total - order.shipping), "logistics_amount": full(order.shipping),
        "settlement_currency": "CNY", "pay_amount_by_settlement_cur": f"{order.total * 7 / 100:.2f}", "over_time_left": moment(order.over_time),
        "buyerloginid": order.buyer.login, "buyer_signer_fullname": order.buyer.name, "is_phone": False,
        "buyer_info": {"login_id": order.buyer.login, "country": order.buyer.country, "first_name": "", "last_name": ""},
        "child_order_list": {"global_aeop_tp_child_order_dto": [child(order, line) for line in order.lines]},
        "logistic_info_list": parcels(order), "refund_info": refund, "memo": "",
    }  # fmt: skip


def child(order: Sold, line: Line) -> Json:
    return {
        "id": line.id, "child_order_id": str(line.id), "sku_code": line.item.sku, "product_id": 1_005_009_000_000_000 + line.item.cents,
        "product_name": line.item.title, "product_count": line.count, "product_price": full(line.item.cents),
        "init_order_amt": full(line.item.cents * line.count), "order_status": child_status(order, line), "issue_status": order.issue,
        "frozen_status": "IN_FROZEN" if order.frozen else "NO_FROZEN", "goods_prepare_time": 7, "fund_status": fund_status(order),
        "logistics_type": "VIRTUAL" if line.item.digital else "EMS_ZX_ZX_US", "logistics_service_name": "AliExpress Standard Shipping",
    }  # fmt: skip


def parcels(order: Sold) -> Json:
    """An empty list is an empty object."""
    found = [
        {
            "logistics_no": parcel.number, "logistics_service_name": parcel.service, "gmt_send": moment(parcel.sent_at)[:16],
            "gmt_received": moment(parcel.received_at)[:16], "receive_status": "received" if parcel.received_at else "default",
            "have_tracking_info": True,
        }
        for parcel in order.parcels
    ]  # fmt: skip
    return {"global_aeop_tp_logistic_info_dto": found} if found else {}


# ── aliexpress.solution.order.receiptinfo.get ──
def recipient(order: Sold) -> Json:
    """Which order it belongs to is not said."""
    country, _, number = order.buyer.phone.partition(" ")
    return {
        "contact_person": order.buyer.name, "detail_address": order.buyer.street, "address2": "", "city": order.buyer.city,
        "province": order.buyer.province, "country": order.buyer.country, "zip": order.buyer.zip, "phone_country": country, "mobile_no": number,
    }  # fmt: skip


def changed(shop: Shop, begin: int, end: int, statuses: tuple[str, ...]) -> list[Sold]:
    """The newest change first. Finished orders come only to who asks for them."""
    found = [order for order in shop.orders.values() if begin <= order.updated <= end]
    wanted = [order for order in found if (order.status in statuses if statuses else order.status != "FINISH")]
    return sorted(wanted, key=lambda order: (-order.updated, -order.id))
