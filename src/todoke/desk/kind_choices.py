"""What a shop sets for one kind of notice: who it comes from, and which ways it takes where mail does not bring it (NTC-9).

It stands with the shop's settings, kind by kind, and holds from the next notice on: how a mail travels is no promise made to an order."""

from typing import Any

import msgspec
from django.db import transaction

from todoke.notices.catalogue import About
from todoke.shops.choices import Mend, sender
from todoke.shops.models import Shop
from todoke.shops.texts import stamp

WAYS = ("sms", "line")  # that may follow mail, in any sequence


class KindChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """`sender`: `name <address>`, empty for the shop's own; `ways`: None as the kind is shipped, else those that follow mail."""

    sender: str = ""
    ways: tuple[str, ...] | None = None


def choice_of(shop: Shop, kind: str) -> KindChoice:
    return msgspec.convert(chosen(shop).get(kind, {}), KindChoice)


def chosen(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = shop.settings.get("kinds", {})
    return found


def sender_of(shop: Shop, kind: str, usual: str) -> str:
    """Who the kind comes from; usual: the shop's own sender."""
    return str(kinds[kind].get("sender", "")) or usual if (kinds := shop.settings.get("kinds")) and kind in kinds else usual


def as_chosen(about: About, choice: KindChoice) -> About:
    return about if choice.ways is None else msgspec.structs.replace(about, where=("mail", *choice.ways))


@transaction.atomic
def choose(shop: Shop, kind: str, choice: KindChoice) -> None:
    """Raises Mend."""
    if choice.sender:
        sender(choice.sender)
    if choice.ways is not None and (set(choice.ways) - set(WAYS) or len(set(choice.ways)) < len(choice.ways)):
        raise Mend(f"{' '.join(choice.ways)} are no ways.", f"Write some of {', '.join(WAYS)}, each once.")
    locked = Shop.objects.select_for_update().get(pk=shop.pk)
    kept = {**chosen(locked), kind: msgspec.to_builtins(choice)}
    locked.settings = {**locked.settings, "kinds": {name: one for name, one in kept.items() if one}}
    locked.save(update_fields=["settings"])
    shop.settings = locked.settings
    stamp(shop)
