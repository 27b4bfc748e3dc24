"""A carrier's own words, as the shop read them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.registry import CHANNELS
from todoke.rules import events as ev
from todoke.tracking.wordings import HELD

PLAIN = CHANNELS["plain"]
SCANS = [{"at": "11/25 17:00", "status": "発送"}, {"at": "11/27 10:30", "status": "配達完了", "place": "鎌ケ谷センター"}]
BODY = {"type": "parcel_scans", "at": "2026-11-27T12:00:00+09:00", "order": {"number": "1001"}, "carrier": "yamato", "numbers": ["4001"], "scans": SCANS}


def reading(setup: Setup = Setup(), **changes: Any) -> Reading:
    found = PLAIN.read("parcel_scans", json.dumps(BODY | changes).encode(), setup)
    assert not isinstance(found, Ignored)
    return found[0]


def named(found: Reading) -> list[tuple[str, str]]:
    return [(type(event).__name__, getattr(event, "parcel", "")) for event in found.events]


def test_scans_become_facts_with_the_sending_and_its_number_first() -> None:
    """TRK-4, TRK-2: so that a parcel the desk knows by another name is found by its number."""
    found = reading()
    assert named(found) == [("ParcelSent", "par:4001"), ("ParcelMoved", "par:4001"), ("ParcelDelivered", "par:4001")]
    assert [event.at for event in found.events] == [1_795_593_600, 1_795_593_600, 1_795_743_000]
    assert found.events[0] == ev.ParcelSent(parcel="par:4001", carrier="yamato", numbers=("4001",), at=1_795_593_600)


def test_a_label_alone_names_the_number_and_says_nothing_of_leaving() -> None:
    """TRK-4, TRK-2: the number is another name of the parcel."""
    found = reading(scans=[{"at": "11/25 17:00", "status": "荷物受付"}], parcel="A")
    assert (named(found), [(one.parcel, one.numbers) for one in found.called]) == ([("ParcelLabelled", "par:A")], [("par:A", ("4001",))])


def test_pieces_are_those_of_the_body_else_of_the_order_beside_it() -> None:
    """TRK-4: nothing else would be a guess."""
    order = {"number": "1001", "lines": [{"id": "1", "quantity": 2}]}
    assert [reading(**given).events[0].units for given in ({"units": {"2": 1}}, {"order": order}, {})] == [(("2", 1),), (("1", 2),), ()]


def test_a_word_nobody_knows_goes_to_quarantine_and_the_rest_is_taken() -> None:
    """CHN-2, TRK-4"""
    found = reading(scans=[*SCANS, {"at": "11/28 10:30", "status": "ふしぎな知らせ"}])
    assert len(found.events) == 3
    assert (found.unknown, found.wordings) == (("scans.status: ふしぎな知らせ",), (("yamato", "ふしぎな知らせ"),))


def test_a_word_that_was_taught_is_known() -> None:
    """TRK-4"""
    found = reading(Setup(taught={("yamato", "ふしぎな知らせ"): HELD}), scans=[{"at": "11/26", "status": "ふしぎな 知らせ"}])
    assert (found.unknown, type(found.events[-1])) == ((), ev.ParcelHeld)


def test_several_events_of_one_delivery_may_hold_scans_too() -> None:
    """TRK-4: words nobody knows are gathered from all."""
    event = {"event": "parcel_scans", "at": BODY["at"], "parcel": "A", "scans": [{"status": "ふしぎな知らせ"}]}
    found = PLAIN.read("events", json.dumps({"order": "1001", "events": [event, {"event": "parcel_moved", "at": BODY["at"], "parcel": "A"}]}).encode(), Setup())
    assert not isinstance(found, Ignored) and (found[0].unknown, len(found[0].events)) == (("events[0].scans.status: ふしぎな知らせ",), 1)


@pytest.mark.parametrize("changes, place", [
    ({"scans": []}, "scans"), ({"scans": "発送"}, "scans"), ({"scans": [{"at": "11/25"}]}, "scans[0].status"), ({"scans": [{"status": 7}]}, "scans[0].status"),
    ({"numbers": []}, "parcel"), ({"at": "yesterday"}, "at"), ({"units": {"1": -2}}, "units"),
])  # fmt: skip
def test_what_cannot_be_read_says_where_and_why(changes: dict[str, Any], place: str) -> None:
    """CHN-2"""
    with pytest.raises(Unclear) as error:
        reading(**changes)
    assert error.value.place == place and error.value.mend


BRANCH = st.sampled_from(("status", "at", "place", "x"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(BRANCH, inner, max_size=3),
    max_leaves=9,
)


@given(ANYTHING, st.sampled_from(("scans", "carrier", "numbers", "parcel", "units")))
@settings(max_examples=300, deadline=None)
def test_no_body_raises_anything_else(value: Any, field: str) -> None:
    """CHN-2"""
    try:
        reading(**{field: value})
    except Unclear as error:
        assert error.place and error.reason
