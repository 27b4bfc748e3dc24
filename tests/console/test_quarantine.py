"""What was not understood, at the desk (CHN-2)."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from tests.console.room import LATER, Room, a_room, somebody
from tests.desk.scene import NOW, comes_in

from todoke.due.clock import iso

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'name="received" value="(\d+)"')


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def listed(room: Room, language: str = "ja", query: str = "") -> str:
    return somebody(room.shop, language=language).get("/quarantine" + query).content.decode()


def test_a_delivery_is_shown_with_place_reason_and_mend_in_the_readers_language() -> None:
    """CHN-2: why it was not understood, and what to do, in words."""
    room = a_room()

    ja, en = listed(room), listed(room, "en")

    assert "<code>amount</code>" in ja and "は金額として読めません（&#x27;12,8&#x27;）。" in ja and "十進の文字で書いてください" in ja
    assert "&#x27;12,8&#x27; is no amount of money." in en and "Write it as decimal text" in en


def test_it_is_run_again_after_a_fix_and_only_by_those_who_may() -> None:
    """CHN-2: the button puts it back to the door, and says how many went."""
    room = a_room()

    refused = somebody(room.shop, "readonly").post("/quarantine/again", {"one": room.unclear.pk})
    done = somebody(room.shop, "staff").post("/quarantine/again", {"received": [room.unclear.pk]}, follow=True)

    room.unclear.refresh_from_db()
    assert refused.status_code == 403
    assert room.unclear.state == "waiting" and "1件をもう一度読みます" in done.content.decode()


def test_another_shops_delivery_cannot_be_run_again() -> None:
    """TRU-4: whatever numbers a form names, only one's own are touched."""
    ours, theirs = a_room("ours", "1001"), a_room("theirs", "2002")

    somebody(theirs.shop).post("/quarantine/again", {"received": [ours.unclear.pk]})

    ours.unclear.refresh_from_db()
    assert ours.unclear.state == "quarantined"


def test_a_hostile_body_is_shown_and_never_runs() -> None:
    """TRU-3, TRU-4: every character of a body is text; saved, it is bytes for no browser to show."""
    room = a_room()
    comes_in(room.connection, b'{"type":"<script>alert(1)</script>","at":"2026-09-21T22:13:00+09:00","order":{"number":"1"}}')
    pk, owner = room.unclear.pk + 1, somebody(room.shop)

    page, saved = owner.get(f"/quarantine/{pk}"), owner.get(f"/quarantine/{pk}/body")

    assert "<script>alert" not in page.content.decode() and "&lt;script&gt;alert" in page.content.decode()
    assert saved.headers["Content-Type"] == "application/octet-stream" and saved.headers["X-Content-Type-Options"] == "nosniff"
    assert saved.content.startswith(b'{"type":"<script>')


def test_a_body_is_for_owner_and_staff_and_who_looked_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """TRU-5: it may hold a buyer's name; the log says who looked, and holds no name itself."""
    room = a_room()

    refused = somebody(room.shop, "readonly").get(f"/quarantine/{room.unclear.pk}")
    somebody(room.shop, "staff").get(f"/quarantine/{room.unclear.pk}")

    assert refused.status_code == 403
    kept = [record.getMessage() for record in caplog.records if record.name == "todoke.access"]
    assert len(kept) == 1 and f"shop={room.shop.pk}" in kept[0] and f"delivery {room.unclear.pk}" in kept[0]


def test_a_long_list_goes_on_by_key() -> None:
    """WEB-2: fifty a page, and the link leads to exactly the others."""
    room = a_room()
    comes_in(room.connection, *(b'{"no": %d}' % n for n in range(55)))

    first = listed(room)
    last_shown = room.unclear.pk + 6
    second = listed(room, query=f"?before={last_shown}")

    assert f'href="/quarantine?before={last_shown}"' in first
    assert [len(SHOWN.findall(page)) for page in (first, second)] == [50, 6]
    assert not set(SHOWN.findall(first)) & set(SHOWN.findall(second)) and 'href="/quarantine?before=' not in second


def test_an_empty_quarantine_says_what_came_last() -> None:
    """WEB-1: empty says what is true, then the next thing worth knowing."""
    room = a_room()
    room.unclear.delete()

    page = listed(room)

    assert "読めなかった知らせはありません。" in page
    assert "plain/minato" in page and "order_placed" in page and "9月21日" in page


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999999999999999999"])
def test_an_address_line_that_makes_no_sense_shows_the_newest(query: str) -> None:
    """TRU-3: bad input is no error of ours."""
    assert "<code>amount</code>" in listed(a_room(), query=query)


def test_times_stand_in_the_shops_own_zone() -> None:
    """WEB-1: what came at 23:13 in Tokyo says so, wherever the server stands."""
    assert datetime.fromtimestamp(NOW, UTC).isoformat() == "2026-09-21T14:13:20+00:00"
    assert f'<time datetime="{iso(NOW)}">23:13</time>' in listed(a_room())
