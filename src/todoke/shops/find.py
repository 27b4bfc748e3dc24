"""Questions asked about shops. Policies never change once they are published, so they are kept in memory."""

import time
from collections.abc import Iterable

import msgspec
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from todoke.rules.policy import Policy
from todoke.shops.models import Connection, Member, PolicyVersion, Shop, Wording
from todoke.tracking.wordings import TEACHABLE, Taught

POLICIES: dict[tuple[int, int], Policy] = {}
ROUTES: dict[tuple[str, str], tuple[float, Connection | None]] = {}
ROUTES_LAST = 1.0  # seconds: so soon a rotated secret counts in every process
MOST_ROUTES = 1000  # kept at a time: whoever asks for names that nobody has fills no memory


def policies(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Policy]:
    """(shop, version) → the choices as they stood."""
    keys = set(wanted)
    for shop, version in keys - POLICIES.keys():
        text = PolicyVersion.objects.values_list("policy", flat=True).get(shop=shop, version=version)
        POLICIES[shop, version] = msgspec.json.decode(text, type=Policy)
    return {key: POLICIES[key] for key in keys}


def route(channel: str, name: str) -> Connection | None:
    """The connection that a delivery comes in by; looked up anew each second."""
    at, found = ROUTES.get((channel, name), (0.0, None))
    if time.monotonic() - at > ROUTES_LAST:
        found = Connection.objects.select_related("shop").filter(channel=channel, name=name).first()
        if len(ROUTES) >= MOST_ROUTES:
            ROUTES.clear()
        ROUTES[channel, name] = (time.monotonic(), found)
    return found


def connections(shop: Shop) -> list[Connection]:
    return list(Connection.objects.filter(shop=shop).order_by("channel", "name"))


def member(user: AbstractBaseUser | AnonymousUser) -> Member | None:
    """The person's role; a person works for one shop for now."""
    return Member.objects.select_related("shop").filter(user_id=user.pk).order_by("id").first() if user.is_authenticated else None


def taught(shop: int) -> Taught:
    """What its people said that carriers' wordings mean."""
    rows = Wording.objects.filter(shop=shop).values_list("carrier", "words", "means")
    return {(carrier, words): TEACHABLE[means] for carrier, words, means in rows if means in TEACHABLE}
