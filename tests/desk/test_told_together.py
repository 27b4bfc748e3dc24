"""One delivery may tell several facts: each notice knows the one that began it, and asks that one again when it leaves."""

import json

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_worker_runs

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
