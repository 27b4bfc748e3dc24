"""Addresses that mail came back from for good: nothing is sent there any more, until somebody corrects them. And those that want no advertising:
what belongs to their orders goes there all the same (NTC-14).

Kept as keyed digests: nobody reads an address out of them, and a person who is forgotten stays forgotten. Each of the two has digests of its own."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from todoke.notices.message import mailable
from todoke.notices.models import Suppressed

ANY_MAIL, ADVERTISING = "todoke.notices.suppression", "todoke.notices.advertising"
Key = tuple[int, str]  # shop, address


def digest(shop: int, address: str, kept_from: str = ANY_MAIL) -> str:
    """The same for each way of writing it: HMAC-SHA-256 with the desk's secret."""
    return salted_hmac(kept_from, f"{shop}/{mailable(address).casefold()}", algorithm="sha256").hexdigest()


def suppressed(addresses: Iterable[Key]) -> frozenset[Key]:
    """Which of these nothing is sent to; one question for all of them."""
    return on_record(addresses, ANY_MAIL)


def opted_out(addresses: Iterable[Key]) -> frozenset[Key]:
    """Which of these want no advertising from the shop."""
    return on_record(addresses, ADVERTISING)


def on_record(addresses: Iterable[Key], kept_from: str) -> frozenset[Key]:
    digests = {key: digest(*key, kept_from) for key in addresses}  # several ways to write one address have one digest
    if not digests:
        return frozenset()
    rows = Suppressed.objects.filter(shop__in={shop for shop, _ in digests}, digest__in=digests.values())
    found = set(rows.values_list("digest", flat=True))
    return frozenset(key for key, one in digests.items() if one in found)


def suppress(shop: int, address: str, reason: str, now: int) -> None:
    """Nothing is sent there from now on; the first reason stays."""
    Suppressed.objects.get_or_create(shop_id=shop, digest=digest(shop, address), defaults={"reason": reason, "at": now})


def lift(shop: int, address: str) -> None:
    """Somebody says that this is the right address: it is tried again."""
    Suppressed.objects.filter(shop=shop, digest=digest(shop, address)).delete()
