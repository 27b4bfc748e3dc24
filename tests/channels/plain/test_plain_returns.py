"""A plain shop names the parcel in which something comes back."""

import json
from typing import Any

import pytest

from todoke.channels.channel import Ignored, Setup, Unclear
from todoke.channels.plain.channel import Plain
from todoke.rules import events as ev

NOON = 1_790_391_600  # 2026-09-26T12:00:00+09:00


def events(kind: str, **fields: Any) -> tuple[ev.Event, ...]:
    body = {"type": kind, "at": "2026-09-26T12:00:00+09:00", "order": {"number": "1001"}, **fields}
    found = Plain().read("", json.dumps(body, ensure_ascii=False).encode(), Setup())
    assert not isinstance(found, Ignored)
    return found[0].events


@pytest.mark.parametrize("fields", [
    {"id": "R1", "carrier": "yamato", "numbers": ["22"]}, {"id": "R1", "carrier": "yamato", "tracking_number": "22"},
    {"id": "R1", "data": {"carrier": "yamato", "numbers": "22"}}, {"id": "R1", "parcel": {"id": "22", "carrier": "yamato", "tracking_number": "22"}},
])  # fmt: skip
def test_its_number_is_told_in_any_of_the_usual_shapes(fields: dict[str, Any]) -> None:
    """TRK-6: without a name it bears its number."""
    assert events("return_sent", **fields) == (ev.ReturnSent(parcel="par:22", id="ret:R1", carrier="yamato", numbers=("22",), at=NOON),)


def test_without_any_name_it_is_not_understood() -> None:
    """CHN-2: the place is named."""
    with pytest.raises(Unclear) as error:
        events("return_sent", id="R1")
    assert error.value.place == "parcel"


@pytest.mark.parametrize(("back", "name"), [("R1", "ret:R1"), (True, ""), (7, "ret:7")])
def test_scans_of_a_return_name_it_and_nothing_has_left(back: Any, name: str) -> None:
    """TRK-4: in the carrier's own words."""
    scans = [{"at": "09/26 09:00", "status": "発送済み"}, {"at": "", "status": "謎"}]
    first, *rest = events("parcel_scans", carrier="yamato", numbers=["22"], scans=scans, **{"return": back})
    assert first == ev.ReturnSent(parcel="par:22", id=name, carrier="yamato", numbers=("22",), at=NOON - 3 * 3600)
    assert [type(one) for one in rest] == [ev.ParcelMoved]


@pytest.mark.parametrize(("numbers", "carrier"), [(["1Z999AA10123456784"], "ups"), ("EE123456785JP", "japan_post"), (["444413758703"], "")])
def test_a_carrier_that_is_not_told_is_the_one_whose_number_it_is(numbers: Any, carrier: str) -> None:
    """TRK-1: beyond doubt, else nobody's."""
    (sent,) = events("return_sent", parcel="b", numbers=numbers)
    assert isinstance(sent, ev.ReturnSent) and sent.carrier == carrier
