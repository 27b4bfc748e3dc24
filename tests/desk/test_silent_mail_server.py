"""A mail server that says nothing: it is waited for once, and not by every mail that is due (TRU-8)."""

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed

from todoke.desk import deliver
from todoke.desk.brake import Brake
from todoke.desk.queues import QUEUES, take
from todoke.due.clock import real_ms
from todoke.notices.models import Notice
from todoke.notices.transports.transport import Mail, NotTaken

pytestmark = pytest.mark.django_db


class Silent:
    """After `first` mails that it takes."""

    address = ("", 0)

    def __init__(self, first: int = 0) -> None:
        self.first, self.asked = first, 0

    def hand_over(self, mail: Mail) -> None:
        self.asked += 1
        if self.asked > self.first:
            raise NotTaken("mail.example.com:587 hung up (timed out)", ours=True)

    def close(self) -> None:
        """Nothing is open."""


def twenty_mails_are_due() -> None:
    comes_in(a_shop(), *(placed(str(n), mail=f"hana{n}@example.com") for n in range(20)))
    for queue in QUEUES:
        queue.work(take(queue.model, NOW, real_ms(), queue.batch))
    assert Notice.objects.filter(state="waiting").count() == 20


@pytest.mark.parametrize("first", [0, 3, 17])
def test_the_others_do_not_wait_for_it_one_by_one(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    """TRU-8, NTC-19: ninety-six mails of fifteen seconds were twenty-four minutes without a decision; none is lost, and each says why it waits."""
    monkeypatch.setattr(deliver, "SLOW", -1.0)
    twenty_mails_are_due()
    server = Silent(first)

    assert deliver.deliver(NOW + 600, server, Brake()) == 20

    waiting = Notice.objects.filter(state="waiting")
    assert server.asked == first + 1 and Notice.objects.filter(state="sent").count() == first
    assert {one.last_error for one in waiting} == {"mail.example.com:587 hung up (timed out)"}
    assert all(one.leased_until > real_ms() and one.attempts == 1 for one in waiting) and len(waiting) == 20 - first


def test_one_that_hangs_up_at_once_is_asked_for_each() -> None:
    """TRU-3: it may be this very mail that it cannot stand."""
    twenty_mails_are_due()
    server = Silent()

    deliver.deliver(NOW + 600, server, Brake())

    assert server.asked == 20
