"""Telling AliExpress, against the stand-in: every push can be repeated, and what has no method is refused with what a person must do."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.channels.aliexpress.said import ALI

from todoke.channels.aliexpress import sandbox
from todoke.channels.aliexpress.fields import in_pacific
from todoke.channels.aliexpress.push import ANYWHERE
from todoke.channels.aliexpress.sandbox import APP_KEY, SECRET, Sandbox
from todoke.channels.aliexpress.stand_in.shop import GOODS, Line, Sold, now
from todoke.channels.channel import Ignored, Known, Pushed, Refusal, Setup
from todoke.rules import effects as fx
from todoke.rules.learn import learn
from todoke.rules.order import Grant, Order, Parcel

DAY = 86_400
FULFIL, EXTEND = "solution.order.fulfill", "trade.redefining.extendsbuyeracceptgoodstime"


@pytest.fixture
def house() -> Iterator[Sandbox]:
    """Nothing happens by itself, nothing fails."""
    found = sandbox.serve(pace=0, faults=0).start()
    yield found
    found.stop()


def setup_of(house: Sandbox) -> Setup:
    return Setup(mails="channel", secret=SECRET, api_url=f"{house.address}/sync?app_key={APP_KEY}", heard_at=now())


def sold(house: Sandbox) -> Sold:
    """An order of two lines, two pieces of the first, that waits to be sent."""
    order = house.shop.place()
    order.lines = [Line(order.id + 1, GOODS[0], 2), Line(order.id + 2, GOODS[1], 1)]
    house.shop.pay(order.id)
    house.shop.release(order.id)
    return order


def known(house: Sandbox, order: Sold, *parcels: Parcel, **changes: Any) -> Known:
    """As the desk knows it: what AliExpress says, and our own."""
    found = Order()
    (topic, body), *_ = ALI.fetch(str(order.id), setup_of(house))
    read = ALI.read(topic, body, setup_of(house))
    assert not isinstance(read, Ignored)
    for event in read[0].events:
        found = learn(found, event)
    return Known(str(order.id), str(order.id), found.with_(parcels=parcels, **changes), "push-1")


def parcel(order: Sold, *numbers: str, carrier: str = "EMS", lines: int = 2, name: str = "our-1", url: str = "") -> Parcel:
    units = tuple((str(line.id), line.count) for line in order.lines[:lines])
    return Parcel(name, units=units, marks=frozenset({"sent"}), sent_at=now(), tracking=(1, carrier, numbers, url))


def pushed(house: Sandbox, effect: fx.Effect, order: Known) -> Pushed:
    return ALI.push(effect, order, setup_of(house))


def refused(house: Sandbox, effect: fx.Effect, order: Known) -> str:
    with pytest.raises(Refusal) as caught:
        pushed(house, effect, order)
    assert not caught.value.again
    return caught.value.reason


def there(order: Sold) -> list[tuple[str, str]]:
    return [(one.number, one.service) for one in order.parcels]


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_parcel_is_told_once_however_often_it_is_pushed(house: Sandbox) -> None:
    """CHN-1, LIF-7: asked first; the number becomes the name under which its echo is known."""
    order = sold(house)
    first, second = (pushed(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "EE1CN"))) for _ in range(2))

    assert there(order) == [("EE1CN", "EMS")] and order.status == "WAIT_BUYER_ACCEPT_GOODS"
    assert first.alias == second.alias == (("par:EE1CN", "our-1"),) and house.asked_for.count(FULFIL) == 1


def test_a_part_is_told_as_a_part_and_the_rest_as_all(house: Sandbox) -> None:
    """CHN-1: partly shipped until nothing is left."""
    order = sold(house)
    first = parcel(order, "EE1CN", lines=1)
    pushed(house, fx.PushShipment("our-1"), known(house, order, first))
    status = order.status
    rest = Parcel("our-2", units=((str(order.lines[1].id), 1),), marks=frozenset({"sent"}), sent_at=now(), tracking=(1, "EMS", ("EE2CN",), ""))
    pushed(house, fx.PushShipment("our-2"), known(house, order, first, rest))

    assert (status, order.status) == ("SELLER_PART_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS") and [one for one, _ in there(order)] == ["EE1CN", "EE2CN"]


def test_a_parcel_of_two_numbers_is_told_with_both(house: Sandbox) -> None:
    """CHN-1: the first as a part, the last as all."""
    order = sold(house)
    pushed(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "EE1CN", "EE2CN")))
    assert [one for one, _ in there(order)] == ["EE1CN", "EE2CN"] and order.status == "WAIT_BUYER_ACCEPT_GOODS"


@pytest.mark.parametrize(("carrier", "url", "service", "website"), [
    ("DHL", "", "DHL", None), ("SF Express", "", "SF", None), ("ems_zx_zx_us", "", "EMS_ZX_ZX_US", None), ("FEDEX_IE", "", "FEDEX_IE", None),
    ("ヤマト運輸", "", "Other", "https://jizen.kuronekoyamato.co.jp/"), ("Elbe Kurier", "https://elbe.example/?n=1", "Other", "https://elbe.example/?n=1"),
    ("Elbe Kurier", "", "Other", ANYWHERE),
])  # fmt: skip
def test_a_carrier_bears_its_name_there_or_a_page_that_follows_it(house: Sandbox, carrier: str, url: str, service: str, website: str | None,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """CHN-1, TRK-2: AliExpress takes no other carrier without a page."""
    said: list[dict[str, str]] = []
    monkeypatch.setitem(sandbox.METHODS, FULFIL, lambda house, params: said.append(params) or {"result": {"result_success": True}})
    order = sold(house)
    pushed(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "444413758703", carrier=carrier, url=url)))

    assert said[0]["service_name"] == service and (said[0].get("tracking_website") or "").startswith(website or "")
    assert ("tracking_website" in said[0]) == (website is not None)


def test_a_parcel_without_a_number_is_for_a_person(house: Sandbox) -> None:
    """CHN-1: AliExpress takes none; the reason says what to do."""
    order = sold(house)
    assert "give it one" in refused(house, fx.PushShipment("our-1"), known(house, order, parcel(order)))
    assert "nothing is known of parcel" in refused(house, fx.PushShipment("other"), known(house, order, parcel(order, "EE1CN")))


@pytest.mark.parametrize("state", ["IN_CANCEL", "IN_FROZEN", "FINISH"])
def test_nothing_is_sent_for_an_order_that_waits_for_something_else(house: Sandbox, state: str) -> None:
    """CHN-1: told with the state it is in, instead of guessing."""
    order = sold(house)
    {"IN_CANCEL": house.shop.ask_to_cancel, "IN_FROZEN": house.shop.freeze, "FINISH": lambda ident: house.shop.close(ident, "risk_reject_closed")}[state](
        order.id
    )

    assert state in refused(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "EE1CN"))) and not order.parcels


def test_another_number_takes_the_place_of_the_old_one(house: Sandbox) -> None:
    """CHN-1, TRK-2: not as a second parcel; and only once."""
    order = sold(house)
    pushed(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "EE1CN")))
    for _ in range(2):
        pushed(house, fx.PushTracking("our-1"), known(house, order, parcel(order, "444413758703", carrier="yamato")))

    assert there(order) == [("444413758703", "Other")] and house.asked_for.count("logistics.sellermodifiedshipmentfortop") == 1


def test_what_the_gateway_says_no_to_is_told_in_its_own_words(house: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-1: an error inside an answer of status 200, in Chinese as it comes."""
    order = sold(house)
    monkeypatch.setitem(sandbox.METHODS, FULFIL, lambda house, params: {"result": {"result_success": False, "result_error_desc": "参数错误"}})
    assert "参数错误" in refused(house, fx.PushShipment("our-1"), known(house, order, parcel(order, "EE1CN")))


def test_not_done_without_an_error_is_not_done(house: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-1: the oldest methods only say is_success."""
    order = asked_for_more(house)
    monkeypatch.setitem(sandbox.METHODS, EXTEND, lambda house, params: {"is_success": False})
    assert "not done" in refused(house, fx.PushExtension(), known(house, order, **grant(order, 3)))


# ── cancelling ──────────────────────────────────────────────────────────────────────────────────────
def test_consent_closes_the_order_and_a_second_one_says_nothing(house: Sandbox) -> None:
    """CHN-1: whoever asked has been answered."""
    order = sold(house)
    house.shop.ask_to_cancel(order.id)
    answers = [pushed(house, fx.AnswerCancel("consented"), known(house, order)).answer for _ in range(2)]

    assert order.status == "FINISH" and order.refund == order.total and answers[1] == "nobody asks any more"


def test_a_no_lets_the_order_go_on(house: Sandbox) -> None:
    """CHN-1: with a reason for the buyer."""
    order = sold(house)
    house.shop.ask_to_cancel(order.id)
    pushed(house, fx.AnswerCancel("refused"), known(house, order))

    assert order.status == "WAIT_SELLER_SEND_GOODS" and house.asked_for[-1].endswith("refusecancel")


def test_a_cancellation_that_the_buyer_began_is_consented_to(house: Sandbox) -> None:
    """CHN-1: it is the only one that a shop can bring about; what is over is over."""
    order = sold(house)
    house.shop.ask_to_cancel(order.id)
    pushed(house, fx.PushCancel(), known(house, order))

    assert order.status == "FINISH" and pushed(house, fx.PushCancel(), known(house, order)).answer == "over already"


@pytest.mark.parametrize("effect", [fx.PushCancel(), fx.PushLines()])
def test_what_has_no_method_there_is_for_a_person(house: Sandbox, effect: fx.Effect) -> None:
    """CHN-1: not called done, not tried again and again."""
    assert "AliExpress" in refused(house, effect, known(house, sold(house)))


# ── time and money ──────────────────────────────────────────────────────────────────────────────────
def asked_for_more(house: Sandbox) -> Sold:
    order = sold(house)
    house.shop.ship(order.id, "EE1CN", "EMS")
    return order


def grant(order: Sold, days: float, kind: str = "protection") -> dict[str, Any]:
    return {"grants": (Grant(kind, order.over_time + int(days * DAY), now(), now()),)}


@pytest.mark.parametrize(("days", "told"), [(3, 3), (2.2, 3), (0.1, 1)])
def test_more_time_for_the_buyer_is_told_in_whole_days(house: Sandbox, days: float, told: int) -> None:
    """LIF-10, CHN-1: rather more than less; repeated, it is known already."""
    order = asked_for_more(house)
    before, more = order.over_time, grant(order, days)
    for _ in range(2):
        pushed(house, fx.PushExtension(), known(house, order, **more))

    assert order.over_time == before + told * DAY and house.asked_for.count(EXTEND) == 1


def test_more_time_to_ship_is_for_a_person_with_the_day_to_type_in(house: Sandbox) -> None:
    """LIF-10: there is no method; the moment is told as the seller's pages show it. Once it is done there, it is known."""
    order = sold(house)
    more = grant(order, 2, "ship_by")
    assert in_pacific(order.over_time + 2 * DAY) in refused(house, fx.PushExtension(), known(house, order, **more))

    house.shop.give_time(order.id, 2)
    assert pushed(house, fx.PushExtension(), known(house, order, **more)).answer == "known already"


def test_a_refund_is_the_channels_own(house: Sandbox) -> None:
    """CHN-1: nothing is asked, nothing is told."""
    order = known(house, sold(house))
    house.asked_for.clear()
    assert pushed(house, fx.OweRefund(100), order).answer and not house.asked_for


def test_what_cannot_be_told_without_a_session_waits_for_one(house: Sandbox) -> None:
    """CHN-1: it is not given up while a person renews the token."""
    order = sold(house)
    before = known(house, order, parcel(order, "EE1CN"))
    with pytest.raises(Refusal) as caught:
        ALI.push(fx.PushShipment("our-1"), before, setup_of(house)._replace(secret="old"))

    assert caught.value.again and caught.value.after >= 900


def test_every_push_of_the_rules_has_an_answer(house: Sandbox) -> None:
    """CHN-1: told, or refused with a reason; nothing falls through."""
    order = known(house, sold(house))
    kinds = [one for one in fx.Effect.__subclasses__() if one.__name__.startswith("Push") or one in (fx.AnswerCancel, fx.OweRefund)]
    for kind in kinds:
        effect = msgspec.convert({name: {"answer": "refused", "amount": 1}.get(name, "x") for name in kind.__struct_fields__}, kind)
        try:
            assert pushed(house, effect, order).answer
        except Refusal as no:
            assert not no.again and no.reason
    assert len(kinds) >= 6
