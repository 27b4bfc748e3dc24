"""What an answer of AliExpress holds: orders, one order, a recipient, an error. Read from its shape, whichever method gave it.

Methods of every age answer differently: `aliexpress_…_response` around it or not; `result`, `target`, `data`, `target_list`, `order_list`;
lists in an envelope of their own, or bare."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from todoke.channels.aliexpress.fields import Row, listed, snake
from todoke.channels.fields import table, text

ORDERS, ORDER, RECIPIENT, ERROR, EMPTY, ANSWER, NOTHING = "orders", "order", "recipient", "error", "empty", "answer", ""
INWARDS = ("resp_result", "result", "target", "data")  # from an envelope to what it holds
PAGES = ("target_list", "order_list", "orders", "result_list")
ADDRESS = ("contact_person", "detail_address", "mobile_no", "localized_address")
COUNTS = ("total_count", "total_item", "current_page", "total_page")
DONE = ("result_success", "is_success")


class Opened(NamedTuple):
    """`rows`: the orders, the recipient, or the error itself."""

    kind: str
    rows: tuple[Row, ...] = ()


def opened(body: Any) -> Opened:
    """From the outside in; the first level that has a known shape is it."""
    errors: list[Row] = []
    for level in levels(snake(body)):
        if found := shape(level):
            return found
        if failed(level):
            errors.append(table(level.get("error_response")) or table(level.get("error")) or level)
    return Opened(ERROR, (errors[-1],)) if errors else Opened(NOTHING)


def levels(body: Any) -> Iterator[Row]:
    """Each envelope, outermost first. A list at the end is a page."""
    while isinstance(body, dict):
        yield body
        inside = next((name for name in body if isinstance(name, str) and name.endswith("_response") and name != "error_response"), "")
        inside = inside or next((name for name in INWARDS if isinstance(body.get(name), dict | list)), "")
        body = body.get(inside)
    if isinstance(body, list):
        yield {"orders": body}


def shape(level: Row) -> Opened | None:
    if is_order(level):
        return Opened(ORDER, (level,))
    if any(name in level for name in ADDRESS):
        return Opened(RECIPIENT, (level,))
    for name in PAGES:
        found = listed(level.get(name))
        if found:
            return Opened(ORDERS, tuple(found)) if any(is_order(row) for row in found) else None
    if any(name in level for name in COUNTS) and not failed(level):
        return Opened(EMPTY)
    return Opened(ANSWER) if any(level.get(name) is True for name in DONE) else None


def is_order(row: Row) -> bool:
    return "order_status" in row or "order_display_status" in row or ("gmt_create" in row and any(name in row for name in ("order_id", "id")))


def failed(level: Row) -> bool:
    """Errors stand inside an answer of status 200; error_code 0 is success."""
    if level.get("error_response") or (table(level.get("error")) and not level.get("data")):
        return True
    if text(level, "error_code", "result_error_code", "sub_error_code") not in ("", "0", "00"):
        return True
    return level.get("success") is False or level.get("result_success") is False or (text(level, "type") in ("ISV", "ISP", "SYSTEM") and "code" in level)


def complaint(row: Row) -> str:
    """An error in AliExpress's own words: code and message."""
    code = " ".join(said for name in ("code", "sub_code", "error_code", "result_error_code") if (said := text(row, name)))
    said = text(row, "sub_msg", "msg", "message", "error_message", "result_error_desc", "memo")
    return f"{code}: {said}".strip(": ")[:300]
