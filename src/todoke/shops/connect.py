"""Connecting a shop to a channel, and replacing its secret."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import transaction

from todoke.shops.choices import open_shop
from todoke.shops.models import Connection, Shop
from todoke.shops.secrets import new_secret, seal

OLD_SECRET_LASTS = 24 * 3600


class Taken(Exception):
    """A connection of that name exists already on that channel."""


def apart(api_url: str) -> tuple[str, str]:
    """(address, secret): a stand-in's address brings its secret along (`?secret=…`). What is secret is never kept in an address."""
    parts = urlsplit(api_url)
    said = parse_qsl(parts.query, keep_blank_values=True)
    secret = next((value for name, value in said if name == "secret"), "")
    query = urlencode([(name, value) for name, value in said if name != "secret"])
    return urlunsplit(parts._replace(query=query)) if secret else api_url, secret


class Offer(NamedTuple):
    """What the new connection is to be."""

    channel: str
    name: str
    shop: str = ""
    secret: str = ""
    mails: str = "todoke"
    takes_tests: bool = False
    api_url: str = ""
    token: str = ""


@transaction.atomic
def connect(offer: Offer, *, now: int) -> tuple[Connection, str]:
    """The connection and its secret, which is shown this once. Raises Taken, Shop.DoesNotExist."""
    if Connection.objects.filter(channel=offer.channel, name=offer.name).exists():
        raise Taken(f"{offer.channel}/{offer.name} is connected already")
    api_url, brought = apart(offer.api_url)
    secret = brought or offer.secret or new_secret()
    connection = Connection.objects.create(
        shop=the_shop(offer, now), channel=offer.channel, name=offer.name, secret=seal(secret), mails=offer.mails,
        takes_tests=offer.takes_tests, api_url=api_url, token=seal(offer.token), created_at=now, read_until=now if offer.api_url else 0)
    return connection, secret


def the_shop(offer: Offer, now: int) -> Shop:
    """The one named; else the installation's only one; the first connection makes it, under its own name."""
    if offer.shop:
        return Shop.objects.filter(name=offer.shop).first() or open_shop(offer.shop, now=now)
    shops = list(Shop.objects.order_by("id")[:2])
    return shops[0] if shops else open_shop(offer.name, now=now)


@transaction.atomic
def rotate(connection: Connection, *, secret: str = "", now: int) -> str:
    """A new secret; the old one is good for another day."""
    fresh = secret or new_secret()
    connection.old_secret, connection.old_until = connection.secret, now + OLD_SECRET_LASTS
    connection.secret = seal(fresh)
    connection.save(update_fields=["secret", "old_secret", "old_until"])
    return fresh


def renew(connection: Connection, token: str) -> None:
    """Another access token; the secret stays."""
    connection.token, connection.trouble = seal(token), ""
    connection.save(update_fields=["token", "trouble"])


def until(connection: Connection, expires_at: int) -> None:
    """The day on which its access ends, as the channel stated it: a key's 90 days, a token's year. It is announced anew."""
    connection.settings = {**{key: value for key, value in connection.settings.items() if key != "expiry_said"}, "expires_at": expires_at}
    connection.save(update_fields=["settings"])
