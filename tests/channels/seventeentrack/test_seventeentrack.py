"""17TRACK's pushes: proven by their signature, read by their sub-statuses."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.seventeentrack.told import HANDED, LEFT, VAN, WORDS, line, push, tracked

from todoke.channels.channel import Ignored, Parcel, Reading, Refusal, Setup, Unclear, Unproven
from todoke.channels.seventeentrack import api
from todoke.channels.seventeentrack.channel import SeventeenTrack, signature
from todoke.rules import events as ev
from todoke.tracking.carriers import CARRIERS

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures" / "tracking_events"
TRACK, KEY, READ = SeventeenTrack(), "0123456789ABCDEF", 1_790_300_000


def reading(body: bytes) -> Reading:
    found = TRACK.read("TRACKING_UPDATED", body, Setup(read_at=READ))
    assert not isinstance(found, Ignored)
    return found[0]


def kinds(found: Reading) -> list[str]:
    return [type(one).__name__ for one in found.events]


# ── is it from there? ───────────────────────────────────────────────────────────────────────────────
def test_its_signature_is_the_digest_of_body_slash_and_key() -> None:
    """CHN-1: as its documents say; the same body is the same delivery."""
    body = push(tracked(LEFT))
    sign = hashlib.sha256(body + b"/" + KEY.encode()).hexdigest()
    proofs = [TRACK.prove({"sign": given}, body, (KEY,), READ) for given in (sign, sign.upper())]
    assert proofs[0] == proofs[1] and proofs[0].topic == "TRACKING_UPDATED"


@given(st.integers(0, len(push(tracked(LEFT))) - 1), st.integers(1, 255))
def test_one_byte_changed_is_not_from_there(at: int, by: int) -> None:
    """CHN-1, TRU-3"""
    body = bytearray(push(tracked(LEFT)))
    sign = signature(KEY, bytes(body))
    body[at] ^= by
    with pytest.raises(Unproven):
        TRACK.prove({"sign": sign}, bytes(body), (KEY,), READ)


@pytest.mark.parametrize("headers, secrets", [({}, (KEY,)), ({"sign": ""}, (KEY,)), *[({"sign": signature("", b"{}")}, none) for none in ((), ("",))]])
def test_without_a_key_nothing_is_taken(headers: dict[str, str], secrets: tuple[str, ...]) -> None:
    """CHN-1"""
    with pytest.raises(Unproven):
        TRACK.prove(headers, b"{}", secrets, READ)


# ── what does it say? ───────────────────────────────────────────────────────────────────────────────
def test_a_push_is_news_of_the_parcel_of_that_number() -> None:
    """TRK-4: whatever sequence its lines have, with time and place."""
    found = reading(push(tracked(LEFT, VAN, HANDED)))
    assert found.whose is not None and (found.ref, found.whose.number, found.whose.carrier) == ("", "444413758703", "Yamato Transport")
    assert kinds(found) == ["ParcelSent", "ParcelMoved", "ParcelOutForDelivery", "ParcelDelivered"]
    assert found.events[-1] == ev.ParcelDelivered(place="玄関先", at=1_790_043_000)


SILENT_WORDS = ("NotFound", "NotFound_Other", "NotFound_InvalidCode")


@pytest.mark.parametrize("word", [word for word in WORDS if word not in SILENT_WORDS])
def test_every_status_and_sub_status_has_its_meaning(word: str) -> None:
    """TRK-4"""
    found = reading(push(tracked(line(word, "2026-09-21T20:00:00Z"))))
    assert found.unknown == () and found.events


@pytest.mark.parametrize("word", SILENT_WORDS)
def test_a_number_that_was_not_found_is_no_news(word: str) -> None:
    """TRK-4"""
    assert isinstance(TRACK.read("TRACKING_UPDATED", push(tracked(line(word, "2026-09-21T20:00:00Z"))), Setup()), Ignored)


def test_a_line_without_a_sub_status_is_read_by_its_stage() -> None:
    """TRK-4"""
    found = reading(push(tracked(line(None, "2026-09-21T20:00:00Z", stage="PickedUp"), HANDED)))
    assert kinds(found) == ["ParcelSent", "ParcelMoved", "ParcelDelivered"]


def test_the_summary_alone_is_enough() -> None:
    """TRK-4: pushes that hold the newest event only."""
    body = push(tracked(VAN, tracking=None))
    assert kinds(reading(body)) == ["ParcelSent", "ParcelOutForDelivery"]


def test_two_carriers_of_one_way_are_one_history_and_neither_is_wrong() -> None:
    """TRK-4: handed on at the border."""
    found = tracked(LEFT, HANDED)
    found["track_info"]["tracking"]["providers"].append({"provider": {"name": "USPS"}, "events": [VAN]})
    news = reading(push(found))
    assert kinds(news)[-2:] == ["ParcelOutForDelivery", "ParcelDelivered"] and news.whose is not None and news.whose.carrier == ""


def test_trouble_has_its_cause_and_the_carrier_its_day() -> None:
    """TRK-4, TRK-7"""
    expected = {"estimated_delivery_date": {"source": "Official", "from": "2026-09-23T08:00:00+09:00", "to": "2026-09-24T00:00:00Z"}}
    found = reading(push(tracked(line("InTransit_CustomsRequiringInformation", "2026-09-21T20:00:00Z"), time_metrics=expected)))
    at = 1_790_020_800
    assert found.events[-2:] == (ev.ParcelTroubled(cause="customs", area="大田区", at=at), ev.DatesPromised(deliver_by=1_790_208_000, at=at))


def test_what_is_no_news_is_a_documented_no_and_the_unknown_waits() -> None:
    """CHN-1, CHN-2"""
    for event in ("TRACKING_STOPPED", "AIR_WAYBILL_UPDATED"):
        assert isinstance(TRACK.read(event, push(tracked(LEFT), event), Setup()), Ignored)
    assert reading(push(tracked(line("Delivered_ByDrone", "2026-09-21T20:00:00Z")))).wordings == (("seventeentrack", "Delivered_ByDrone"),)


@pytest.mark.parametrize("body", [b"[]", b"{", b"{}", push({"number": ""}), push(tracked(LEFT, number="――"))])
def test_what_cannot_be_read_says_where_and_why(body: bytes) -> None:
    """CHN-2"""
    with pytest.raises(Unclear) as error:
        TRACK.read("TRACKING_UPDATED", body, Setup())
    assert error.value.place and error.value.mend


KEYS = ("latest_status", "latest_event", "time_metrics", "tracking", "providers", "events", "sub_status", "time_utc", "location", "provider", "name", "to")
JSON = st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(WORDS) | st.just("2026-09-21T20:00:00"),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4))


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_no_body_raises_anything_but_unclear(info: dict[str, Any]) -> None:
    """TRU-3, CHN-2"""
    with suppress(Unclear):
        TRACK.read("", json.dumps({"event": "TRACKING_UPDATED", "data": {"number": "1", "track_info": info}}).encode(), Setup(read_at=READ))


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the list of statuses is not here")
def test_the_published_vocabulary_is_the_one_that_is_tried() -> None:
    """TRK-4"""
    facts = json.loads((FIXTURES / "status_taxonomies_facts.json").read_text())
    assert {*facts["seventeentrack_main"], *facts["seventeentrack_sub"]} <= set(WORDS)


def test_a_delivery_without_a_zone_counts_by_its_day() -> None:
    """TRK-4: of Delivered_Other 17TRACK gives only what the carrier wrote; a day that is known is better than no delivery."""
    raw = line("Delivered_Other", "") | {"time_iso": None, "time_utc": None, "time_raw": {"date": "2026-09-22", "time": "14:23:00", "timezone": None}}
    found = reading(push(tracked(LEFT, raw)))
    assert kinds(found)[-1] == "ParcelDelivered" and 0 <= found.events[-1].at - 1_790_035_200 < 86_400


def test_its_own_zone_is_taken() -> None:
    """TRK-4"""
    raw = line("Delivered_Other", "") | {"time_iso": None, "time_utc": None, "time_raw": {"date": "2026-09-22", "time": "11:10:00", "timezone": "+09:00"}}
    assert reading(push(tracked(LEFT, raw))).events[-1].at == 1_790_043_000


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────
class Service:
    """17TRACK's answers, number by number: the codes with which it refuses to register some."""

    def __init__(self, **codes: int) -> None:
        self.codes, self.asked = codes, list[Any]()

    def call(self, method: str, numbers: Any, setup: Setup) -> dict[str, list[Any]]:
        rows = list(numbers)
        self.asked.append((method, rows))
        if method == "gettrackinfo":
            return {"accepted": [tracked(LEFT, number=row["number"]) for row in rows], "rejected": []}
        no = {row["number"]: code for row in rows if (code := self.codes.get(row["number"])) and (code != -18019910 or "carrier" in row)}
        return {"accepted": [], "rejected": [{"number": number, "error": {"code": code, "message": f"no {code}"}} for number, code in no.items()]}


@pytest.mark.parametrize("carrier, names", [
    ("yamato", {"carrier": 100062}), ("佐川急便", {"carrier": 100040}), ("日本郵便", {"carrier": 10021}), ("西濃運輸", {"carrier": 100171}),
    ("USPS", {"carrier": 21051}), ("china_post", {"carrier": 3011}), ("cdek", {"carrier": 100030}), ("dpd", {"auto_detection": True}),
    ("町の自転車便", {"auto_detection": True}),
])  # fmt: skip
def test_a_carrier_that_it_has_one_name_for_is_named(monkeypatch: pytest.MonkeyPatch, carrier: str, names: dict[str, Any]) -> None:
    """TRK-4: any other it finds by itself."""
    service = Service()
    monkeypatch.setattr(api, "call", service.call)
    (news,) = TRACK.news([Parcel("444413758703", carrier)], Setup())
    assert service.asked[0] == ("register", [{"number": "444413758703"} | names]) and news.found and not news.refused


def test_every_carrier_in_its_table_is_one_of_ours() -> None:
    """TRK-4"""
    assert set(api.CARRIERS) <= set(CARRIERS)


def test_a_carrier_that_does_not_fit_is_left_out_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-4: a number that was written under the wrong carrier is followed all the same."""
    service = Service(A1=-18019910)
    monkeypatch.setattr(api, "call", service.call)
    found = list(TRACK.news([Parcel("A1", "yamato"), Parcel("B2", "ups")], Setup()))
    assert [rows for method, rows in service.asked if method == "register"][1] == [{"number": "A1", "auto_detection": True}]
    assert all(one.found and not one.refused for one in found)


def test_when_its_quota_is_used_up_the_known_parcels_have_their_news_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-4: nothing is wrong with the number; it is registered when there is quota again, and staff are told why it waits."""
    monkeypatch.setattr(api, "call", Service(NEW1=-18019908, BAD1=-18010012).call)
    news = TRACK.news([Parcel("NEW1"), Parcel("BAD1"), Parcel("OLD1", theirs="registered")], Setup())
    new, bad, old = (next(news) for _ in range(3))
    assert (new.refused, new.theirs, bool(bad.refused), bool(old.found)) == ("", "", True, True)
    with pytest.raises(Refusal, match="-18019908") as no:
        next(news)
    assert not no.value.again
