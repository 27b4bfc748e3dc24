"""Every notice, deadline and case says why it exists; a notice says nothing that the journal does not hold; under overload the oldest go first."""

import json

import msgspec
import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs

from todoke.desk.acts import act
from todoke.desk.models import Received
from todoke.due.clock import real_ms
from todoke.due.rows import claim
from todoke.notices.facts import Letterhead, Occasion, facts_of
from todoke.notices.models import Notice
from todoke.orders.models import Deadline, Entry
from todoke.rules import order as rules
from todoke.rules.duties import DEADLINES
from todoke.rules.events import CancelDecided, OrderPlaced, decoder
from todoke.rules.journey_rows import DEFAULT
from todoke.rules.order_life import REGIONS

pytestmark = pytest.mark.django_db


def test_every_notice_names_the_event_and_the_row_that_led_to_it() -> None:
    """LIF-15: one click away: the entry, the row of the journeys, and the row's own reason."""
    comes_in(a_shop(), placed(way="bank_transfer", paid=False))

    notice = Notice.objects.get()
    entry = Entry.objects.get(order=notice.order_id, seq=notice.seq)

    assert decoder.decode(notice.event) == decoder.decode(entry.body) and isinstance(decoder.decode(entry.body), OrderPlaced)
    assert next(row for row in DEFAULT if row.id == notice.row).why


def test_every_entry_names_the_rows_of_the_tables_that_decided() -> None:
    """LIF-15, LIF-2: a row's number leads to the table."""
    comes_in(a_shop(), placed())

    for rows in Entry.objects.values_list("rows", flat=True):
        for table, number in msgspec.json.decode(rows):
            assert 0 <= number < (len(DEADLINES) if table == "deadlines" else len(REGIONS[table].rows))


def test_a_cancellation_says_no_cause_that_nobody_recorded() -> None:
    """NTC-5: the facts of a notice come from the order alone; a cause is never typed, and none is made up."""
    comes_in(a_shop(), placed())
    act(the_order(), [CancelDecided(reason="stockout", at=NOW)], by="staff:mina", now=NOW)
    value = rules.decoder.decode(the_order().state)

    facts = facts_of(value, Letterhead("湊"), Occasion("cancel_confirmed", "", "closed", CancelDecided(at=NOW), NOW), "ja", None, None)

    assert set(facts["cancel"]) == {"by", "part", "at", "lines"} and facts["refund"]["amount"] == 5000
    assert "delivery" not in facts or not facts["delivery"]


def test_under_overload_the_oldest_deadline_goes_first_and_intake_goes_on() -> None:
    """TRU-8: work queues up visibly; a claim takes what is due longest."""
    connection = a_shop()
    comes_in(connection, *(placed(str(number), way="bank_transfer", paid=False) for number in range(20)))
    for at, row in enumerate(Deadline.objects.filter(kind="payment_due").order_by("-pk")):
        Deadline.objects.filter(pk=row.pk).update(due_at=NOW + at)

    first = claim(Deadline, NOW + 10**9, real_ms(), 3, "AND kind = 'payment_due'")
    more = comes_in(connection, placed("late"))

    assert [row.due_at for row in first] == [NOW, NOW + 1, NOW + 2]
    assert more == ["taken"] and Received.objects.filter(state="waiting").count() == 0


def test_a_worker_that_is_done_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-4: counts, as machines read them; what is done is not done again."""
    comes_in(a_shop(), placed())

    assert the_worker_runs().counts["notices"] == 1
    assert json.loads(json.dumps(the_worker_runs().counts)) == {"deliveries": 0, "deadlines": 0, "pushes": 0, "notices": 0}
