"""A whole order as the own shop tells it: lines, money, ways, people. Missing fields are named all at once."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from todoke.channels.channel import Setup, Unclear
from todoke.channels.fields import MOST_PIECES, codes, currency_code, minor, moment, rows, table, text
from todoke.channels.ways import LATER
from todoke.rules import events as ev
from todoke.rules.people import Address, Contact

Row = Mapping[str, Any]


def placed(order: Row, at: int, setup: Setup) -> tuple[ev.Event, ...]:
    """The order, and its payment where it came with the order."""
    currency = check(order, setup)
    total = in_all(order, currency)
    placed_at = moment(order["placed_at"], "order.placed_at") if order.get("placed_at") else at
    event = ev.OrderPlaced(
        at=placed_at, terms=terms(order, setup), pays=pays(order), total=total, lines=lines(order, currency),
        bill=bill(order, currency),
        manner=manner(order, currency),
    )  # fmt: skip
    return (event, *paid(order, at, total, currency))


def changed(order: Row, at: int, setup: Setup) -> ev.LinesChanged:
    currency = check(order, setup)
    return ev.LinesChanged(
        at=at, total=in_all(order, currency), lines=lines(order, currency), bill=bill(order, currency)
    )


def as_it_stands(order: Row, at: int, setup: Setup) -> tuple[ev.Event, ...]:
    """Both: as placed, and as it is now; the newest time wins."""
    return (*placed(order, at, setup), changed(order, at, setup))


def check(order: Row, setup: Setup) -> str:
    """The order's currency, if everything is there that the rest hangs on. Raises Unclear with all that is missing."""
    missing = [f"order.{name}" for name in ("lines", "total") if name not in order]
    for at, line in enumerate(rows(order.get("lines"))):
        missing += [f"order.lines[{at}].{name}" for name in ("id", "quantity") if line.get(name) in (None, "")]
        if line.get("amount") is None and line.get("price") is None:
            missing.append(f"order.lines[{at}].amount")
    if missing:
        raise Unclear(
            ", ".join(missing), "is missing." if len(missing) == 1 else "are missing.", "A total that is not known yet is null."
        )
    return currency_code(order.get("currency") or setup.currency, "order.currency")


def amount(row: Row, name: str, currency: str, place: str = "order") -> int | None:
    return None if row.get(name) is None else minor(row[name], currency, f"{place}.{name}")


def in_all(order: Row, currency: str) -> int | None:
    """The order's total; None where it is not known yet. Raises Unclear: an order below nothing would count as paid."""
    total = amount(order, "total", currency)
    if total is not None and total < 0:
        raise Unclear("order.total", "is below nothing.", "Write what the buyer pays in all.")
    return total


def lines(order: Row, currency: str) -> tuple[ev.Line, ...]:
    found = tuple(line(row, currency, f"order.lines[{at}]") for at, row in enumerate(rows(order.get("lines"))))
    twice = {row.id for row in found if sum(other.id == row.id for other in found) > 1}
    if twice:
        raise Unclear("order.lines", f"{', '.join(sorted(twice))} stands twice.", "Give every line an id of its own.")
    return found


def line(row: Row, currency: str, place: str) -> ev.Line:
    count = pieces(row.get("quantity"), f"{place}.quantity")
    price = amount(row, "price", currency, place)
    whole = amount(row, "amount", currency, place)
    return ev.Line(
        id=text(row, "id"), item=text(row, "sku", "item"), units=count, amount=(price or 0) * count if whole is None else whole,
        price=price,
        title=text(row, "title"), variant=text(row, "variant"), image=text(row, "image"), url=text(row, "url"),
        digital=row.get("digital") is True,
    )  # fmt: skip


def pieces(value: Any, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_PIECES:
        raise Unclear(place, f"{value!r} is no number of pieces.", "Write a whole number above nothing.")
    return value


def all_pieces(order: Row) -> dict[str, Any]:
    """Every piece, where the order stands beside the parcel; nothing else would be a guess."""
    return {text(row, "id"): row.get("quantity") for row in rows(order.get("lines"))}


def bill(order: Row, currency: str) -> ev.Bill:
    """From `bill`, or from the same names in the order itself."""
    said = table(order.get("bill")) or order
    names = ("subtotal", "discount", "shipping", "fee", "tax")
    found = {name: amount(said, name, currency) for name in names}
    return ev.Bill(**found, tax_included=said.get("tax_included") is not False)


def terms(order: Row, setup: Setup) -> ev.Terms:
    mails: Literal["channel", "todoke"] = "channel" if setup.mails == "channel" else "todoke"
    try:
        return msgspec.convert(dict(table(order.get("terms"))) | {"mails": mails}, ev.Terms)
    except msgspec.ValidationError as error:
        raise Unclear("order.terms", f"{error}.", 'Such as {"ruler": "shop", "tracked": true}.') from None


def pays(order: Row) -> Literal["first", "later"]:
    """As the shop says; else goods leave first only with cash on delivery and invoice."""
    payment = table(order.get("payment"))
    said = text(payment, "pays")
    if said not in ("", "first", "later"):
        raise Unclear("order.payment.pays", f"{said!r} is neither first nor later.", "first: goods leave after the money.")
    return "later" if said == "later" or (not said and text(payment, "way") in LATER) else "first"


def manner(order: Row, currency: str) -> ev.Manner:
    payment = table(order.get("payment"))
    return ev.Manner(
        number=text(order, "number"), currency=currency, locale=text(order, "locale") or "ja", way=text(payment, "way"),
        brand=text(payment, "brand"), last4=text(payment, "last4"), shipping=text(order, "shipping_method"),
        gateway=text(payment, "gateway"),
        business=order.get("business") is True, gift=order.get("gift") is True, pick_up=order.get("pick_up") is True,
        coupons=codes(order.get("coupons")),
    )  # fmt: skip


def paid(order: Row, at: int, total: int | None, currency: str) -> tuple[ev.Event, ...]:
    payment = table(order.get("payment"))
    if payment.get("paid") is not True:
        return ()
    came = amount(payment, "amount", currency, "order.payment")
    if came is None and total is None:
        raise Unclear("order.payment.amount", "is missing.", "It is paid, and the total is not known: say how much came.")
    paid_at = moment(payment["at"], "order.payment.at") if payment.get("at") else at
    name = f"pay:{text(payment, 'id') or 'order'}"
    return (
        ev.PaymentReceived(at=paid_at, payment=name, amount=came if came is not None else total or 0, way=text(payment, "way")),
    )


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def contact(order: Row) -> Contact | None:
    customer = table(order.get("customer"))
    if not customer:
        return None
    family, given = text(customer, "family_name"), text(customer, "given_name")
    return Contact(
        name=text(customer, "name") or f"{family} {given}".strip(), family_name=family, given_name=given,
        company=text(customer, "company"),
        mail=text(customer, "mail", "email"), phone=text(customer, "phone"), line=text(customer, "line"), billing=address(table(order.get("billing_address"))),
        note=text(order, "note"), engraving=engraving(order),
    )  # fmt: skip


def engraving(order: Row) -> dict[str, str]:
    return {text(row, "id"): said for row in rows(order.get("lines")) if (said := text(row, "engraving"))}


def delivery(order: Row) -> Address | None:
    given = table(order.get("shipping_address"))
    return address(given) if given else None


def address(row: Row) -> Address:
    return Address(
        name=text(row, "name"), company=text(row, "company"), country=text(row, "country").upper(),
        postal_code=text(row, "postal_code", "zip"),
        region=text(row, "region", "province"), city=text(row, "city"), line1=text(row, "line1", "address1"),
        line2=text(row, "line2", "address2"),
        phone=text(row, "phone"),
    )  # fmt: skip
