"""Real bounces of 25 years, with what two libraries' own tests say of them: 361 of Sisimai's, 64 of flufl.bounce's (CMD-10)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from todoke.notices.bounces.read import Bounce, read

FOLDER = Path(__file__).parents[3] / "shared" / "fixtures" / "bounces"
pytestmark = [pytest.mark.fixtures, pytest.mark.skipif(not FOLDER.is_dir(), reason="the real bounces do not lie beside the repository")]


def recorded(name: str) -> list[tuple[str, Any, Bounce]]:
    """(file, what is true of it, what we read)."""
    truth = json.loads((FOLDER / f"{name}_truth.json").read_text("utf-8"))
    return [(file, said, read((FOLDER / name / file).read_bytes())) for file, said in sorted(truth.items())]


def shared(true: list[Any], found: list[Any]) -> float:
    """How much of the truth was found, from 0 to 1."""
    return sum((Counter(true) & Counter(found)).values()) / len(true)


def test_as_many_recipients_are_found_as_there_are() -> None:
    """CMD-10"""
    wrong = [file for file, said, found in recorded("sisimai") if len(found.recipients) != len(said)]
    assert len(wrong) <= 3, wrong


def test_what_is_for_good_is_told_from_what_will_pass() -> None:
    """CMD-10, NTC-14: at least 97 of 100, and hardly anybody is struck off who can be reached."""
    rows = recorded("sisimai")
    right = [shared([one["hard_bounce"] for one in said], [one.hard for one in found.recipients]) for _, said, found in rows]
    struck_off = [file for file, said, found in rows if sum(one.hard for one in found.recipients) > sum(one["hard_bounce"] for one in said)]
    assert sum(right) / len(right) > 0.97 and len(struck_off) <= 2, struck_off


def test_reasons_are_named_in_the_shared_words() -> None:
    """CMD-10"""
    right = [shared([one["reason"] for one in said], [one.reason for one in found.recipients]) for _, said, found in recorded("sisimai")]
    assert sum(right) / len(right) > 0.95


def test_addresses_are_those_that_failed() -> None:
    """CMD-10"""
    rows = recorded("flufl")
    wrong = [file for file, said, found in rows if {*said["temporary"], *said["permanent"]} != {one.address for one in found.recipients}]
    assert len(rows) > 50 and len(wrong) <= 1, wrong


def test_nobody_is_struck_off_by_a_note_of_absence_a_complaint_or_a_receipt() -> None:
    """CMD-10, NTC-14"""
    said = [(one["reason"], found) for _, rows, found in recorded("sisimai") for one in rows if one["reason"] in ("vacation", "delivered", "feedback")]
    assert len(said) > 10 and not any(one.hard for _, found in said for one in found.recipients)
    assert {found.is_bounce for reason, found in said if reason != "feedback"} == {False}


def test_what_is_no_bounce_names_nobody() -> None:
    """CMD-10"""
    found = [read(path.read_bytes()) for path in sorted((FOLDER / "sisimai_not").glob("*.eml"))]
    assert found and {(one.is_bounce, one.recipients) for one in found} == {(False, ())}
