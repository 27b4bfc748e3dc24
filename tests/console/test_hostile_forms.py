"""Forms of an order's page filled with what no form would send: an answer in words, and the page opens as before (TRU-3)."""

import uuid

import pytest
from django.conf import settings
from django.core.cache import cache
from tests.console.room import LATER, a_room, somebody

from todoke.console.hand import ACTS
from todoke.due.clock import iso

pytestmark = pytest.mark.django_db
NASTY = ("", "²", "9" * 30, "-1", "0001-01-01T00:00", "9999-12-31T23:59", "x" * 5000, "</textarea><script>alert(1)</script>", "nan", "1e400")
FIELDS = ("amount", "way", "units-a", "carrier", "numbers", "parcel", "place", "reason", "kind", "until", "fact", "case", "outcome", "notice")


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))
    cache.clear()


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: repr(text[:12]))
def test_no_act_ends_in_an_error_of_ours(nasty: str) -> None:
    """TRU-3: every act with every field nasty; the order's page, the list and today still open."""
    room = a_room()
    owner = somebody(room.shop)

    for what in ACTS:
        form = dict.fromkeys(FIELDS, nasty) | {"what": what, "key": uuid.uuid4().hex}
        assert owner.post(f"/orders/{room.order.pk}/act", form).status_code in (302, 422)

    pages = [owner.get(path) for path in (f"/orders/{room.order.pk}", "/orders", "/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert all("<script>alert" not in page.content.decode() for page in pages)


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "9999-12-31T23:59", "99999-01-01T00:00", "2026-13-01T00:00"])
def test_no_deadline_is_extended_beyond_reason(until: str) -> None:
    """TRU-3: a moment no calendar has is refused; whatever is taken can be shown."""
    room = a_room()
    owner = somebody(room.shop)

    owner.post(f"/orders/{room.order.pk}/act", {"what": "extend", "key": uuid.uuid4().hex, "kind": "ship_by", "until": until, "reason": "x"})

    assert [owner.get(path).status_code for path in (f"/orders/{room.order.pk}", "/")] == [200, 200]


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: repr(text[:12]))
def test_no_mended_address_ends_in_an_error_of_ours(nasty: str) -> None:
    """TRU-3: names, mails and addresses of any length and kind."""
    room = a_room()
    owner = somebody(room.shop)
    contact = dict.fromkeys(("name", "phone", "notice"), nasty) | {"mail": f"a@{nasty or 'example.com'}", "key": uuid.uuid4().hex}
    address = dict.fromkeys(("postal_code", "region", "city", "line1", "line2", "name"), nasty) | {"key": uuid.uuid4().hex}

    answers = [owner.post(f"/orders/{room.order.pk}/people", form).status_code for form in (contact, address, {})]
    answers.append(owner.post(f"/orders/{room.order.pk}/note", {"text": nasty}).status_code)

    assert answers == [302] * 4
    page = owner.get(f"/orders/{room.order.pk}")
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_a_text_with_a_nul_is_refused_at_the_door() -> None:
    """TRU-3: no field of ours holds one, and PostgreSQL would keep none: the same answer on both databases."""
    room = a_room()
    owner = somebody(room.shop)

    answers = [owner.get("/orders", {"q": "a\0b"}), owner.post(f"/orders/{room.order.pk}/note", {"text": "a\0b"}),
               owner.post("/settings/save", {"name": "a\0b", "seen": "1"})]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


def test_a_number_without_end_is_none() -> None:
    """TRU-3: in the address line or in a field; Python itself refuses to read more than 4,300 figures."""
    room, endless = a_room(), "9" * 5000
    owner, order = somebody(room.shop), f"/orders/{room.order.pk}"

    reads = [owner.get("/news", {"since": endless}), owner.get("/orders", {"after": f"{endless}.{endless}"}), owner.get(f"{order}/news", {"seq": endless})]
    acts = [owner.post(f"{order}/act", {"what": "shipped", "key": uuid.uuid4().hex, "units-a": endless}),
            owner.post(f"{order}/move/done", {"key": uuid.uuid4().hex, "to": "new", "units-a": endless})]

    assert [answer.status_code for answer in (*reads, *acts)] == [200, 200, 200, 422, 400]
