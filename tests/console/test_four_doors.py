"""One number by four doors, in every sequence: written at the desk, pasted as a carrier's mail, from a partner's file, by webhook (TRK-2, TRK-3)."""

import itertools
import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from tests.console.room import somebody
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.channels.csv.parcels import Wanted
from todoke.desk.shipping import ship
from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.rules.order import decoder
from todoke.shops.models import Connection
from todoke.tracking.recognise import tidy

pytestmark = pytest.mark.django_db
NUMBER = "444413758703"
A_MAIL = f"""差出人: ヤマト運輸 <mail@kuronekoyamato.co.jp>

佐藤 花 様
お荷物の送り状番号: 4444-1375-8703
お届け予定日時: 9月23日 14:00-16:00
お問い合わせ: 0120-01-9625
https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={NUMBER}
"""
Door = Callable[[Connection, Client], object]


def sends(staff: Client, carrier: str, numbers: str) -> None:
    """Refused in words where nothing is left to be sent."""
    form = {"what": "shipped", "key": uuid.uuid4().hex, "units-a": "2", "carrier": carrier, "numbers": numbers}
    assert staff.post(f"/orders/{the_order().pk}/act", form).status_code in (302, 422)


DOORS: dict[str, Door] = {
    "written": lambda _, staff: sends(staff, "ヤマト", "4444-1375-8703"),
    "pasted": lambda _, staff: sends(staff, "", A_MAIL),
    "file": lambda shop, _: ship([Wanted("line 2", number="1001", numbers=(NUMBER,), carrier="yamato")], [shop.shop_id], by="csv", now=NOW + 600),
    "webhook": lambda shop, _: comes_in(shop, told("parcel_sent", parcel="3pl-7", units={"a": 2}, carrier="yamato", numbers=[NUMBER]), now=NOW + 600),
}


@pytest.mark.parametrize("doors", [*itertools.permutations(DOORS)], ids=">".join)
def test_one_number_is_one_parcel_and_one_notice(monkeypatch: pytest.MonkeyPatch, doors: tuple[str, ...]) -> None:
    """TRK-2, TRK-3: whichever came first, and whether the buyer had been told by then or not."""
    monkeypatch.setattr(settings, "NOW", iso(NOW + 600))
    shop = a_shop()
    comes_in(shop, placed())
    staff = somebody(shop.shop)
    for n, door in enumerate(doors):
        DOORS[door](shop, staff)
        if n == len(doors[0]) % 4:  # some are told early, some late
            the_worker_runs(NOW + 1800)
    the_worker_runs(NOW + 3600)

    parcels = [(p.tracking[1], *map(tidy, p.tracking[2])) for p in decoder.decode(the_order().state).parcels]
    sent = Notice.objects.filter(kind__in=("shipping_confirmation", "tracking_updated")).values_list("kind", "state")
    assert (parcels, list(sent)) == ([("yamato", NUMBER)], [("shipping_confirmation", "sent")])
