"""One delivery may tell several facts: each notice knows the one that began it, and asks that one again when it leaves."""

import json

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_worker_runs, told

from todoke.cases.models import Alert
from todoke.notices.models import Notice
from todoke.rules.events import ParcelSent, decoder

pytestmark = pytest.mark.django_db
SENT = {"event": "parcel_sent", "parcel": "1", "units": {"a": 2}, "carrier": "yamato", "numbers": ["400000000001"]}
LAST = {"event": "hold_released", "hold": "h"}


@pytest.mark.parametrize("facts", [(SENT, LAST), (LAST, SENT)])
def test_a_notice_is_about_the_fact_that_began_it(facts: tuple[dict[str, object], ...]) -> None:
    """NTC-18, NTC-20: wherever it stood in the delivery."""
    connection = a_shop()
    comes_in(connection, placed())
    at = "2026-09-21T22:20:00+09:00"
    comes_in(connection, json.dumps({"order": {"number": "1001"}, "events": [{"at": at, **one} for one in facts]}).encode(), now=NOW + 420)
    the_worker_runs(NOW + 420)
    notice = Notice.objects.get(kind="shipping_confirmation")
    assert isinstance(decoder.decode(notice.event), ParcelSent) and (notice.state, notice.reason) == ("sent", "")


def test_a_parcel_that_is_heard_of_before_its_order_is_told_in_the_order_s_language() -> None:
    """LIF-7, NTC-12: the notice waits for the order, with nobody alarmed, and leaves as soon as the order is there."""
    connection = a_shop()
    comes_in(connection, told("parcel_sent", parcel="1", units={"a": 2}, carrier="yamato", numbers=["400000000001"]))
    the_worker_runs(NOW + 1200)
    assert Notice.objects.get().state == "waiting" and not Alert.objects.filter(what__startswith="no text").exists()
    comes_in(connection, placed(), now=NOW + 1300)
    the_worker_runs(NOW + 1300)
    notice = Notice.objects.get(kind="shipping_confirmation")
    assert (notice.state, notice.reason, notice.locale) == ("sent", "", "ja")


def test_a_parcel_and_its_order_in_one_batch_speak_the_order_s_language() -> None:
    """LIF-7: whichever of the two comes first."""
    comes_in(a_shop(), told("parcel_sent", parcel="1", units={"a": 2}, carrier="yamato", numbers=["400000000001"]), placed())
    the_worker_runs(NOW + 1200)
    assert set(Notice.objects.values_list("kind", "locale", "state")) >= {("shipping_confirmation", "ja", "sent")}
