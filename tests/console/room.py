"""A shop with an order, a notice, a caught mail and people at its desk; another shop beside it. For the tests of the console."""

import os
from typing import NamedTuple

from django.contrib.auth.models import User
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_worker_runs

from todoke.desk.models import Received
from todoke.notices.models import CaughtMail, Notice
from todoke.orders.models import Order
from todoke.shops.models import Connection, Member, Shop

LATER = NOW + 600
NOT_UNDERSTOOD = b'{"type":"payment_received","at":"2026-09-21T22:13:00+09:00","order":{"number":"1001"},"payment":"p","amount":"12,8","way":"card"}'


class Room(NamedTuple):
    """What one shop has, one of each."""

    shop: Shop
    connection: Connection
    order: Order
    notice: Notice
    mail: CaughtMail
    unclear: Received


def a_room(name: str = "minato", number: str = "1001") -> Room:
    """An order that was paid and confirmed, and a delivery that nobody understood."""
    connection = a_shop(name)
    comes_in(connection, placed(number), NOT_UNDERSTOOD)
    the_worker_runs(LATER)
    order = Order.objects.get(connection=connection, number=number)
    return Room(connection.shop, connection, order, Notice.objects.get(order=order), CaughtMail.objects.get(order=order.pk),
                Received.objects.get(connection=connection, state="quarantined"))


def somebody(shop: Shop, role: str = "owner", language: str = "ja") -> Client:
    """Signed in, with that role in that shop."""
    name = f"{role}-{shop.pk}-{os.urandom(3).hex()}"
    user = User.objects.create(username=name, email=f"{name}@example.com")
    Member.objects.create(shop=shop, user=user, role=role)
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client
