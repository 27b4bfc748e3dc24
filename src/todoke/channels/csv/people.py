"""Who ordered and where it goes, from the columns of an order file."""

import re
import unicodedata

from msgspec.structs import replace

from todoke.channels.channel import Unclear
from todoke.channels.csv import words
from todoke.channels.csv.book import Book
from todoke.rules.people import Address, Contact

PARTS = ("name", "family", "given", "company", "phone", "phone1", "postal_code", "postal_code1", "region", "city", "line1", "line2", "country")
RECIPIENT = frozenset(f"to_{part}" for part in PARTS)
HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
WHERE = ("to_name", "to_family", "to_postal_code", "to_postal_code1", "to_line1", "to_line2", "to_city")


def contact(book: Book, billing: Address) -> Contact | None:
    if not book.says(*PARTS, "mail", "note"):
        return None
    family, given = wide(book.first("family")), wide(book.first("given"))
    return Contact(
        name=name(book, ""),
        family_name=family,
        given_name=given,
        company=book.first("company"),
        mail=book.first("mail"),
        phone=number(book, "phone"),
        billing=billing,
        note=book.first("note"),
    )


def delivery(book: Book, billing: Address) -> Address | None:
    """The recipient's address, or the buyer's where no other is named. Raises Unclear where the rows go to several."""
    if len(book.rows) > 1 and any(row.get(field, first) != first for field in WHERE if (first := book.first(field)) for row in book.rows):
        raise Unclear(book.place("to_line1"), "the rows of one order go to several addresses.", "Give each address an order number of its own.")
    if book.says(*RECIPIENT):
        found = address(book, "to_")
        return found if found.name else replace(found, name=billing.name)
    return billing if billing.line1 or billing.city or billing.postal_code else None


def name(book: Book, whose: str) -> str:
    """Family name first, as it is written in Japan; a foreign address the other way round."""
    if whole := book.first(f"{whose}name"):
        return wide(whole)
    family, given = book.first(f"{whose}family"), book.first(f"{whose}given")
    return wide(f"{family} {given}".strip())


def wide(text: str) -> str:
    """Half-width kana, as old cart software writes names, in the width in which a letter is addressed; nothing else is touched."""
    return HALF_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def number(book: Book, field: str, join: str = "-") -> str:
    """In one column, or in three."""
    return book.first(field) or join.join(part for nth in "123" if (part := book.first(f"{field}{nth}")))


def address(book: Book, whose: str) -> Address:
    line, region = book.first(f"{whose}line1"), book.first(f"{whose}region")
    if not region:
        region, line = words.split_region(line)
    country = book.first(f"{whose}country")
    code = words.country(country, region)
    if country and not code:
        book.not_known(f"{whose}country", country)
    return Address(
        name=name(book, whose),
        company=book.first(f"{whose}company"),
        country=code,
        postal_code=number(book, f"{whose}postal_code"),
        region=region,
        city=book.first(f"{whose}city"),
        line1=line,
        line2=book.first(f"{whose}line2"),
        phone=number(book, f"{whose}phone"),
    )


LOCALES = {
    "zh-cn": "zh-Hans",
    "zh-hans": "zh-Hans",
    "zh": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-hant": "zh-Hant",
    "日本語": "ja",
    "英語": "en",
    "中国語": "zh-Hans",
    "ロシア語": "ru",
}


def locale(book: Book, to: Address | None) -> str:
    """As the file says; else English for whoever lives abroad."""
    said = book.first("locale").replace("_", "-").lower()
    if said:
        return LOCALES.get(said, said.split("-")[0])
    return "ja" if to is None or to.country in ("JP", "") else "en"
