"""Single fields as Shopify writes them: ids, money with its two currencies, moments, people. Webhook and GraphQL answer read
alike."""

from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Unclear
from todoke.channels.fields import MOST_PIECES, currency_code, minor, moment, rows, table, text
from todoke.channels.japan import PREFECTURES
from todoke.rules.people import Address, Contact

Row = Mapping[str, Any]


def identity(row: Row, place: str = "body", field: str = "id") -> str:
    """The object's own id as a string. Where JSON passed through JavaScript, `id` is rounded beyond 2^53: the true one stands
    in the gid."""
    found = (text(row, "admin_graphql_api_id") if field == "id" else "") or text(row, field)
    number = found.split("?")[0].rsplit("/", 1)[-1]
    if not number:
        raise Unclear(f"{place}.{field}", "is missing.", "Look at the raw body: Shopify always sends it.")
    return number


def order_of(row: Row) -> str:
    """The id of the order that this object belongs to."""
    return identity(row["order"], "order") if table(row.get("order")) else identity(row, field="order_id")


def line_of(row: Row, place: str) -> str:
    """The id of the line that a refund or a return is about."""
    return identity(row["line_item"], place) if table(row.get("line_item")) else identity(row, place, "line_item_id")


def when(row: Row, *names: str) -> int:
    """The first of these moments that is told, in seconds UTC; 0 where none is: the delivery's own time stands in for it."""
    for name in names:
        if row.get(name):
            return moment(row[name], name)
    return 0


def currency_of(row: Row, default: str) -> str:
    return currency_code(row.get("currency") or default, "currency")


def bag(row: Row, name: str) -> tuple[Any, str]:
    """The shop's money of a field: what counts. `presentment_money` is what the buyer was shown, good for texts only."""
    both = row.get(f"{name}_set")
    money = table(both.get("shop_money")) if isinstance(both, dict) else None
    return (money.get("amount"), text(money, "currency_code", "currency")) if money else (None, "")


def price(row: Row, name: str, currency: str) -> int | None:
    """A price in the shop's currency, in its smallest unit; None where it is not told."""
    both = row.get(f"{name}_set")
    amount = table(both.get("shop_money")).get("amount") if isinstance(both, dict) else None
    value = row.get(name) if amount is None else amount
    return None if value is None else minor(value, currency, name)


def paid(row: Row, name: str, currency: str) -> int:
    """As price, where no word means nothing."""
    return price(row, name, currency) or 0


def pieces(row: Row, name: str, place: str) -> int:
    """A count of pieces. Raises Unclear."""
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PIECES:
        raise Unclear(f"{place}.{name}", f"{value!r} is no number of pieces.", "Look at the raw body.")
    return value


def word(row: Row, name: str) -> str:
    """A status in small letters: webhooks write `paid`, GraphQL writes `PAID`."""
    return text(row, name).lower()


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def name_of(row: Row) -> str:
    """As the bearer writes it: family name first where the address is Japanese."""
    given, family = text(row, "first_name"), text(row, "last_name")
    if given and family and text(row, "country_code") == "JP":
        return f"{family} {given}"
    return text(row, "name") or f"{given} {family}".strip()


def region_of(row: Row) -> str:
    country, _, number = text(row, "province_code").partition("-")
    known = country == "JP" and number.isdecimal() and 1 <= int(number) <= len(PREFECTURES)
    return PREFECTURES[int(number) - 1] if known else text(row, "province")


def address(row: Row) -> Address:
    """An address as Shopify keeps it; fields that the plan withholds stay empty."""
    return Address(
        name=name_of(row), company=text(row, "company"), country=text(row, "country_code"), postal_code=text(row, "zip"),
        region=region_of(row),
        city=text(row, "city"), line1=text(row, "address1"), line2=text(row, "address2"), phone=text(row, "phone"),
    )  # fmt: skip


def contact(order: Row) -> Contact:
    """The buyer. A guest has no customer; then the billing address, else the delivery address, tells the name."""
    customer, billing, delivery = (table(order.get(name)) for name in ("customer", "billing_address", "shipping_address"))
    named = next((row for row in (customer, billing, delivery) if text(row, "last_name", "first_name", "name")), {})
    seen = {"country_code": text(billing or delivery, "country_code")} | dict(named)
    return Contact(
        name=name_of(seen), family_name=text(named, "last_name"), given_name=text(named, "first_name"),
        company=text(billing, "company"),
        mail=text(order, "email", "contact_email") or text(customer, "email"),
        phone=text(order, "phone") or text(customer, "phone") or text(billing, "phone"),
        billing=address(billing), note=text(order, "note"), engraving=engraving(order),
    )  # fmt: skip


def engraving(order: Row) -> dict[str, str]:
    """What the buyer wrote on each line. Names that begin with _ are the apps' own."""
    lines = [line for line in rows(order.get("line_items")) if line.get("properties")]
    return {identity(line): said for line in lines if (said := written(line["properties"]))}


def written(properties: Any) -> str:
    """A list of {name, value}; old apps send one object instead."""
    pairs = (
        properties.items()
        if isinstance(properties, dict)
        else [(text(row, "name"), row.get("value")) for row in rows(properties)]
    )
    return "\n".join(
        f"{name}: {value}" for name, value in pairs if name and not str(name).startswith("_") and value not in (None, "")
    )


def locale_of(order: Row) -> str:
    """ja, en, zh-Hans …: the language in which the buyer ordered; Japanese where nobody says."""
    language, _, region = text(order, "customer_locale").replace("_", "-").partition("-")
    if language.lower() == "zh":
        return "zh-Hant" if region.lower() in ("tw", "hk", "mo", "hant") else "zh-Hans"
    return language.lower() or "ja"
