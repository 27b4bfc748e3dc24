"""Which text a request is about, which of its versions is open, and on what it is looked at."""

from typing import NamedTuple

from django.http import Http404, QueryDict

from todoke.console.doors import DeskRequest, by, number
from todoke.desk.looking import On, shapes_of
from todoke.desk.texts import texts_of
from todoke.notices.catalogue import CatalogueError, catalogue, starter
from todoke.notices.samples import SHAPES
from todoke.orders.models import Order
from todoke.shops import texts as rows
from todoke.shops.choices import SPOKEN
from todoke.shops.models import NoticeText, Shop, Unsaved
from todoke.shops.texts import Key

RECENT = 12  # orders to choose from


class Open(NamedTuple):
    """What the editor shows. version: of what is open, 0 for the shipped text or an example; seen: the newest when it was opened."""

    key: Key
    source: str
    version: int
    seen: int
    versions: list[NoticeText]
    unsaved: Unsaved | None
    shipped: bool  # there is a text to go back to

    @property
    def name(self) -> str:
        """For the address line: what is open."""
        return "unsaved" if self.unsaved else str(self.version)

    @property
    def live(self) -> NoticeText | None:
        return next((one for one in self.versions if one.live), None)

    @property
    def path(self) -> str:
        return path_of(self.key)


def path_of(key: Key) -> str:
    return f"/notices/{key.kind}/{key.locale}"


def key_of(request: DeskRequest, kind: str, locale: str) -> Key:
    """Raises Http404 for a kind that the shop does not have, and for a language that no notice is written in."""
    try:
        texts_of(request.shop).about(kind)
    except KeyError:
        raise Http404 from None
    if locale not in SPOKEN:
        raise Http404
    return Key(request.shop, kind, locale)


def opened(request: DeskRequest, key: Key, wanted: str = "") -> Open:
    """wanted: a version's number, `unsaved`, or nothing: what this person was writing, else the newest version, else the shipped text."""
    versions, own = rows.versions(key), rows.unsaved(key, by(request.member))
    seen = versions[0].version if versions else 0
    shipped = key.locale in catalogue().locales(key.kind)
    if own and wanted in ("", "unsaved"):
        return Open(key, own.source, own.seen, own.seen, versions, own, shipped)
    at = number(wanted) if wanted.isdecimal() else seen
    return Open(key, source_of(key, at), at, seen, versions, None, shipped)


def source_of(key: Key, version: int) -> str:
    """Of a version; of 0 the shipped text, or an example to begin with. Raises Http404."""
    found = rows.version(key, version) if version else None
    if version and found is None:
        raise Http404
    if found:
        return found.source
    try:
        return catalogue().text(key.kind, key.locale).source
    except (KeyError, CatalogueError):
        return starter(key.locale)


# ── on what it is looked at ─────────────────────────────────────────────────────────────────────────
class Choice(NamedTuple):
    value: str
    title: str
    on: bool


def on_of(form: QueryDict, shop: Shop, kind: str) -> On:
    """`on`: `order:17` or a shape of the sample; what is neither is the ordinary order."""
    chosen, variant = form.get("on", ""), form.get("variant", "")
    variants = texts_of(shop).about(kind).variants
    order = Order.objects.filter(shop=shop, pk=number(chosen.removeprefix("order:"))).first() if chosen.startswith("order:") else None
    shape = chosen if chosen in SHAPES else (shapes_of(kind) or ["plain"])[0]
    return On(shape, order, variant if variant in variants else "")


def recent(shop: Shop, also: Order | None) -> list[Order]:
    """The newest orders, and the one that is looked at."""
    found = list(Order.objects.filter(shop=shop).defer("state").order_by("-placed_at", "-id")[:RECENT])
    return found if also is None or also.pk in {one.pk for one in found} else [also, *found]
