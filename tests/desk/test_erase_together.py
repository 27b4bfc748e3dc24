"""A delivery that speaks of two orders is stored under one: forgetting either buyer leaves no word of them, and none of the other's is lost (TRU-5)."""

import json
from collections.abc import Iterable

import pytest
from django.apps import apps
from tests.channels.easypost.told import HANDED, LEFT, event, tracker
from tests.channels.shipbob.told import shipment
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order
from tests.desk.test_parcel_news import DAY, beside, sent

from todoke.desk.erase import erase, orders_of_mail
from todoke.desk.models import Received
from todoke.desk.replay import verify

pytestmark = pytest.mark.django_db
HANA, TARO = ("hana@example.com", "佐藤 花子"), ("taro@example.com", "田中 太郎")


def named(number: str, who: tuple[str, str]) -> bytes:
    body = json.loads(placed(number, mail=who[0]))
    body["order"] |= {"customer": {"mail": who[0], "name": who[1]}, "shipping_address": {"name": who[1], "country": "JP", "line1": f"{who[1]}の家"}}
    return json.dumps(body, ensure_ascii=False).encode()


def both(*statuses: str) -> Iterable[bytes]:
    """A partner's body with a parcel for each of two orders, and to whom they go; told as often as given."""
    for status in statuses:
        rows = [shipment(id=f"S{number}", reference_id=number, status=status, recipient={"name": who[1], "email": who[0]},
                         tracking={"carrier": "Yamato", "tracking_number": tracking})
                for number, who, tracking in (("2001", HANA, "444413758703"), ("2002", TARO, "512547514334"))]  # fmt: skip
        yield json.dumps({"shipments": rows, "told": status}, ensure_ascii=False).encode()


def every_word() -> str:
    """All that the database holds, in all its tables."""
    rows = [value for model in apps.get_models() for row in model._base_manager.values_list() for value in row]
    return "\n".join(bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value) for value in rows)


@pytest.mark.parametrize(("gone", "stays"), [(HANA, TARO), (TARO, HANA)], ids=["the first", "the last"])
@pytest.mark.parametrize("by_mail", [True, False], ids=["by mail", "by number"])
def test_forgetting_either_leaves_no_word_of_them(gone: tuple[str, str], stays: tuple[str, str], by_mail: bool) -> None:
    """CMD-22, TRU-5: also in a delivery that told nothing new, and has no line in any journal."""
    shop = a_shop()
    comes_in(shop, named("2001", HANA), named("2002", TARO))
    comes_in(beside(shop, "shipbob"), *both("Completed", "LabelCreated", "Completed "), now=NOW + DAY)
    order = the_order("2001" if gone is HANA else "2002")
    erase(orders_of_mail(gone[0]) if by_mail else [order.pk], gone[0] if by_mail else "")
    assert [word for word in gone if word in every_word()] == []
    assert all(word in every_word() for word in stays)  # the other's own order as it was placed
    assert [told.problems for told in verify([the_order("2001"), the_order("2002")])] == [[], []]


@pytest.mark.parametrize("gone", [HANA, TARO], ids=["the first", "the last"])
def test_a_shared_parcel_s_news_goes_with_either_of_its_orders(gone: tuple[str, str]) -> None:
    """TRU-5: who signed for the box is nobody's stored name."""
    shop = a_shop()
    comes_in(shop, named("2001", HANA), named("2002", TARO), sent("2001"), sent("2002"))
    news = [event(tracker(LEFT, HANDED, signed_by="H SATOH"), f"evt_{at}") for at in range(2)]
    comes_in(beside(shop), *news, now=NOW + DAY)
    erase(orders_of_mail(gone[0]), gone[0])
    assert not any(b"SATOH" in bytes(body) for body in Received.objects.values_list("body", flat=True))


def test_the_same_buyer_s_other_order_keeps_its_own_delivery() -> None:
    """CMD-22: only the named order is forgotten."""
    shop = a_shop()
    comes_in(shop, named("2001", HANA), named("2002", HANA), sent("2001"), sent("2002"))
    erase([the_order("2001").pk])
    assert Received.objects.filter(order=the_order("2002").pk).exclude(body=b"").count() >= 1
