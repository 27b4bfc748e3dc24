"""The demonstration's shop, its owner and its stand-in marketplace: made once, found again at the next start."""

import re
import secrets
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from todoke.due.clock import now
from todoke.orders.models import Order
from todoke.shops.choices import change, open_shop
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection, Member, Shop
from todoke.shops.secrets import open_sealed

SHOP, CHANNEL, NAME, OWNER = "うつわのみなと", "shopify", "minato", "owner@localhost"
CHOSEN = {"sender": "うつわのみなと <shop@minato.example>", "support": "support@minato.example",
          "bank_account": "みなと銀行 本店 普通 0000000 カ）ミナト"}
EASY = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like another


class Login(NamedTuple):
    """`password` is None where it was shown before."""

    name: str
    password: str | None


def the_shop() -> Shop:
    """The desk's first shop; the demonstration's own where there is none yet."""
    found = Shop.objects.order_by("id").first()
    return found or change(open_shop(SHOP, now=now()), CHOSEN, by="demonstration", now=now())


@transaction.atomic
def the_owner(*, new_password: bool) -> Login:
    """Someone who may sign in: the owner that is there, or one made now with a password that is shown this once."""
    member = Member.objects.select_related("user").filter(role="owner").order_by("id").first()
    user = member.user if member else User.objects.filter(username=OWNER).first()
    if user is not None and not new_password:
        return Login(user.get_username(), None)
    user = user or User(username=OWNER, email=OWNER)
    password = "-".join("".join(secrets.choice(EASY) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    user.save()
    return Login(user.get_username(), password)


@transaction.atomic
def give_shop(login: str) -> bool:
    """The owner's own shop is the first there is: made by the demonstration, or by the first connection. False: there is none yet."""
    shop, user = Shop.objects.order_by("id").first(), User.objects.get(username=login)
    if shop is not None and not Member.objects.filter(user=user).exists():
        Member.objects.create(shop=shop, user=user, role="owner")
    return shop is not None


def the_marketplace(shop: Shop, api_url: str) -> tuple[Connection, str, int]:
    """The connection to the stand-in, its secret, and the number of its next order: a stand-in that begins anew must not sell an old number again."""
    found = Connection.objects.filter(channel=CHANNEL, name=NAME).first()
    if found is None:
        found, secret = connect(Offer(CHANNEL, NAME, shop.name, mails="todoke", takes_tests=True, api_url=api_url), now=now())
    else:
        secret = open_sealed(bytes(found.secret))
    Connection.objects.filter(pk=found.pk).update(api_url=api_url, read_until=now(), trouble="")
    numbers = [int(digits[0]) for number in Order.objects.filter(connection=found).values_list("number", flat=True) if (digits := re.findall(r"\d+", number))]
    return found, secret, max([1000, *numbers]) + 1


def is_stand_in(connection: Connection) -> bool:
    """Only a connection to this machine may be pointed at the stand-in."""
    return connection.api_url.startswith("http://127.0.0.1:")
