"""The shop's own notices as rows: versions of a text, which of them is live, kinds of its own, and what somebody is writing just now."""

import re
import uuid
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from todoke.shops.choices import Mend
from todoke.shops.models import NoticeText, OwnKind, Shop, Unsaved

LONGEST = 256_000  # characters of one text: as many as the template language takes
MOST_KINDS = 50  # of a shop's own


class Key(NamedTuple):
    """One text: what it tells, and in which language."""

    shop: Shop
    kind: str
    locale: str


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────
def live_sources(shop: int) -> dict[tuple[str, str], str]:
    """(kind, language) → source, of what is published."""
    rows = NoticeText.objects.filter(shop=shop, live=True).values_list("kind", "locale", "source")
    return {(kind, locale): source for kind, locale, source in rows}


def own_kinds(shop: int) -> list[OwnKind]:
    return list(OwnKind.objects.filter(shop=shop).order_by("kind"))


def versions(key: Key) -> list[NoticeText]:
    """The newest first, without their sources."""
    return list(of(key).defer("source").order_by("-version"))


def version(key: Key, number: int) -> NoticeText | None:
    return of(key).filter(version=number).first()


def newest(key: Key) -> NoticeText | None:
    return of(key).order_by("-version").first()


def live(key: Key) -> NoticeText | None:
    return of(key).filter(live=True).first()


def of(key: Key) -> QuerySet[NoticeText]:
    return NoticeText.objects.filter(shop=key.shop, kind=key.kind, locale=key.locale)


def unsaved(key: Key, person: str) -> Unsaved | None:
    return Unsaved.objects.filter(shop=key.shop, kind=key.kind, locale=key.locale, person=person).first()


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────
class Judged(NamedTuple):
    """A source and what the lint counted in it."""

    source: str
    errors: int
    warnings: int


@transaction.atomic
def save(key: Key, text: Judged, *, by: str, now: int) -> NoticeText:
    """The next version; the same words as the newest are no new one. Raises Mend for one that is too long."""
    if len(text.source) > LONGEST:
        raise Mend(f"has {len(text.source)} characters.", f"Use {LONGEST} at most.")
    Shop.objects.select_for_update().get(pk=key.shop.pk)
    last = newest(key)
    forget_unsaved(key, by)
    if last and last.source == text.source:
        return last
    return NoticeText.objects.create(shop=key.shop, kind=key.kind, locale=key.locale, version=last.version + 1 if last else 1, source=text.source,
                                     errors=text.errors, warnings=text.warnings, made_by=by, created_at=now)


@transaction.atomic
def go_live(text: NoticeText, *, by: str, now: int) -> None:
    """From the next mail on; what was live before steps back."""
    stamp(text.shop)
    NoticeText.objects.filter(shop=text.shop_id, kind=text.kind, locale=text.locale, live=True).update(live=False)
    NoticeText.objects.filter(pk=text.pk).update(live=True, live_by=by, live_at=now)


@transaction.atomic
def take_down(key: Key) -> bool:
    """Nothing of its own is live any more: the shipped text is sent again."""
    stamp(key.shop)
    return bool(of(key).filter(live=True).update(live=False))


def stamp(shop: Shop) -> None:
    """Every process that holds the shop's texts in memory finds out with its next look at the shop. Locks the shop until the end of the transaction."""
    shop.texts = uuid.uuid4().hex
    Shop.objects.filter(pk=shop.pk).update(texts=shop.texts)


def write_on(key: Key, source: str, seen: int, *, by: str, now: int) -> None:
    """What is being written, kept."""
    Unsaved.objects.update_or_create(shop=key.shop, kind=key.kind, locale=key.locale, person=by,
                                     defaults={"source": source[:LONGEST], "seen": seen, "at": now})


def forget_unsaved(key: Key, by: str) -> None:
    Unsaved.objects.filter(shop=key.shop, kind=key.kind, locale=key.locale, person=by).delete()


@transaction.atomic
def make_kind(shop: Shop, kind: str, title: str, category: str, *, by: str, now: int) -> OwnKind:
    """Raises Mend. Names of shipped kinds are refused by whoever knows them (desk/texts.py)."""
    if not re.fullmatch(r"[a-z][a-z_]{1,39}", kind):
        raise Mend(f"{kind!r} is no name for a kind.", "Write small letters and _, 2 to 40 of them, like care_card.")
    if not title.strip() or len(title) > 60:
        raise Mend(f"the title has {len(title.strip())} characters.", "Write 1 to 60.")
    Shop.objects.select_for_update().get(pk=shop.pk)
    if OwnKind.objects.filter(shop=shop, kind=kind).exists():
        raise Mend(f"there is a kind {kind!r} already.", "Choose another name.")
    if OwnKind.objects.filter(shop=shop).count() >= MOST_KINDS:
        raise Mend(f"there are {MOST_KINDS} kinds of your own already.", "Change one of them.")
    stamp(shop)
    return OwnKind.objects.create(shop=shop, kind=kind, title=title.strip(), category=category, made_by=by, created_at=now)
