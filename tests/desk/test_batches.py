"""Batches, poisoned rows, leases: what goes wrong in one row stays in one row."""


import pytest
from django.db import transaction
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk import understand, work
from todoke.desk.brake import PER_BUYER
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Received
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS, claim, fail, still_ours
from todoke.notices.models import CaughtMail, Notice
from todoke.orders.models import Entry, Order
from todoke.rules.versions import UPGRADES
from todoke.shops.models import Connection, Shop

pytestmark = pytest.mark.django_db


def waiting(connection: Connection, *bodies: bytes) -> None:
    with transaction.atomic():
        store(Delivery(connection.shop_id, connection.pk, f"d{at}", "", body, NOW, str(connection)) for at, body in enumerate(bodies))
    Received.objects.update(topic="order_placed")


def test_a_poisoned_row_steps_aside_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-3: halved until it stands alone, quarantined with its error; nothing else is disturbed."""
    waiting(a_shop(), *(placed(str(number)) for number in range(1000, 1008)))
    run = work.Batch.run

    def poisoned(batch: work.Batch) -> list[object]:
        if any(act.key.ref == "1003" for act in batch.acts):
            raise ZeroDivisionError("a fault of ours")
        return run(batch)  # type: ignore[return-value]

    monkeypatch.setattr(work.Batch, "run", poisoned)
    the_worker_runs()

    assert Order.objects.count() == 7 and Received.objects.filter(state="taken").count() == 7
    assert "a fault of ours" in Received.objects.get(state="quarantined").reason


def test_a_connector_that_breaks_on_a_body_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-2, TRU-3: the body stays, with the reason."""
    connection = a_shop()

    def breaks(*args: object) -> None:
        raise KeyError("gateway")

    monkeypatch.setattr(understand.CHANNELS["plain"], "read", breaks, raising=False)

    assert comes_in(connection, placed()) == ["quarantined"]
    assert bytes(Received.objects.get().body) == placed() and "KeyError" in Received.objects.get().reason


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends() -> None:
    """TRU-2: a worker that vanishes holds nothing for longer than its lease."""
    waiting(a_shop(), placed())

    def taken(at: int) -> list[Received]:
        return claim(Received, NOW, at, 10)

    first, second, later = taken(real_ms()), taken(real_ms()), taken(real_ms() + LEASE_MS + 1)

    assert [len(rows) for rows in (first, second, later)] == [1, 0, 1]


def test_who_comes_back_after_his_lease_writes_nothing() -> None:
    """TRU-2: the attempt count is the fencing token."""
    waiting(a_shop(), placed())
    slow = claim(Received, NOW, real_ms(), 10)
    quick = claim(Received, NOW, real_ms() + LEASE_MS + 1, 10)

    assert still_ours(slow) == [] and still_ours(quick) == quick
    fail(slow[0], "too late", real_ms())
    assert Received.objects.get().last_error == ""


def test_wishes_that_came_before_the_order_itself_are_put_to_the_table_later() -> None:
    """LIF-7: a cancel that overtakes its order is granted when the order is heard."""
    connection = a_shop()
    comes_in(connection, told("cancel_asked", reason="customer"))
    early = Entry.objects.get(event="CancelAsked").refused

    comes_in(connection, placed(way="bank_transfer", paid=False))

    assert early == "we have not received this order yet" and the_order().progress == "closed"


def test_a_wish_that_an_older_todoke_wrote_down_is_read_in_its_own_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """LIF-6, LIF-8: a journal is never rewritten, so whoever reads it upgrades it."""
    monkeypatch.setitem(UPGRADES, ("CancelAsked", 0), lambda words: {**words, "reason": words["why"]})
    connection = a_shop()
    comes_in(connection, told("cancel_asked"))
    Entry.objects.update(version=0, body='{"event":"CancelAsked","at":1790000040,"why":"too late"}')

    comes_in(connection, placed(paid=False))

    assert '"reason":"too late"' in Entry.objects.filter(event="CancelAsked", refused="").get().body


def test_the_same_delivery_in_one_batch_counts_once() -> None:
    """LIF-7: repeated webhooks change nothing the second time."""
    connection = a_shop()

    assert comes_in(connection, placed(), placed()) == ["taken", "duplicate"]
    assert comes_in(connection, placed()) == ["duplicate"] and Entry.objects.count() == 2


def test_history_is_never_mailed_and_waits_for_nothing() -> None:
    """LIF-18, NTC-19: written down as not sent; a live word takes it up."""
    connection = a_shop()
    comes_in(connection, placed(way="bank_transfer", paid=False), live=False)
    the_worker_runs(NOW + 40 * 86_400)
    quiet = (CaughtMail.objects.count(), the_order().deadlines.count(), set(Notice.objects.values_list("state", "reason")))

    comes_in(connection, told("payment_received", payment="p", amount="5000"))

    assert quiet == (0, 0, {("suppressed", "backfilled")})
    assert the_order().live and the_order().deadlines.filter(state="waiting").exists()


def test_a_loop_of_mails_to_one_buyer_closes_the_brake() -> None:
    """NTC-19: it stops by itself and says why; new buyers at the same domain never close it."""
    connection = a_shop()
    comes_in(connection, *(placed(str(number), mail=f"buyer{number}@example.com") for number in range(60)))
    the_worker_runs()
    rush = (CaughtMail.objects.count(), Shop.objects.get().brake)

    comes_in(connection, *(placed(str(number)) for number in range(100, 100 + PER_BUYER + 5)))
    the_worker_runs()

    assert rush == (60, "")
    assert "one buyer" in Shop.objects.get().brake and CaughtMail.objects.count() < 60 + PER_BUYER + 5


