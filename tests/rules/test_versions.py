"""Older entries are read as today's events."""

from typing import Any

import pytest

from todoke.rules import events as ev
from todoke.rules.draw import schema
from todoke.rules.versions import breaks, read_event, upgraded

BEFORE_PIECES_PER_LINE = {"event": "ParcelSent", "at": 5, "parcel": "p", "units": 2}


def per_line(words: dict[str, Any]) -> dict[str, Any]:
    return {**words, "units": [["1", words["units"]]]}


def test_an_entry_of_an_older_shape_is_read_as_todays_event() -> None:
    """LIF-8: a journal is never rewritten; what older versions wrote is understood."""
    words = upgraded(dict(BEFORE_PIECES_PER_LINE), 0, 1, {("ParcelSent", 0): per_line})
    assert words["units"] == [["1", 2]]


def test_an_event_that_did_not_change_needs_no_entry() -> None:
    """LIF-8"""
    assert upgraded({"event": "PaidOut", "at": 1}, 0, 3, {("ParcelSent", 0): per_line}) == {"event": "PaidOut", "at": 1}


def test_several_versions_are_gone_through_one_after_the_other() -> None:
    """LIF-8"""
    renamed = {("Paid", 0): lambda w: {**w, "event": "PaidOut"}, ("PaidOut", 1): lambda w: {**w, "at": w["at"] * 60}}
    assert upgraded({"event": "Paid", "at": 2}, 0, 2, renamed) == {"event": "PaidOut", "at": 120}


def test_an_entry_of_this_version_is_read_as_it_stands() -> None:
    """LIF-8"""
    sent = ev.ParcelSent(parcel="p", units=(("a", 1),), at=5)
    assert read_event(ev.encode(sent), ev.VERSION) == sent


def test_an_entry_of_a_newer_version_is_not_guessed_at() -> None:
    """LIF-8"""
    with pytest.raises(ValueError, match="newer Todoke"):
        read_event(b"{}", ev.VERSION + 1)


def test_a_field_that_goes_changes_or_must_be_given_breaks_the_shapes() -> None:
    """LIF-8"""
    old = {"Sent": {"properties": {"a": {"type": "integer", "default": 0}, "b": {"type": "string"}}}, "Gone": {}}
    new = {"Sent": {"properties": {"b": {"type": "integer"}, "c": {}}, "required": ["c"]}}
    assert breaks(old, new) == ["Gone: is gone", "Sent.a: is gone", "Sent.b: is {'type': 'integer'} now, was {'type': 'string'}",
                                "Sent.c: must be given now"]


def test_something_new_with_a_default_breaks_nothing() -> None:
    """LIF-8"""
    assert breaks({"Sent": {"properties": {"a": {"default": 0}}}}, {"Sent": {"properties": {"a": {"default": 1}, "b": {"default": 0}}}, "New": {}}) == []


def test_every_event_has_a_schema() -> None:
    """LIF-6"""
    assert all(f'"{name}": {{' in schema()["events.json"] for name in ev.EVENTS)


def test_every_event_is_had_from_one_place() -> None:
    """LIF-6: whoever adds one to a subject's file adds it to the package's list of names too."""
    assert all(getattr(ev, name, None) is found for name, found in ev.EVENTS.items())
