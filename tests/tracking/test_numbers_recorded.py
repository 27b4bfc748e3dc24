"""Real numbers that lie beside the repository: every right one finds its carrier, no wrong one does."""

import json
from pathlib import Path
from typing import Any

import pytest

from todoke.tracking.pasted import best_number
from todoke.tracking.recognise import recognise

FOLDER = Path(__file__).parents[3] / "shared" / "fixtures" / "tracking_numbers"
WORLD, JAPAN = FOLDER / "jkeen_numbers.jsonl", FOLDER / "japan_7dr_numbers.jsonl"
beside = pytest.mark.skipif(not WORLD.exists(), reason="the real numbers do not lie beside the repository")
OURS = {"jppost": "japan_post", "jpexpress": "japan_post", "kakitome11": "japan_post"}
HOUSES = {"dhl": {"dhl", "dhl_express", "dhl_ecommerce"}}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def carriers(number: str) -> set[str]:
    return {one.carrier for one in best_number(number).candidates}


@beside
@pytest.mark.fixtures
def test_the_worlds_numbers_find_their_carrier_and_wrong_ones_do_not() -> None:
    """CMD-6: 192 right, 88 wrong."""
    missed = [row for row in rows(WORLD) if bool(carriers(row["number"]) & HOUSES.get(row["courier"], {row["courier"]})) != row["valid"]]
    assert missed == []


@beside
@pytest.mark.fixtures
def test_japans_numbers_find_their_carrier_and_wrong_ones_do_not() -> None:
    """CMD-6: check digits changed, a digit too many, one too few, hyphens, full width."""
    missed = [row for row in rows(JAPAN) if (OURS.get(row["carrier"], row["carrier"]) in carriers(row["number"])) != row["valid"]]
    assert missed == []


@beside
@pytest.mark.fixtures
def test_japans_numbers_are_their_carriers_first_when_it_is_named() -> None:
    """TRK-1: 8 of a hundred would be FedEx's too."""
    for row in (row for row in rows(JAPAN) if row["valid"]):
        carrier = OURS.get(row["carrier"], row["carrier"])
        assert recognise(row["number"], carrier).candidates[0].carrier == carrier
