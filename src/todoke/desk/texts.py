"""A shop's own notices: which words its buyers get, and which kinds it has besides the shipped ones (NTC-9, NTC-21, NTC-22).

The shop's row carries a word that changes with every publishing (Shop.texts), so nobody who reads the shop anyhow asks the database twice."""

from collections.abc import Mapping
from typing import cast

from todoke.desk.kind_choices import as_chosen, choice_of, chosen
from todoke.notices.catalogue import CATEGORIES, About, Catalogue, Category, Kept, catalogue
from todoke.shops import texts as rows
from todoke.shops.choices import Mend, show
from todoke.shops.models import OwnKind, Shop
from todoke.shops.texts import Key

HELD: dict[int, tuple[str, Catalogue]] = {}
MOST_HELD = 256  # shops whose texts a process keeps ready
TRIED: dict[tuple[int, str, str, str, str], Catalogue] = {}
MOST_TRIED = 16  # texts that somebody is writing
OF_ITS_OWN = 50  # priority: behind what an order waits for


def texts_of(shop: Shop) -> Catalogue:
    """What is live of the shop's own before the shipped texts: read once for each publishing."""
    if not shop.texts:
        return catalogue()
    held = HELD.get(shop.pk)
    if held is None or held[0] != shop.texts:
        if len(HELD) >= MOST_HELD:
            HELD.clear()
        held = HELD[shop.pk] = (shop.texts, Kept(rows.live_sources(shop.pk), abouts(shop)))
    return held[1]


def with_draft(key: Key, source: str) -> Catalogue:
    """The shop's texts as they would be if this one were live too. Parsing takes longer than writing a mail: a page and its frames share it."""
    at = (key.shop.pk, key.shop.texts, key.kind, key.locale, source)
    found = TRIED.get(at)
    if found is None:
        if len(TRIED) >= MOST_TRIED:
            TRIED.clear()
        found = TRIED[at] = Kept({**rows.live_sources(key.shop.pk), (key.kind, key.locale): source}, abouts(key.shop))
    return found


def about_own(shop: Shop) -> dict[str, About]:
    """What holds for the shop's own kinds: people send them, as often as they like, by mail."""
    return {one.kind: About(cast(Category, one.category), OF_ITS_OWN, True, ("mail",), "case") for one in rows.own_kinds(shop.pk)}


def abouts(shop: Shop) -> dict[str, About]:
    """What holds for the shop's own kinds, and for those of which it chose otherwise."""
    own, shipped = about_own(shop), catalogue()
    known = {kind: own.get(kind) or shipped.about(kind) for kind in chosen(shop) if kind in own or kind in shipped.kinds()}
    return {**own, **{kind: as_chosen(about, choice_of(shop, kind)) for kind, about in known.items()}}


def complete(shop: Shop) -> list[OwnKind]:
    """The kinds of its own that can be sent: with a live text in each of the shop's languages (NTC-21)."""
    of, spoken = texts_of(shop), set(show(shop)["languages"].split(","))
    return [one for one in rows.own_kinds(shop.pk) if spoken <= set(of.locales(one.kind))] if shop.texts else []


def make_kind(shop: Shop, kind: str, title: str, category: str, *, by: str, now: int) -> OwnKind:
    """Raises Mend."""
    if kind in catalogue().kinds():
        raise Mend(f"there is a kind {kind!r} already.", "Choose another name.")
    if category not in CATEGORIES:
        raise Mend(f"{category!r} is no category.", f"There are {', '.join(CATEGORIES)}.")
    return rows.make_kind(shop, kind, title, category, by=by, now=now)


def titles(shop: Shop) -> Mapping[str, str]:
    """What the shop's people call its own kinds."""
    return {one.kind: one.title for one in rows.own_kinds(shop.pk)} if shop.texts else {}
