"""Orders found by what a caller says: the beginning of a name, mail, phone or number. Words are put on the index in a worker's spare moments, so
that deciding an order does not wait for it; what is not there yet is looked through."""

import heapq
from collections.abc import Iterator

import msgspec
from django.db import transaction

from todoke.due.tables import insert
from todoke.orders.models import Alias, Order, Personal, Word
from todoke.orders.search_words import as_word, fold
from todoke.rules.people import Address, Contact
from todoke.shops.models import Shop

AT_ONCE = 500
MANY = 5_000  # words that begin alike: so many are looked at
FEW = 20_000  # people: so many can be looked through, also for what stands in the middle of a word
contacts, addresses = msgspec.json.Decoder(Contact), msgspec.json.Decoder(Address)


# ── the index ───────────────────────────────────────────────────────────────────────────────────────
def index_people() -> int:
    """The words of people who are not on the index yet, at most a batch. Two workers may do the same: it is once there."""
    rows = list(Personal.objects.filter(indexed=False).order_by("id").values_list("id", "shop_id", "order_id", "role", "data", "order__number")[:AT_ONCE])
    if rows:
        with transaction.atomic():
            still = set(Personal.objects.select_for_update().filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True))  # some may be erased
            words = {(shop, word, order) for pk, shop, order, role, data, number in rows if pk in still for word in words_of(role, data, number)}
            insert(Word, ("shop", "word", "order"), sorted(words), "ON CONFLICT DO NOTHING")
            Personal.objects.filter(pk__in=still).update(indexed=True)
    return len(rows)


def words_of(role: str, data: str, number: str = "") -> set[bytes]:
    """Whole names, their parts, mail, phone and its last four digits; folded. The order's number with the buyer."""
    person = contacts.decode(data) if role == "contact" else addresses.decode(data)
    said = [*names(person), person.company, *phones(person.phone)]
    if isinstance(person, Contact):
        said += [person.mail, number]
    return {word for text in said if (word := as_word(text))}


def names(person: Contact | Address) -> Iterator[str]:
    yield person.name
    yield from person.name.replace("　", " ").split(" ")
    if isinstance(person, Contact):
        yield from (person.family_name + person.given_name, person.given_name)


def phones(phone: str) -> Iterator[str]:
    digits = "".join(c for c in fold(phone) if c.isdecimal())
    yield digits
    yield digits[-4:]
    if digits.startswith("81") and len(digits) > 10:
        yield f"0{digits[2:]}"


# ── finding ─────────────────────────────────────────────────────────────────────────────────────────
def found(said: str, limit: int, shop: Shop | None = None) -> set[int]:
    """Ids of orders, about `limit` of them, of one shop or all. Widths, cases, blanks and hyphens do not matter."""
    folded, shops = fold(said), [shop.pk] if shop else list(Shop.objects.values_list("pk", flat=True))
    if not folded:
        return set()
    return {*by_number(said.strip(), folded, limit, shops), *by_word(folded, limit, shops), *looked_through(said.strip(), folded, limit, shops)}


def by_number(said: str, folded: str, limit: int, shops: list[int]) -> Iterator[int]:
    """The order's own number, with or without #, or a parcel's."""
    bare = said.lstrip("#")
    yield from Order.objects.filter(shop__in=shops, number__in={bare, f"#{bare}", said}).values_list("id", flat=True)[:limit]
    yield from Alias.objects.filter(shop__in=shops, theirs=f"number:{folded}").values_list("order_id", flat=True)[:limit]


def by_word(folded: str, limit: int, shops: list[int]) -> Iterator[int]:
    """The newest orders that have the very word, then of those with a word which begins so. Where very many begin so, the first of the alphabet are
    looked at: whoever reads the answer will go on typing."""
    first = as_word(folded)
    words = Word.objects.filter(shop__in=shops)
    yield from words.filter(word=first).order_by("-order").values_list("order_id", flat=True)[:limit]
    begun = words.filter(word__gte=first, word__lt=first + b"\xff").order_by("shop", "word", "order").values_list("order_id", flat=True)[:MANY]
    yield from heapq.nlargest(limit, set(begun))


def looked_through(said: str, folded: str, limit: int, shops: list[int]) -> Iterator[int]:
    """Where there are few enough people, also by any part of a word; else only those who are not on the index yet."""
    people = Personal.objects.filter(shop__in=shops)
    few = people.order_by()[: FEW + 1].count() <= FEW
    people = people if few else people.filter(indexed=False)
    yield from people.filter(search__contains=folded).order_by("-id").values_list("order_id", flat=True)[:limit]
    if few:
        yield from Order.objects.filter(shop__in=shops, number__contains=said.lstrip("#")).order_by("-id").values_list("id", flat=True)[:limit]
