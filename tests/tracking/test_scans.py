"""A history is a set: its state, its events and its notices do not depend on the sequence of its scans, their number, or how it was cut."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.rules import events as ev
from todoke.rules.decide import Desk, advance
from todoke.rules.effects import Tell
from todoke.rules.guarding import Claimed, Send, Wait, guard
from todoke.rules.journeys import from_outbox
from todoke.rules.parcel_life import STATES
from todoke.tracking.parcel_state import AT_FIRST, SHIPPED, Outcome, event_of, walk
from todoke.tracking.scans import Fact, History, Read, Scan, read

WORDINGS = (
    "荷物受付", "発送", "作業店通過", "配達中", "持戻（ご不在）", "持戻", "保管中", "調査中", "受取辞退", "返送", "返品完了", "紛失", "配達完了", "投函完了",
    "依頼受付（再配達）", "お荷物をお預かり致しました。", "配達店へ持ち帰りました。", "ふしぎな知らせ", "in_transit", "cancelled", "Expired", "Exception_Lost",
)  # fmt: skip
TIMES = ("", "11/24", "11/24 09:00", "11/24 18:30", "11/25", "11/25 10:00", "12/31 23:00", "01/02 08:00", "2026/11/26 12:00", "02/29 10:00", "いつか")
scans = st.builds(Scan, st.sampled_from(WORDINGS), st.sampled_from(TIMES), st.sampled_from(("", "銀座営業所")))
readings = st.sampled_from(("", "2027-01-05T09:00:00+09:00", "2026-11-25T20:00:00Z"))


def told(carrier: str, lines: list[Scan], read_at: str) -> tuple[Read, Outcome]:
    found = read(History(carrier, frozenset(lines), read_at))
    return found, walk(found.facts)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_the_same_scans_end_alike_in_any_sequence_repeated_or_in_parts(data: Any) -> None:
    """CMD-20, TRK-4: newest first, told again, told in several calls that each repeat the older ones."""
    lines, read_at = data.draw(st.lists(scans, min_size=1, max_size=8)), data.draw(readings)
    again = data.draw(st.permutations([*lines, *data.draw(st.lists(st.sampled_from(lines), max_size=5))]))
    cut = data.draw(st.integers(0, len(again)))
    in_parts = History("yamato", frozenset(again[:cut]) | frozenset(again[cut:]), read_at)
    assert told("yamato", again, read_at) == told("yamato", lines, read_at)
    assert read(in_parts) == told("yamato", lines, read_at)[0]


@given(st.lists(scans, max_size=8), readings)
@settings(max_examples=300, deadline=None)
def test_any_history_ends_in_a_state_and_a_moment_that_somebody_said(lines: list[Scan], read_at: str) -> None:
    """CMD-20"""
    found, outcome = told("yamato", lines, read_at)
    assert outcome.state in STATES
    assert outcome.delivered_at is None or outcome.delivered_at in {fact.told_at for fact in found.facts if fact.cls is ev.ParcelDelivered}


@given(st.lists(scans, max_size=8), readings)
@settings(max_examples=300, deadline=None)
def test_there_is_at_most_one_notice_for_an_attempt(lines: list[Scan], read_at: str) -> None:
    """CMD-20, NTC-12: and nobody is told twice that a parcel left, or arrived."""
    found, outcome = told("yamato", lines, read_at)
    stops = [fact for fact in found.facts if fact.cls in (ev.ParcelAttemptFailed, ev.ParcelHeld)]
    assert outcome.notices.count("delivery_attempt_failed") <= len(stops)
    assert outcome.notices.count("shipping_confirmation") <= 1
    assert outcome.notices.count("delivered") <= 1


@given(st.lists(scans, max_size=8), readings)
@settings(max_examples=150, deadline=None)
def test_the_walk_tells_what_the_whole_desk_tells(lines: list[Scan], read_at: str) -> None:
    """TRK-4: stock, money and deadlines, which the walk leaves out, change no notice of a parcel."""
    found, outcome = told("yamato", lines, read_at)
    assert by_the_whole_desk(found.facts) == outcome.notices


def by_the_whole_desk(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    order, waits, sent = AT_FIRST, dict[tuple[str, str], tuple[ev.Event, int]](), list[str]()
    for at, event in [*((fact.at, event_of(fact, "")) for fact in facts), (1 << 40, None)]:
        while late := [t for t in order.told if not t.handed and max(t.due, waits[t.kind, t.occasion][1]) < at]:
            one = min(late, key=lambda t: max(t.due, waits[t.kind, t.occasion][1]))
            begun, due = waits[one.kind, one.occasion]
            answer = guard(Claimed(one.kind, one.row, begun, max(due, one.due)), order, SHIPPED)
            if isinstance(answer, Wait):
                waits[one.kind, one.occasion] = (begun, answer.until)
                continue
            sent += [one.kind] if isinstance(answer, Send) else []
            order = from_outbox(order, ((one.kind, one.occasion, isinstance(answer, Send)),))
        if event:
            decision = advance(order, event, Desk(SHIPPED, at))
            order = decision.order
            waits |= {(effect.kind, effect.occasion): (event, effect.due) for effect in decision.effects if isinstance(effect, Tell)}
    return tuple(sent)


def lines(text: str) -> list[Scan]:
    """`11/24 09:00 発送` a line."""
    return [Scan(line[12:].strip(), line[:12].strip()) for line in text.strip("\n").splitlines()]


ABSENT = lines("""
11/24 17:00 発送
11/25 02:00 作業店通過
11/25 09:00 配達中
11/25 11:00 持戻（ご不在）
11/26 09:00 配達中
11/26 17:00 持戻（ご不在）
11/27 09:00 配達中
11/27 10:30 配達完了
""")


def test_a_parcel_that_found_nobody_twice() -> None:
    """TRK-4, NTC-1: each try is told, each absence is told, the arrival is told."""
    _, outcome = told("yamato", ABSENT, "2026-11-28T09:00:00+09:00")
    assert (outcome.state, outcome.delivered_at) == ("delivered", 1_795_743_000)
    assert outcome.notices.count("delivery_attempt_failed") == 2
    assert (outcome.notices[0], outcome.notices[-1]) == ("shipping_confirmation", "delivered")


@pytest.mark.parametrize("until, state", [(1, "moving"), (3, "out_for_delivery"), (4, "attempt_failed"), (5, "out_for_delivery"), (8, "delivered")])
def test_its_state_on_the_way(until: int, state: str) -> None:
    """CMD-20"""
    some = ABSENT[:until]
    random.Random(until).shuffle(some)
    assert told("yamato", some, "2026-11-28T09:00:00+09:00")[1].state == state


@pytest.mark.parametrize("text, state", [
    ("11/24 09:00 荷物受付", "labelled"),
    ("11/24 09:00 発送\n11/25 09:00 調査中", "troubled"),
    ("11/24 09:00 発送\n11/25 09:00 受取辞退\n11/25 20:00 作業店通過", "refused"),
    ("11/24 09:00 発送\n11/25 09:00 返送\n11/26 20:00 作業店通過", "returning"),
    ("11/24 09:00 発送\n11/25 09:00 返送\n11/26 20:00 配達完了", "returned"),
    ("11/24 09:00 発送\n11/25 09:00 保管中", "held"),
    ("11/24 09:00 発送\n11/30 09:00 紛失", "lost"),
    ("11/24 09:00 cancelled", "labelled"),
    ("11/24 09:00 発送\n11/25 09:00 cancelled", "troubled"),
])  # fmt: skip
def test_other_ends(text: str, state: str) -> None:
    """CMD-20: every state is reached."""
    assert told("yamato", lines(text), "2026-12-05T09:00:00+09:00")[1].state == state


def test_what_was_handed_to_the_shop_is_not_told_as_delivered() -> None:
    """TRK-4: a delivery after it turned round is the shop's own door."""
    found = told("yamato", lines("11/24 09:00 発送\n11/25 09:00 返送\n11/26 20:00 配達完了"), "2026-12-05T09:00:00+09:00")[1]
    assert (found.delivered_at, "delivered" in found.notices) == (None, False)


def test_a_history_of_which_all_came_at_one_moment_is_told_once() -> None:
    """NTC-4: sent and delivered heard together is one notice."""
    assert told("", [Scan("delivered", "2026-11-24T01:00:00Z")], "")[1].notices == ("delivered",)


def test_the_first_scan_of_the_parcel_itself_says_that_it_left() -> None:
    """TRK-4: a label says nothing of the kind."""
    found, _ = told("yamato", lines("11/24 08:00 荷物受付\n11/24 09:00 作業店通過\n11/25 09:00 作業店通過"), "2026-11-26T09:00:00+09:00")
    assert [fact.cls.__name__ for fact in found.facts] == ["ParcelLabelled", "ParcelSent", "ParcelMoved", "ParcelMoved"]


def test_nothing_is_no_state_of_its_own() -> None:
    """CMD-20"""
    assert told("yamato", [], "")[1] == Outcome("labelled", None, ())
