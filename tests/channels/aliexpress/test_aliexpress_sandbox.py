"""The stand-in gateway behaves as AliExpress's documents say, in its bad hours too; and whoever reads it reads all of it."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.channels.aliexpress.said import ALI, heard

from todoke.channels.aliexpress import sandbox
from todoke.channels.aliexpress.api import Shut, call
from todoke.channels.aliexpress.fields import in_pacific
from todoke.channels.aliexpress.reading import PAGE
from todoke.channels.aliexpress.sandbox import APP_KEY, SECRET, Sandbox
from todoke.channels.aliexpress.signing import signature
from todoke.channels.aliexpress.stand_in import view
from todoke.channels.aliexpress.stand_in.shop import Shop, now
from todoke.channels.channel import Ignored, Refusal, Setup

HOUR, DAY = 3_600, 86_400
TOKEN = "a-session"
AUTUMN = 1_793_523_600  # 2026-11-01 09:00 UTC: California's clock goes back from 02:00 to 01:00
Found = dict[str, list[tuple[str, bytes]]]


@pytest.fixture
def gateway() -> Iterator[Sandbox]:
    """Nothing happens by itself, nothing fails."""
    found = sandbox.serve(pace=0, api_token=TOKEN, faults=0).start()
    yield found
    found.stop()


def setup_of(house: Sandbox) -> Setup:
    return Setup(name="trial", mails="channel", secret=SECRET, token=TOKEN, api_url=f"{house.address}/sync?app_key={APP_KEY}", heard_at=now())


def stocked(house: Sandbox, count: int = 130) -> Sandbox:
    house.shop.stock_up(count, 100 * 60)
    return house


def numbers(house: Sandbox) -> set[str]:
    return {str(ident) for ident in house.shop.orders}


def read(house: Sandbox, setup: Setup | None = None) -> Found:
    """All answers by order, reading what changed in the last two hours."""
    found: Found = {}
    for step in ALI.steps(now() - 2 * HOUR, now() + 1, setup or setup_of(house)):
        for ref, topic, body in step.found:
            found.setdefault(ref, []).append((topic, body))
    return found


def asked(house: Sandbox, **changes: str) -> dict[str, Any]:
    """A call by hand, signed unless the signature is given."""
    params = {"method": "aliexpress.solution.order.get", "app_key": APP_KEY, "session": TOKEN, "sign_method": "sha256", "v": "2.0", "format": "json",
              "timestamp": str(int(time.time() * 1000)), "param0": query()} | changes  # fmt: skip
    said = {"sign": signature(params, SECRET)} | params
    found: dict[str, Any] = httpx.post(f"{house.address}/sync", data=said, trust_env=False).json()
    return found


def query(**changes: Any) -> str:
    span = {"modified_date_start": in_pacific(now() - DAY), "modified_date_end": in_pacific(now() + 60), "current_page": 1, "page_size": 50}
    return json.dumps(span | changes)


def listed(house: Sandbox, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = asked(house, param0=query(**changes))["aliexpress_solution_order_get_response"]["result"]
    return found


# ── reading all of it ───────────────────────────────────────────────────────────────────────────────
def test_all_orders_are_read_once_with_their_recipients(gateway: Sandbox) -> None:
    """CHN-9: pages, finished orders, infos and recipients: nothing is missing, nothing comes twice."""
    found = read(stocked(gateway))
    topics = Counter(topic.split("/")[0] for answers in found.values() for topic, _ in answers)

    assert found.keys() == numbers(gateway) and topics["solution.order.info.get"] == 130
    assert all(len({topic for topic, _ in answers}) == len(answers) for answers in found.values())
    assert {f"solution.order.receiptinfo.get/{ref}" for ref in found} >= {topic for answers in found.values() for topic, _ in answers if "/" in topic}


@pytest.mark.parametrize(("seed", "patience", "faults"), [(3, 30.0, 0.15), (4, 30.0, 0.15), (5, 0.0, 0.03), (6, 0.0, 0.03)])
def test_all_orders_are_read_from_a_gateway_that_throttles_fails_repeats_and_shifts(
    seed: int, patience: float, faults: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CHN-9: waited for, or cut off each time and asked again: at last nothing is missing."""
    monkeypatch.setattr("todoke.channels.asking.time", SimpleNamespace(sleep=lambda seconds: None))
    monkeypatch.setattr("todoke.channels.asking.PATIENCE", patience)
    monkeypatch.setattr(sandbox, "BANNED_FOR", 0.0)
    house = stocked(sandbox.serve(pace=0, seed=seed, api_token=TOKEN, faults=faults).start())
    found: Found = {}
    mark = [now() - 2 * HOUR]
    tries = next((tries for tries in range(1, 200) if reads_on(house, found, mark)), 0)
    house.stop()

    assert (tries > 1) == (patience == 0) and found.keys() == numbers(house)


def reads_on(house: Sandbox, found: Found, mark: list[int]) -> bool:
    """From the mark on, which moves over what was found, until it is refused. True at the end."""
    try:
        for step in ALI.steps(mark[0], now() + 1, setup_of(house)):
            found |= {ref: [(topic, body)] for ref, topic, body in step.found}
            mark[0] = max(mark[0], step.until)
    except Refusal as no:
        assert no.again and not isinstance(no, Shut)
        return False
    return True


def test_all_that_it_says_can_be_read(gateway: Sandbox) -> None:
    """CHN-4, LIF-4: none of its words is unknown, at any stage of an order."""
    for answers in read(stocked(gateway)).values():
        for topic, body in answers:
            found = heard(body, topic, setup_of(gateway))
            assert not isinstance(found, Ignored) and not found[0].unknown


def test_what_the_channel_names_is_what_it_has(gateway: Sandbox) -> None:
    """CHN-9: for the comparison, orders are only listed; finished ones with them."""
    stocked(gateway)
    gateway.asked_for.clear()

    assert ALI.listed(now() - 2 * HOUR, now() + 1, setup_of(gateway)) == numbers(gateway)
    assert set(gateway.asked_for) == {"solution.order.get"} and len(gateway.asked_for) < 10


def test_many_orders_are_read_in_halves_and_each_half_is_told(gateway: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-9: what is cut off later has the first half behind it."""
    monkeypatch.setattr("todoke.channels.aliexpress.reading.MANY", 40)
    stocked(gateway)
    end = now() + 1
    steps = list(ALI.steps(end - 2 * HOUR, end, setup_of(gateway)))
    until = [step.until for step in steps if step.until]

    assert len([step for step in steps if not step.found]) > 2 and until == sorted(until) and until[-1] == end
    assert {ref for step in steps for ref, _, _ in step.found} == numbers(gateway)


@pytest.mark.parametrize("changed", [AUTUMN - 1800, AUTUMN + 1800])
def test_what_changed_in_the_hour_that_comes_twice_is_found(gateway: Sandbox, changed: int) -> None:
    """CHN-3, CHN-9: asked up to, or from, the middle of either hour; the clock shows 01:30 both times."""
    ref = str(gateway.shop.place(changed).id)
    asked_for = [(changed - 600, changed + 60), (changed - 60, changed + 600)]

    assert all(ALI.listed(*span, setup_of(gateway)) == {ref} for span in asked_for)


def test_one_order_is_fetched_by_its_number(gateway: Sandbox) -> None:
    """CHN-9: its info and its recipient; of a number that nobody knows, a reason."""
    ref = str(gateway.shop.place().id)
    assert [topic.partition("/")[0] for topic, _ in ALI.fetch(ref, setup_of(gateway))] == ["solution.order.info.get", "solution.order.receiptinfo.get"]
    with pytest.raises(Refusal):
        ALI.fetch("81", setup_of(gateway))


def test_an_order_whose_info_is_refused_stands_as_the_list_shows_it(gateway: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-4: one order that cannot be opened keeps no other from being read."""
    gateway.shop.pay(gateway.shop.place().id)
    monkeypatch.setitem(sandbox.METHODS, "solution.order.info.get", lambda house, params: house.shop.find(1))
    ((ref, answers),) = read(gateway).items()

    assert [topic for topic, _ in answers] == ["solution.order.get"]
    found = heard(answers[0][1], answers[0][0], setup_of(gateway))
    assert not isinstance(found, Ignored) and found[0].ref == ref


def test_an_app_that_may_not_see_recipients_reads_the_rest(gateway: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-4: not every app may."""
    gateway.shop.place()
    gateway.shop.pay(next(iter(gateway.shop.orders)))
    gateway.shop.release(next(iter(gateway.shop.orders)))
    monkeypatch.delitem(sandbox.METHODS, "solution.order.receiptinfo.get")

    assert [topic for answers in read(gateway).values() for topic, _ in answers] == ["solution.order.info.get"]


def test_a_session_that_ends_while_it_is_read_ends_the_reading(gateway: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-9: instead of taking every order for one that cannot be opened."""
    stocked(gateway, 5)
    gone = sandbox.error("27", "Invalid session", "invalid-sessionkey")
    monkeypatch.setattr(gateway, "denied", lambda params: gone if params["method"].endswith("info.get") else None)
    with pytest.raises(Shut):
        read(gateway)


# ── the gateway's own ways ──────────────────────────────────────────────────────────────────────────
def test_finished_orders_come_only_to_who_asks_for_them(gateway: Sandbox) -> None:
    """CHN-9, LIF-4: a list without FINISH is the platform's habit."""
    stocked(gateway)
    on, over = listed(gateway), listed(gateway, order_status="FINISH")
    statuses = {row["order_status"] for row in on["target_list"]["order_dto"]}

    assert "FINISH" not in statuses and {row["order_status"] for row in over["target_list"]["order_dto"]} == {"FINISH"}
    assert on["total_count"] + over["total_count"] == 130 and len(on["target_list"]["order_dto"]) == PAGE


def test_beyond_the_last_page_there_is_an_empty_object(gateway: Sandbox) -> None:
    """CHN-4: an empty list is no list here."""
    stocked(gateway, 3)
    assert listed(gateway, current_page=9)["target_list"] == {}


def test_a_page_comes_again_and_orders_move_when_it_misbehaves() -> None:
    """CHN-9: on purpose, and by the seed."""
    house = stocked(sandbox.serve(pace=0, faults=1))
    told = [house.page(json.loads(query(current_page=2, page_size=40))) for _ in range(2)]
    house.server.server_close()
    first = [str(order.id) for order in view.changed(house.shop, 0, now() + 60, ())[:40]]

    assert [str(order.id) for order in told[1][0]] == first and told[0][0] != told[1][0]


def test_throttling_and_failures_come_with_status_200_and_go_by(gateway: Sandbox) -> None:
    """CHN-9: a ban says how long it lasts; whoever asks again is let in."""
    gateway.banned_until = time.monotonic() + 60
    assert asked(gateway)["code"] == "ApiCallLimit"
    gateway.banned_until = time.monotonic()
    assert "aliexpress_solution_order_get_response" in asked(gateway)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"sign": "0" * 64}, 25), ({"sign_method": "sha256", "sign": ""}, 25), ({"app_key": "1"}, 29), ({"session": "another"}, 27),
    ({"timestamp": str(int((time.time() - 3600) * 1000))}, 31), ({"timestamp": "yesterday"}, 31), ({"method": "aliexpress.solution.order.drop"}, 22),
    ({"param0": "{"}, 41), ({"param0": "[]"}, 41), ({"param0": '{"page_size": 50}'}, 41),
])  # fmt: skip
def test_a_call_that_is_not_as_it_should_be_is_refused(gateway: Sandbox, wrong: dict[str, str], code: int) -> None:
    """CHN-3: signature, key, session, clock, method, parameters; each with its code."""
    assert asked(gateway, **wrong)["error_response"]["code"] == code


def test_our_own_calls_are_refused_with_a_wrong_secret_or_session(gateway: Sandbox) -> None:
    """CHN-3: and a person is told which of the two."""
    for setup, word in ((setup_of(gateway)._replace(secret="x"), "secret"), (setup_of(gateway)._replace(token="x"), "session")):
        with pytest.raises(Shut) as caught:
            call(setup, "solution.order.get")
        assert word in caught.value.reason


def test_the_old_gateway_is_answered_as_well(gateway: Sandbox) -> None:
    """CHN-3, CHN-4: with Beijing's clock and its own way of signing."""
    setup = setup_of(gateway)
    stocked(gateway, 5)
    assert read(gateway, setup._replace(api_url=setup.api_url.replace("/sync", "/router/rest"))).keys() == numbers(gateway)


@pytest.mark.parametrize(("method", "name"), [("trade.seller.orderlist.get", "param_aeop_order_query"), ("trade.new.redefining.findorderbyid", "param1")])
def test_methods_of_old_still_answer(gateway: Sandbox, method: str, name: str) -> None:
    """CHN-4: in their own envelopes; they are read all the same."""
    ident = gateway.shop.place().id
    answer = asked(gateway, method=f"aliexpress.{method}", **{name: query() if name != "param1" else json.dumps({"order_id": ident})})
    found = heard(answer, "", setup_of(gateway))

    assert not isinstance(found, Ignored) and found[0].ref == str(ident)


def test_other_places_are_not_there(gateway: Sandbox) -> None:
    """CMD-14: it answers where its original does."""
    assert httpx.post(f"{gateway.address}/rest", trust_env=False).status_code == 404
    assert httpx.get(gateway.address, trust_env=False).json()["stand-in for"] == "AliExpress"


def test_one_seed_is_one_history() -> None:
    """CMD-14: the same buyers, goods, amounts and stages."""
    shops = [Shop(9), Shop(9), Shop(10)]
    for shop in shops:
        shop.stock_up(20, HOUR)
    told = [[(order.buyer.name, order.total, order.status, order.end_reason) for order in shop.orders.values()] for shop in shops]

    assert told[0] == told[1] != told[2]


def test_it_sells_by_itself_and_orders_live_on() -> None:
    """CMD-14: placed, paid, released, sent, confirmed or not; at the pace that is asked for."""
    house = sandbox.serve(pace=400, seed=2, faults=0).start()
    before, end = numbers(house), time.monotonic() + 8
    stages: set[str] = set()
    while not stages >= {"WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS", "FINISH"} and time.monotonic() < end:
        time.sleep(0.05)
        stages = {order.status for ident, order in list(house.shop.orders.items()) if str(ident) not in before}
    house.stop()

    assert stages >= {"WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS", "FINISH"}


def test_it_sends_no_webhooks() -> None:
    """CMD-14: whoever wants to be told by it is told that nobody is."""
    with pytest.raises(ValueError, match="no webhooks"):
        sandbox.serve(deliver_to="http://127.0.0.1:1/in/aliexpress/x")
