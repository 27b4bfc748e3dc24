"""A worker that vanishes holds nothing for longer than its lease; one that comes back too late writes nothing."""

from typing import Any

import pytest
from bench.bodies import order_body, raw
from django.db import connection

from todoke.desk import advance
from todoke.desk.brake import Brake
from todoke.desk.deliver import deliver
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Received
from todoke.desk.work import take_in
from todoke.due.clock import now, real_ms
from todoke.due.rows import LEASE_MS, claim, give_back, renew, still_ours
from todoke.notices.models import Notice
from todoke.notices.transports.transport import Mail
from todoke.orders.models import Entry, Order
from todoke.shops.connect import Offer, connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox() -> None:
    """Three orders, waiting."""
    link, _ = connect(Offer("plain", "main"), now=now())
    store(Delivery(link.shop_id, link.pk, f"l-{n}", "order_placed", raw(order_body(f"L-{n}")), now(), str(link)) for n in range(3))


def claimed(later_ms: int = 0, limit: int = 10) -> list[Received]:
    return claim(Received, now(), real_ms() + later_ms, limit)


def test_what_one_has_claimed_nobody_else_gets_before_the_lease_ends(inbox: None) -> None:
    """TRU-2, agreement 7: 20 seconds, to the millisecond's side."""
    first = claimed()

    assert (len(first), len(claimed()), len(claimed(LEASE_MS - 1000)), len(claimed(LEASE_MS + 1000))) == (3, 0, 0, 3)


def test_a_claim_takes_no_more_than_its_limit_however_the_database_goes_about_it(inbox: None) -> None:
    """TRU-2, NTC-14: PostgreSQL, when it joins row by row, asked a choice of two once for each row, and all were taken."""
    with connection.cursor() as cursor:
        for way in ("hashjoin", "hashagg", "sort", "material") if connection.vendor == "postgresql" else ():
            cursor.execute(f"SET LOCAL enable_{way} TO off")

    assert [len(claimed(limit=2)), len(claimed(limit=2))] == [2, 1]


def test_a_lease_that_is_renewed_lasts_from_then_on(inbox: None) -> None:
    """Agreement 7: renewed while the work goes on."""
    rows = claimed()
    renew(rows, real_ms() + 15_000)

    assert claimed(LEASE_MS + 1000) == [] and len(claimed(LEASE_MS + 16_000)) == 3


def test_what_is_given_back_is_free_at_once(inbox: None) -> None:
    """TRU-2: no starvation."""
    give_back(claimed())

    assert len(claimed()) == 3


def test_who_comes_back_after_his_lease_finds_that_it_is_not_his_any_more(inbox: None) -> None:
    """TRU-2: the attempt count is the fence."""
    slow, quick = claimed(), claimed(LEASE_MS + 1000)

    assert still_ours(slow) == [] and len(still_ours(quick)) == 3


def test_a_slow_worker_and_a_quick_one_write_everything_once(inbox: None) -> None:
    """TRU-1, TRU-2: the slow one woke up first, or last. With `still_ours` off, the slow one wrote all 3."""
    slow, quick = claimed(), claimed(LEASE_MS + 1000)
    take_in(slow)
    between = Order.objects.count()
    take_in(quick)
    take_in(slow)

    assert between == 0 and Order.objects.count() == 3
    assert Entry.objects.filter(event="OrderPlaced").count() == 3
    assert set(Received.objects.values_list("state", flat=True)) == {"taken"}


class SlowServer:
    """Six seconds a mail. After each one another worker looks whether there is anything to do."""

    def __init__(self, start: int) -> None:
        self.ms, self.taken, self.stolen, self.sleeps = start, list[str](), 0, 6_000

    def hand_over(self, mail: Mail) -> None:
        self.taken.append(mail.id)
        self.ms += self.sleeps
        self.stolen += len(claim(Notice, now(), self.ms, 96))

    def close(self) -> None:
        """Nothing is kept open."""


@pytest.fixture
def slow_server(inbox: None, monkeypatch: pytest.MonkeyPatch) -> SlowServer:
    """Three confirmations wait; the real clock is its own."""
    take_in(claimed())
    server = SlowServer(real_ms())
    monkeypatch.setattr("todoke.desk.deliver.real_ms", lambda: server.ms)
    return server


def test_a_slow_mail_server_costs_nobody_a_second_mail(slow_server: SlowServer) -> None:
    """TRU-1, agreement 7: the lease is renewed between two mails of a group. Renewed between groups only, all 3 were taken by another worker."""
    slow_server.sleeps = 12_000
    deliver(now(), slow_server, Brake())

    assert (slow_server.stolen, len(slow_server.taken), len(set(slow_server.taken))) == (0, 3, 3)
    assert Notice.objects.filter(state="sent").count() == 3


def test_a_worker_that_slept_over_its_lease_sends_nothing_that_others_have_taken(slow_server: SlowServer) -> None:
    """TRU-2: asleep for a minute after the first mail; another worker has the rest, and the first one too, which had not been written down."""
    slow_server.sleeps = 60_000
    deliver(now(), slow_server, Brake())

    assert (slow_server.stolen, len(slow_server.taken)) == (3, 1)
    assert Notice.objects.filter(state="sent").count() == 0


def test_a_poisoned_delivery_steps_aside_and_the_rest_goes_on(inbox: None, monkeypatch: Any) -> None:
    """TRU-3, CHN-2: halved until it stands alone; it is in quarantine with its reason, the others are taken."""
    poisoned = claimed()
    real = Received.objects.get(delivery="l-1")
    whole = advance.Batch.take_in

    def burst(self: Any, act: Any) -> Any:
        if act.received == real.pk:
            raise ZeroDivisionError("a fault of ours")
        return whole(self, act)

    monkeypatch.setattr(advance.Batch, "take_in", burst)
    take_in(poisoned)

    assert dict(Received.objects.values_list("delivery", "state")) == {"l-0": "taken", "l-1": "quarantined", "l-2": "taken"}
    assert "ZeroDivisionError" in Received.objects.get(delivery="l-1").reason and Order.objects.count() == 2
