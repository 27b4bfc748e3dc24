"""Whoever listens hears every event of an order, in its order, signed, until it is taken; and nobody waits for them."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.cases.models import Alert
from todoke.desk import forward
from todoke.desk.forward import Forwarder
from todoke.desk.listening import replay
from todoke.desk.models import Hook, Outgoing
from todoke.orders.models import Entry, Order

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()


class Listener(ThreadingHTTPServer):
    """Takes what comes, or answers with `answers` first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    @property
    def events(self) -> list[tuple[str, int, str]]:
        """(order, seq, event) as they were taken."""
        found = [json.loads(body) for _, body in self.heard]
        return [(one["subject"], one["data"]["seq"], one["data"]["event"]["event"]) for one in found]


class Door(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status = self.server.answers.pop(0) if self.server.answers else 204
        if status < 300:
            self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """It is quiet."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(listener: Listener) -> Hook:
    call_command("hook", "add", "n8n", listener.url, "--secret", SECRET, "--shop", a_shop().shop.name)
    return Hook.objects.get()


def paid(number: str) -> bytes:
    return told("payment_received", number, payment={"id": "p"}, amount="5000")


def two_orders(hook: Hook) -> None:
    connection = hook.shop.connection_set.get()
    comes_in(connection, *(placed(number, way="bank_transfer", paid=False) for number in "12"), *map(paid, "12"))


def heard_whole(listener: Listener, number: str) -> bool:
    """Each entry of the journal, once, in its order."""
    mine = [(seq, event) for subject, seq, event in listener.events if subject == number]
    return mine == list(Entry.objects.filter(order=the_order(number)).order_by("seq").values_list("seq", "event"))


def again_at_once() -> None:
    """As if the time of being left alone were over."""
    Hook.objects.update(quiet_until=0)
    the_worker_runs()


def test_every_event_of_an_order_is_sent_on_in_the_order_of_its_journal(hook: Hook, listener: Listener) -> None:
    """CHN-6: once each; nothing waits afterwards."""
    two_orders(hook)
    the_worker_runs()
    assert heard_whole(listener, "1") and heard_whole(listener, "2") and len(listener.events) >= 4
    assert not Outgoing.objects.exists()


def test_it_is_a_cloud_event_with_a_signature_that_others_can_check(hook: Hook, listener: Listener) -> None:
    """CHN-6: CloudEvents 1.0, Standard Webhooks; no word about a person."""
    two_orders(hook)
    the_worker_runs()
    headers, body = listener.heard[0]
    event = json.loads(body)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(b"k" * 24, signed, hashlib.sha256).digest()).decode()
    assert event["specversion"] == "1.0" and event["id"] == headers["webhook-id"] and event["type"].startswith("todoke.order.")
    assert headers["content-type"].startswith("application/cloudevents+json") and "佐藤" not in body.decode() and "hana@" not in body.decode()


@pytest.mark.parametrize("answers", [[500, 503, 429], [408, 500, 425]])
def test_a_listener_that_was_down_hears_everything_afterwards(hook: Hook, listener: Listener, answers: list[int]) -> None:
    """CHN-6: in order, nothing twice; meanwhile it is left alone for longer each time."""
    listener.answers = [*answers]
    two_orders(hook)
    pauses = []
    for _ in range(3):
        again_at_once()
        pauses.append(Hook.objects.get().tries)
    again_at_once()
    assert pauses == [1, 2, 3] and heard_whole(listener, "1") and heard_whole(listener, "2")
    assert (Hook.objects.get().tries, Hook.objects.get().quiet_until, Hook.objects.get().last_answer) == (0, 0, "taken")


@pytest.mark.parametrize("gone", ["answers 503", "nobody is there"])
def test_an_hour_of_silence_is_made_up_for(hook: Hook, listener: Listener, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    """CHN-6: by the real clock, while orders go on; afterwards everything is heard once, in its order, within ten minutes, and it was not pestered."""
    clock, asked, post = [10**9], [0], Forwarder.post
    monkeypatch.setattr(forward, "real_ms", lambda: clock[0])
    monkeypatch.setattr(Forwarder, "post", lambda one, hook, event: asked.__setitem__(0, asked[0] + 1) or post(one, hook, event))
    listener.answers = [503] * 1000
    Hook.objects.update(url=listener.url if gone == "answers 503" else "http://127.0.0.1:1/")
    minutes_pass(clock, hook, 60)
    assert asked[0] < 25 and listener.events == [] and Hook.objects.get().tries > 5
    listener.answers = []
    Hook.objects.update(url=listener.url)
    minutes_pass(clock, hook, 11)
    assert all(heard_whole(listener, str(order)) for order in Order.objects.all()) and Order.objects.count() == 15 and not Outgoing.objects.exists()
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == len(listener.heard) == Entry.objects.count()


def minutes_pass(clock: list[int], hook: Hook, minutes: int) -> None:
    """Every half minute a worker's thread looks; every five minutes an order comes in, and the one before is paid."""
    worker, connection = Forwarder(), hook.shop.connection_set.get()
    for half in range(minutes * 2):
        clock[0] += 30_000
        if half % 10 == 0:
            number = Order.objects.count() + 1
            comes_in(connection, placed(str(number), way="bank_transfer", paid=False), *([paid(str(number - 1))] if number > 1 else []))
        worker.round()


def test_what_was_taken_but_not_written_down_goes_out_again_with_the_same_id(hook: Hook, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-6, TRU-1: the light went out between the answer and the commit; whoever listens can tell by the id."""
    two_orders(hook)
    monkeypatch.setattr(forward, "still_ours", lambda rows: [])
    Forwarder().round()
    monkeypatch.undo()
    Outgoing.objects.update(leased_until=0)
    the_worker_runs()
    twice = [headers["webhook-id"] for headers, _ in listener.heard]
    assert len(twice) == Entry.objects.count() + 2 and len(set(twice)) == Entry.objects.count() and twice[:2] == twice[2:4]
    assert not Outgoing.objects.exists()


def test_an_event_that_is_refused_again_and_again_is_dropped_and_staff_hear_of_it(hook: Hook, listener: Listener) -> None:
    """CHN-6: those behind it go on."""
    listener.answers = [400] * forward.TOO_OFTEN
    two_orders(hook)
    for _ in range(forward.TOO_OFTEN + 1):
        again_at_once()
    assert not Outgoing.objects.exists() and len(listener.events) == Entry.objects.count() - 1
    assert "answered 400" in Alert.objects.get(what__contains="n8n").what


def test_a_dead_listener_never_slows_the_desk(hook: Hook) -> None:
    """CHN-6: a worker's rounds do not talk to it, and it is not asked again at once."""
    Hook.objects.update(url="http://127.0.0.1:1/")
    two_orders(hook)
    worker = the_worker_runs()
    assert worker.forwarder.sent == 0 and Hook.objects.get().quiet_until > 0 and the_order("1").funds == "paid"
    assert worker.forwarder.round() == 0 and Hook.objects.get().tries == 1


def test_two_workers_do_not_overtake_each_other(hook: Hook, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-6, TRU-2: while one holds an order's first event, another takes none of that order."""
    two_orders(hook)
    other, post = Forwarder(), Forwarder.post
    monkeypatch.setattr(Forwarder, "post", lambda one, hook, event: (one is not other and other.round() and 1 / 0) or post(one, hook, event))
    Forwarder().round()
    assert [seq for _, seq, _ in listener.events] == [1, 1]


def test_what_was_heard_since_a_moment_goes_out_again_with_the_same_ids(hook: Hook, listener: Listener) -> None:
    """CHN-6: replay from a moment."""
    two_orders(hook)
    the_worker_runs()
    first = [headers["webhook-id"] for headers, _ in listener.heard]
    assert replay(hook, NOW + 1) == 0 and replay(hook, NOW) == len(first)
    the_worker_runs()
    assert sorted(headers["webhook-id"] for headers, _ in listener.heard[len(first):]) == sorted(first)


def test_only_the_events_that_were_asked_for_are_sent_and_no_history(hook: Hook, listener: Listener) -> None:
    """CHN-6, LIF-18."""
    Hook.objects.update(events=["PaymentReceived"])
    two_orders(hook)
    comes_in(hook.shop.connection_set.get(), placed("3"), live=False)
    the_worker_runs()
    assert listener.events == [("1", 2, "PaymentReceived"), ("2", 2, "PaymentReceived")]


@pytest.mark.parametrize("words", [["add", "x", "ftp://example.com"], ["add", "x", "https://e.example", "--events", "Paid"], ["off", "nobody"],
                                   ["replay", "n8n"], ["replay", "n8n", "--since", "yesterday"], ["add", "n8n", "https://e.example"]])
def test_what_cannot_be_is_said_with_its_mend(hook: Hook, words: list[str]) -> None:
    """CHN-6: exit 2."""
    with pytest.raises(CommandError) as told:
        call_command("hook", *words)
    assert told.value.returncode == 2
