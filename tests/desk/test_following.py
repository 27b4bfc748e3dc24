"""Parcels that somebody is asked about (TRK-4, CHN-3): registered when they leave, asked when nothing was heard, not any more when they are done."""

from collections.abc import Iterator

import pytest
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told
from tests.desk.test_parcel_news import DAY, HOUR, NUMBER, notices, sent, the_parcel

from todoke.cases.models import Alert
from todoke.channels.easypost import sandbox as easypost
from todoke.channels.registry import CHANNELS
from todoke.channels.seventeentrack import sandbox as seventeentrack
from todoke.channels.watchers import Watcher
from todoke.desk import polling
from todoke.desk.models import Poll, Received
from todoke.desk.polling import poll
from todoke.due.clock import real_ms
from todoke.orders.models import Followed
from todoke.rules.parcel_life import state_of
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection
from todoke.shops.secrets import valid_secrets

pytestmark = pytest.mark.django_db
SERVES = {"easypost": easypost.serve, "17track": seventeentrack.serve}


@pytest.fixture(params=sorted(SERVES))
def watcher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watcher]:
    """Nothing happens by itself, nothing fails."""
    monkeypatch.setattr(polling, "looked", 0.0)
    found: Watcher = SERVES[request.param](pace=0, api_token="", faults=0).start()
    yield found
    found.stop()


def watched_by(watcher: Watcher, shop: Connection) -> Connection:
    return connect(Offer(watcher.name, "watch", shop.shop.name, api_url=watcher.url, token="k"), now=NOW)[0]


def asks(at: int, connection: Connection) -> Poll:
    """The worker's turn, whatever was waited for; then what came of it."""
    polling.looked = 0.0
    Poll.objects.update(leased_until=0)
    while poll(at):
        polling.looked = 0.0
    the_worker_runs(at)
    return Poll.objects.get(connection=connection)


def test_a_parcel_that_leaves_is_registered_and_asked_about_until_it_is_done(watcher: Watcher) -> None:
    """TRK-4: from its number's first hearing to the door, and not one question more."""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed(), sent())
    asks(NOW, watch)
    (package,) = watcher.packages.values()
    for step, at in (("left", HOUR), ("van", 9 * HOUR), ("handed", 10 * HOUR)):
        watcher.scan(NUMBER, NOW + at, step)
    asks(NOW + 11 * HOUR, watch)
    assert (package.number, state_of(the_parcel()), the_parcel().delivered_at) == (NUMBER, "delivered", NOW + 10 * HOUR)
    asks(NOW + DAY, watch)
    asked = watcher.questions
    asks(NOW + 3 * DAY, watch)
    assert (Followed.objects.get().state, watcher.questions, notices()[-1]) == ("done", asked, "delivered")


def test_a_watcher_that_is_down_for_an_hour_delays_only_itself(watcher: Watcher) -> None:
    """CHN-3: nothing is missed, nothing told twice; other shops' connections are asked as before."""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed(), sent())
    watcher.down = True
    tries = [asks(NOW + minutes * 60, watch).tries for minutes in (0, 20, 40)]
    trouble = Connection.objects.get(pk=watch.pk).trouble
    watcher.register(NUMBER, "Yamato")
    watcher.scan(NUMBER, NOW + 1800, "left")
    watcher.down = False
    for _ in range(2):
        asks(NOW + HOUR, watch)
    assert (tries, "503" in trouble, Connection.objects.get(pk=watch.pk).trouble) == ([1, 2, 3], True, "")
    assert Followed.objects.get().state == "waiting" and state_of(the_parcel()) == "moving"
    assert Received.objects.filter(connection=watch).count() == 1 and notices() == ["shipping_confirmation"]


def test_a_refusal_is_waited_for_longer_each_time_and_holds_nobody_up(watcher: Watcher) -> None:
    """CHN-3"""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed(), sent())
    watcher.down = True
    waits = [(asks(NOW, watch).leased_until - real_ms()) / 1000 for _ in range(8)]
    assert 50 < waits[0] <= 60 and waits[-1] > 150


def test_news_that_comes_by_itself_moves_the_next_question(watcher: Watcher) -> None:
    """TRK-4: who tells need not be asked."""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed(), sent())
    asks(NOW, watch)
    watcher.scan(NUMBER, NOW + 5 * HOUR, "left")
    body, _ = watcher.webhook(watcher.packages[NUMBER], "evt_9")
    comes_in(watch, body, now=NOW + 5 * HOUR)
    asked = watcher.questions
    asks(NOW + 7 * HOUR, watch)
    assert watcher.questions == asked and Followed.objects.get().due_at == NOW + 11 * HOUR


def test_forty_numbers_and_more_are_asked_about(watcher: Watcher) -> None:
    """TRK-4: by as many at once as the watcher takes."""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    for n in range(45):
        comes_in(shop, placed(str(n)), sent(str(n), tracking=f"4444137587{n:02d}"))
    asks(NOW, watch)
    assert len(watcher.packages) == 45 and not Followed.objects.filter(theirs="").exists()


def test_a_connection_that_is_new_learns_what_is_on_its_way_and_history_is_left_alone(watcher: Watcher) -> None:
    """TRK-4, LIF-18"""
    shop = a_shop()
    comes_in(shop, placed("1"), sent("1"))
    comes_in(shop, placed("2"), sent("2", tracking="512547514334"), live=False)
    comes_in(shop, placed("3"), sent("3", tracking="405548424886"), told("parcel_delivered", "3", parcel="A"))
    asks(NOW, watched_by(watcher, shop))
    assert set(watcher.packages) == {NUMBER}


def test_a_number_that_is_not_followed_there_stands_where_staff_look(watcher: Watcher) -> None:
    """TRK-4: and the others are asked about all the same."""
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed("1"), placed("2"), sent("1", tracking="BAD1"), sent("2"))
    asks(NOW, watch)
    assert dict(Followed.objects.values_list("number", "state")) == {"BAD1": "refused", NUMBER: "waiting"}
    assert "BAD1 is not followed" in Alert.objects.get(order=the_order("1")).what


def test_a_key_that_is_not_good_is_said_where_people_look(watcher: Watcher) -> None:
    """CHN-8"""
    watcher.settings = watcher.settings._replace(api_token="another")
    shop = a_shop()
    watch = watched_by(watcher, shop)
    comes_in(shop, placed(), sent())
    asks(NOW, watch)
    assert "401" in Connection.objects.get(pk=watch.pk).trouble and Followed.objects.get().state == "waiting"


def test_the_stand_in_s_webhook_is_proven_by_the_connection_that_its_address_made(watcher: Watcher) -> None:
    """CHN-4, CHN-1: one byte changed is refused at the door, without a row."""
    watch = watched_by(watcher, a_shop())
    watcher.register(NUMBER, "Yamato", NOW)
    watcher.scan(NUMBER, NOW, "left")
    body, headers = watcher.webhook(watcher.packages[NUMBER], "evt_1")
    door = f"/in/{watcher.name}/watch"
    refused = Client().post(door, body[:-1] + b" ", content_type="application/json", headers=headers)
    proof = CHANNELS[watch.channel].prove({name.lower(): said for name, said in headers.items()}, body, valid_secrets(watch, NOW), NOW)
    assert refused.status_code == 401 and not Received.objects.exists() and proof.delivery
