"""Channels that are asked: when, how far back, what is kept when it is cut off, and how long a refusal is waited for."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.desk.scene import NOW, a_shop, placed, the_worker_runs, told

from todoke.channels.channel import Refusal, Setup, Step
from todoke.channels.plain.channel import Plain
from todoke.channels.registry import CHANNELS
from todoke.desk import polling
from todoke.desk.models import Poll, Received
from todoke.desk.polling import ask_now, poll, read_back, soon_again
from todoke.due.clock import real_ms
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules import order as rules
from todoke.shops.connect import renew
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
Part = Step | Refusal | Exception


class Asked(Plain):
    """Says what the test wants it to say; `spans`: what it was asked for."""

    every, overlap, looks_back = 300, 600, 30 * DAY

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.says: Callable[[int, int], list[Part]] = lambda since, until: [Step((), until)]

    def steps(self, since: int, until: int, setup: Setup) -> Iterator[Step]:
        self.spans.append((since, until))
        for part in self.says(since, until):
            if isinstance(part, Exception):
                raise part
            yield part


@pytest.fixture(autouse=True)
def channel(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    monkeypatch.setitem(CHANNELS, "plain", found)
    monkeypatch.setattr(polling, "looked", 0.0)
    return found


def connected(name: str = "minato") -> Connection:
    return a_shop(name, api_url="https://api.example", token="t")


def step(number: str, until: int = 0) -> Step:
    return Step(((number, "", placed(number)),), until)


def asks(connection: Connection, at: int = NOW) -> Poll:
    """The worker's turn, whatever was waited for."""
    polling.looked = 0.0
    Poll.objects.filter(connection=connection).update(leased_until=0)
    assert poll(at)
    return Poll.objects.get(connection=connection)


def waits(row: Poll) -> float:
    """Seconds until it is asked again."""
    return (row.leased_until - real_ms()) / 1000


def again(connection: Connection) -> Connection:
    return Connection.objects.get(pk=connection.pk)


# ── when, and how far back ──────────────────────────────────────────────────────────────────────────
def test_a_connection_with_an_address_is_asked_and_again_after_a_while(channel: Asked) -> None:
    """CHN-9: by a row that a worker claims; as often as the channel says."""
    connection = connected()
    row = asks(connection)

    assert not poll(NOW) and 295 < waits(row) <= 300 and row.tries == 0
    assert again(connection).read_until == NOW


def test_a_connection_without_an_address_is_not_asked(channel: Asked) -> None:
    """CHN-3: webhooks only."""
    a_shop()
    assert not poll(NOW) and not channel.spans


def test_the_first_reading_looks_back_and_later_ones_overlap(channel: Asked) -> None:
    """CHN-9: from the watermark, ten minutes before it."""
    connection = connected()
    asks(connection)
    first = channel.spans.copy()
    asks(connection, NOW + HOUR)

    assert first[0] == (NOW - 30 * DAY - 600, NOW - 600) and first[-1][1] == NOW
    assert channel.spans[-1] == (NOW - 600, NOW + HOUR)


def test_what_changed_before_the_connection_is_history(channel: Asked) -> None:
    """LIF-18, CHN-9: taken in, and nobody is told; what changed since is live."""
    connection = connected()
    channel.says = lambda since, until: [step("old" if until < NOW else "new", until)]
    asks(connection, NOW + HOUR)
    the_worker_runs(NOW + HOUR)

    told_of = set(Notice.objects.filter(state="sent").values_list("order__number", flat=True))
    assert set(Order.objects.values_list("number", flat=True)) == {"old", "new"} and told_of == {"new"}


def test_the_same_answer_again_is_no_news(channel: Asked) -> None:
    """CHN-9: an overlap does no harm."""
    connection = connected()
    channel.says = lambda since, until: [step("1001", until)]
    for _ in range(3):
        asks(connection)
    the_worker_runs()

    assert Received.objects.count() == 1 and rules.decoder.decode(Order.objects.get().state).total == 5000


# ── cut off ─────────────────────────────────────────────────────────────────────────────────────────
def test_what_was_answered_before_a_refusal_is_kept_and_read_on_from_there(channel: Asked) -> None:
    """CHN-9: the watermark stands where everything before is stored."""
    connection = connected()
    asks(connection)
    channel.says = lambda since, until: [step("1001", NOW + 60), step("1002"), Refusal("busy", again=True)]
    asks(connection, NOW + HOUR)
    channel.says = lambda since, until: [Step((), until)]
    asks(connection, NOW + HOUR)

    assert Received.objects.count() == 2 and channel.spans[-1] == (NOW + 60 - 600, NOW + HOUR)
    assert again(connection).read_until == NOW + HOUR


def test_the_watermark_never_goes_back(channel: Asked) -> None:
    """CHN-9: an order that changed long ago and comes late moves nothing."""
    connection = connected()
    asks(connection)
    channel.says = lambda since, until: [step("1001", NOW - DAY), Refusal("busy", again=True)]
    asks(connection, NOW + HOUR)

    assert again(connection).read_until == NOW


def test_many_answers_are_stored_as_they_come(channel: Asked) -> None:
    """CHN-9: somebody who looks meanwhile sees them."""
    connection = connected()
    seen: list[int] = []
    channel.says = lambda since, until: [step(str(number)) for number in range(120)]
    for _ in read_back(connection, NOW, NOW - HOUR):
        seen.append(Received.objects.count())

    assert seen[0] == 0 and 50 in seen and 100 in seen and Received.objects.count() == 120


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_refusal_waits_as_long_as_the_channel_says(channel: Asked) -> None:
    """CHN-9: and stands where people look until it is over."""
    connection = connected()
    channel.says = lambda since, until: [Refusal("banned for 7 seconds", again=True, after=7.5)]
    row = asks(connection)
    trouble = again(connection).trouble
    channel.says = lambda since, until: [Step((), until)]
    asks(connection)

    assert 6 < waits(row) <= 7.5 and "banned" in trouble and again(connection).trouble == ""


def test_a_refusal_without_a_word_is_waited_for_longer_each_time(channel: Asked) -> None:
    """CHN-9: a minute at first, about an hour at the most; never all at the same moment."""
    connection = connected()
    channel.says = lambda since, until: [Refusal("busy", again=True)]
    found = [waits(asks(connection)) for _ in range(16)]

    assert 55 < found[0] <= 60 and found[-1] > 600 and max(found) <= 3600 * 1.25


def test_what_a_person_must_mend_is_tried_seldom_and_at_once_when_it_is_mended(channel: Asked) -> None:
    """CHN-9: another token, and it goes on."""
    connection = connected()
    channel.says = lambda since, until: [Refusal("the session is over", again=False)]
    row = asks(connection)
    trouble = again(connection).trouble
    renew(connection, "another")
    ask_now(connection)

    assert waits(row) > 800 and "session" in trouble and not again(connection).trouble
    polling.looked = 0.0
    assert poll(NOW)


def test_a_connector_that_breaks_stops_nobody_else(channel: Asked) -> None:
    """CHN-1: its trouble is its own."""
    both = connected(), connected("other")
    channel.says = lambda since, until: [ValueError("broken")] if len(channel.spans) == 1 else [Step((), until)]
    polling.looked = 0.0

    assert poll(NOW) and poll(NOW) and not poll(NOW)
    well, broken = sorted(map(again, both), key=lambda one: bool(one.trouble))  # whoever of the two was asked first
    assert "broken" in broken.trouble and not well.trouble and well.read_until == NOW


def test_a_worker_that_waits_for_everything_waits_for_a_short_ban(channel: Asked) -> None:
    """CHN-9, CMD-14: `work --until-idle` ends when all is read, and not before."""
    connected()
    refusals = [Refusal("banned", again=True, after=0.4), Refusal("banned", again=True, after=0.4)]
    channel.says = lambda since, until: [refusals.pop()] if refusals else [step("1001", until)]
    the_worker_runs()

    assert Order.objects.get().number == "1001" and not refusals


def test_a_worker_that_waits_for_everything_does_not_wait_for_a_person(channel: Asked) -> None:
    """CMD-14: nor for an hour."""
    connected()
    channel.says = lambda since, until: [Refusal("the session is over", again=False)]
    begun = time.monotonic()
    the_worker_runs()

    assert not soon_again() and time.monotonic() - begun < 60


# ── two workers ─────────────────────────────────────────────────────────────────────────────────────
def test_two_workers_never_read_the_same_connection(channel: Asked) -> None:
    """CHN-9: while one reads, the row is leased; the lease is renewed with every answer."""
    connection = connected()
    leases: list[int] = []

    def meanwhile(since: int, until: int) -> Any:
        for number in range(3):
            polling.looked = 0.0
            assert not poll(NOW)
            leases.append(Poll.objects.get(connection=connection).leased_until)
            time.sleep(0.01)
            yield step(str(number), until)

    channel.says = meanwhile
    asks(connection)
    assert len(leases) >= 3 and leases == sorted(set(leases)) and leases[0] > real_ms() + 60_000


def test_a_worker_whose_lease_was_taken_over_stops_and_writes_nothing_more(channel: Asked) -> None:
    """CHN-9: the other one reads on from the same watermark."""
    connection = connected()

    def overtaken(since: int, until: int) -> Any:
        yield step("1001")
        Poll.objects.filter(connection=connection).update(attempts=99, tries=3)
        yield step("1002")
        raise AssertionError("asked on, though somebody else does")

    channel.says = overtaken
    row = asks(connection)
    assert (row.attempts, row.tries) == (99, 3) and again(connection).trouble == "" and again(connection).read_until < NOW


def test_a_reading_that_was_killed_is_read_again_when_its_lease_ends(channel: Asked) -> None:
    """CHN-9, CHN-4: what was stored before is the same delivery."""
    connection = connected()
    channel.says = lambda since, until: [step("1001"), step("1002", until)]
    reading = read_back(connection, NOW, NOW - HOUR)
    next(reading)
    reading.close()
    asks(connection)

    assert Received.objects.count() == 2


def test_a_deleted_connection_is_not_asked_any_more(channel: Asked) -> None:
    """CHN-3: its row goes with it."""
    connection = connected()
    asks(connection)
    connection.delete()
    polling.looked = 0.0

    assert not poll(NOW + HOUR) and not Poll.objects.exists()


def test_an_address_that_is_taken_away_ends_the_asking(channel: Asked) -> None:
    """CHN-3: back to webhooks only."""
    connection = connected()
    asks(connection)
    Connection.objects.update(api_url="")
    Poll.objects.update(leased_until=0)
    polling.looked = 0.0

    assert not poll(NOW + HOUR)


def test_webhooks_and_readings_of_one_order_are_one_order(channel: Asked) -> None:
    """CHN-9: the same facts, whichever way they come."""
    connection = connected()
    channel.says = lambda since, until: [Step((("1001", "", placed()), ("1001", "", told("order_cancelled", reason="buyer"))), until)]
    asks(connection)
    the_worker_runs()

    assert rules.decoder.decode(Order.objects.get().state).progress == rules.CLOSED
