"""Whoever watches parcels is proven at the door: one byte changed is 401, and leaves no row (TRU-3)."""

import pytest
from django.test import Client
from tests.channels.easypost.told import LEFT as CARRIED
from tests.channels.easypost.told import event, tracker
from tests.channels.seventeentrack.told import LEFT, push, tracked

from todoke.channels.easypost.channel import signature as easypost
from todoke.channels.seventeentrack.channel import signature as seventeentrack
from todoke.desk.models import Received
from todoke.shops.connect import Offer, connect

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a secret of 24 characters"
SAID = {
    "17track": (push(tracked(LEFT)), lambda body: {"sign": seventeentrack(SECRET, body)}),
    "easypost": (event(tracker(CARRIED)), lambda body: {"x-hmac-signature": easypost(SECRET, body)}),
}


@pytest.mark.parametrize("channel", sorted(SAID))
def test_what_was_signed_is_taken_and_with_one_byte_changed_it_is_not(channel: str) -> None:
    """TRK-4, TRU-3, agreement 8: 200 with a row; 401 without one, wherever the byte stands."""
    connect(Offer(channel, "watch", "minato", secret=SECRET), now=1)
    body, sign = SAID[channel]
    path, headers = f"/in/{channel}/watch", sign(body)
    for at in range(0, len(body), len(body) // 9):
        touched = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        assert Client().post(path, touched, content_type="application/json", headers=headers).status_code == 401
    assert Received.objects.count() == 0
    assert Client().post(path, body, content_type="application/json", headers=headers).status_code == 200
    assert Received.objects.count() == 1
