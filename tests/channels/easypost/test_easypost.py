"""EasyPost's webhooks: proven by its signature, read by its statuses."""

import hashlib
import hmac
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.easypost.told import HANDED, KEY, LABEL, LEFT, STATUSES, VAN, detail, event, tracker

from todoke.channels.channel import Ignored, Reading, Setup, Unclear, Unproven
from todoke.channels.easypost.channel import EasyPost, signature
from todoke.rules import events as ev
from todoke.tracking.wordings import HELD

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures" / "tracking_events"
EASYPOST = EasyPost()
READ = 1_790_300_000  # 2026-09-25


def reading(body: bytes, **setup: Any) -> Reading:
    found = EASYPOST.read("tracker.updated", body, Setup(read_at=READ, **setup))
    assert not isinstance(found, Ignored)
    return found[0]


def kinds(found: Reading) -> list[str]:
    return [type(one).__name__ for one in found.events]


# ── is it from there? ───────────────────────────────────────────────────────────────────────────────
def test_its_signature_is_the_digest_of_the_body_under_the_normalised_secret() -> None:
    """CHN-1: as EasyPost's own clients reckon it."""
    body = event(tracker(LEFT))
    plain = hmac.new(b"webhook-secret", body, hashlib.sha256).hexdigest()
    proof = EASYPOST.prove({"x-hmac-signature": f"hmac-sha256-hex={plain}"}, body, (KEY,), READ)
    assert (proof.delivery, proof.topic) == ("evt_1", "tracker.updated")


@given(st.integers(0, len(event(tracker(LEFT))) - 1), st.integers(1, 255))
def test_one_byte_changed_is_not_from_there(at: int, by: int) -> None:
    """CHN-1, TRU-3"""
    body = bytearray(event(tracker(LEFT)))
    headers = {"x-hmac-signature": signature(KEY, bytes(body))}
    body[at] ^= by
    with pytest.raises(Unproven):
        EASYPOST.prove(headers, bytes(body), (KEY,), READ)


UNSIGNED = ("", "hmac-sha256-hex=", "été", signature("", b"{}"))


@pytest.mark.parametrize("headers", [{}, *({"x-hmac-signature": unsigned} for unsigned in UNSIGNED)])
def test_without_a_signature_nothing_is_taken(headers: dict[str, str]) -> None:
    """CHN-1: nor where the connection has no secret."""
    for secrets in ((KEY,), (), ("",)):
        with pytest.raises(Unproven):
            EASYPOST.prove(headers, b"{}", secrets, READ)


def test_a_secret_that_is_being_replaced_is_good_and_a_bad_body_is_kept() -> None:
    """CHN-2, CHN-5"""
    proof = EASYPOST.prove({"x-hmac-signature": signature("old", b"no json")}, b"no json", ("new", "old"), READ)
    assert proof.delivery and proof.topic == ""


# ── what does it say? ───────────────────────────────────────────────────────────────────────────────
def test_a_tracker_is_news_of_the_parcel_of_that_number() -> None:
    """TRK-4: with time, place and who signed; the first scan of the parcel itself says that it left."""
    found = reading(event(tracker(LABEL, LEFT, VAN, HANDED, signed_by="SATO")))
    assert found.whose is not None and (found.ref, found.whose.number, found.whose.carrier) == ("", "444413758703", "Yamato")
    assert kinds(found) == ["ParcelLabelled", "ParcelSent", "ParcelMoved", "ParcelOutForDelivery", "ParcelDelivered"]
    assert found.events[-1] == ev.ParcelDelivered(place="KAMATA, JP", proof="SATO", at=1_790_043_000)


@pytest.mark.parametrize("status, kind", [
    ("pre_transit", "ParcelLabelled"), ("in_transit", "ParcelMoved"), ("out_for_delivery", "ParcelOutForDelivery"), ("delivered", "ParcelDelivered"),
    ("available_for_pickup", "ParcelHeld"), ("return_to_sender", "ParcelReturning"), ("failure", "ParcelTroubled"), ("cancelled", "ParcelCalledBack"),
])  # fmt: skip
def test_every_status_has_its_meaning(status: str, kind: str) -> None:
    """TRK-4"""
    assert kinds(reading(event(tracker(detail(status, "2026-09-21T20:00:00Z")))))[-1] == kind


@pytest.mark.parametrize("status", ["unknown", "error"])
def test_a_status_that_says_nothing_is_no_news(status: str) -> None:
    """TRK-4: it is asked again later."""
    assert isinstance(EASYPOST.read("tracker.updated", event(tracker(detail(status, "2026-09-21T20:00:00Z"))), Setup()), Ignored)


def test_the_summary_counts_where_it_knows_more_than_the_lines() -> None:
    """TRK-4: at the time of the newest line, for it bears none of its own."""
    found = reading(event(tracker(LEFT, status="return_to_sender")))
    assert (kinds(found)[-1], found.events[-1].at) == ("ParcelReturning", 1_790_020_800)


def test_a_status_that_nobody_knows_is_never_the_nearest_and_can_be_taught() -> None:
    """TRK-4, CHN-2"""
    body = event(tracker(LEFT, detail("delivered_to_a_neighbour", "2026-09-22T02:10:00Z")))
    found = reading(body)
    assert (kinds(found), found.wordings) == (["ParcelSent", "ParcelMoved"], (("easypost", "delivered_to_a_neighbour"),))
    assert kinds(reading(body, taught={("easypost", "deliveredtoaneighbour"): HELD}))[-1] == "ParcelHeld"


def test_trouble_has_its_cause_and_the_carrier_its_day() -> None:
    """TRK-4, TRK-7"""
    late = detail("failure", "2026-09-21T20:00:00Z", why="weather_delay")
    found = reading(event(tracker(late, est_delivery_date="2026-09-24T00:00:00Z")))
    trouble, day = found.events[-2:]
    assert (getattr(trouble, "cause", ""), getattr(trouble, "area", "")) == ("weather", "OTA, JP")
    assert day == ev.DatesPromised(deliver_by=1_790_208_000, at=1_790_067_600)


def test_what_is_no_news_of_a_parcel_is_a_documented_no() -> None:
    """CHN-1: batches, and trackers of EasyPost's test mode unless they are wanted."""
    trial = event(tracker(LEFT, mode="test"), mode="test")
    assert isinstance(EASYPOST.read("batch.updated", event({}, description="batch.updated"), Setup()), Ignored)
    assert isinstance(EASYPOST.read("tracker.updated", trial, Setup()), Ignored)
    assert not isinstance(EASYPOST.read("tracker.updated", trial, Setup(test=True)), Ignored)


@pytest.mark.parametrize("body, place", [(b"[]", "body"), (b"{", "body"), (event({"status": "delivered"}), "result.tracking_code"),
                                         (event(tracker(LEFT, number="-")), "tracking number"), (event(tracker(LEFT, number="9" * 200)), "tracking number")])
def test_what_cannot_be_read_says_where_and_why(body: bytes, place: str) -> None:
    """CHN-2"""
    with pytest.raises(Unclear) as error:
        EASYPOST.read("tracker.updated", body, Setup())
    assert error.value.place == place and error.value.mend


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(STATUSES),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(tuple(tracker(LEFT)) + tuple(LEFT)), inner, max_size=4))


@given(st.fixed_dictionaries(dict.fromkeys(("tracking_code", "status", "tracking_details", "updated_at", "est_delivery_date", "signed_by"), JSON)))
def test_no_body_raises_anything_but_unclear(body: dict[str, Any]) -> None:
    """TRU-3, CHN-2"""
    with suppress(Unclear):
        EASYPOST.read("", json.dumps(body).encode(), Setup(read_at=READ))


# ── real bodies ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded trackers are not here")
def test_recorded_trackers_and_the_whole_vocabulary_are_read() -> None:
    """TRK-4: whatever EasyPost has said of its own statuses is known."""
    facts = json.loads((FIXTURES / "status_taxonomies_facts.json").read_text())
    assert sorted(facts["easypost_status"]) == sorted(STATUSES)
    found = reading((FIXTURES / "easypost_event_tracker_updated.json").read_bytes())
    assert found.unknown == () and kinds(found)[0] == "ParcelLabelled" and isinstance(found.events[-1], ev.DatesPromised)
