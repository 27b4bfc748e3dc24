"""What a buyer may write as the number of a return parcel: taken or refused in words, whatever it is."""

from contextlib import suppress
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.buyer.coming_back import Unfit, coming_back, form, told
from todoke.buyer.speech import Speech
from todoke.rules import events as ev
from todoke.rules.learn import learn
from todoke.rules.order import Order

S = Speech("ja", "Asia/Tokyo", "JPY", 1_790_000_000)
WITH_TWO: tuple[ev.Event, ...] = (
    ev.OrderPlaced(lines=(ev.Line("a", units=2, title="湯呑"), ev.Line("b", title="茶碗")), at=1),
    ev.ParcelSent(parcel="p", units=(("a", 2), ("b", 1)), carrier="yamato", numbers=("4444-1375-8703",), at=2), ev.ParcelDelivered(parcel="p", at=3),
    ev.ReturnAgreed(id="R1", units=(("a", 1),), at=4), ev.ReturnAgreed(id="R2", units=(("b", 1),), at=4),
)  # fmt: skip


def order(*more: ev.Event) -> Order:
    return reduce(learn, (*WITH_TWO, *more), Order())


def written(**fields: str) -> ev.ReturnSent:
    return told(fields, order(), "buyer:1", 9)


@pytest.mark.parametrize(("text", "numbers", "carrier"), [
    ("512547514334", ("512547514334",), ""), ("５１２５－４７５１－４３３４", ("512547514334",), ""),
    ("1Z 999 AA1 01 2345 6784", ("1Z999AA10123456784",), "ups"),
    ("https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01=512547514334", ("512547514334",), ""),
    ("AB-12345", ("AB12345",), ""),
])  # fmt: skip
def test_it_is_read_as_it_is_pasted(text: str, numbers: tuple[str, ...], carrier: str) -> None:
    """TRK-1, TRK-6: the carrier is told by the number where that leaves no doubt."""
    sent = written(number=text)
    assert (sent.numbers, sent.carrier, sent.id, sent.at) == (numbers, carrier, "", 9)


@pytest.mark.parametrize(("fields", "name"), [({"return": "R2"}, "R2"), ({"return": "R9"}, ""), ({}, "")])
def test_which_return_is_chosen_among_those_that_are_open(fields: dict[str, str], name: str) -> None:
    """TRK-6"""
    assert written(number="512547514334", **fields).id == name


@given(st.text(max_size=60), st.text(max_size=12) | st.sampled_from(["yamato", "ups", ""]), st.text(max_size=4))
def test_no_text_raises_anything_but_its_refusal(number: str, carrier: str, back: str) -> None:
    """TRK-6: what is taken is a number, and never one that went out."""
    with suppress(Unfit):
        sent = told({"number": number, "carrier": carrier, "return": back}, order(), "buyer:1", 9)
        assert all(one.isascii() and one.isalnum() and one != "444413758703" for one in sent.numbers) and len(sent.numbers) == 1


def test_first_to_choose_is_what_has_no_parcel_yet_and_each_parcel_stands_by_its_goods() -> None:
    """TRK-6"""
    sent = order(ev.ReturnSent(parcel="b", id="R1", carrier="yamato", numbers=("512547514334",), at=5), ev.ReturnSent(parcel="c", numbers=("77",), at=6))
    asked = form(sent, S)
    assert asked is not None and [name for name, _ in asked.returns] == ["R2", "R1"]
    assert [(one.goods, [parcel.number for parcel in one.parcels]) for one in coming_back(sent, S)] == [
        ("湯呑 1点", ["512547514334"]), ("茶碗 1点", []), ("お送りいただいたお荷物", ["77"])]  # fmt: skip


@pytest.mark.parametrize(("more", "state"), [
    ((), "店でお待ちしています"), ((ev.ParcelMoved(parcel="b", at=7),), "店へ向かっています"), ((ev.ParcelLabelled(parcel="b", at=7),), "店でお待ちしています"),
    ((ev.ParcelReturning(parcel="b", at=7),), "お客様のもとへ戻っています"), ((ev.ParcelReturning(parcel="b", at=7), ev.ParcelDelivered(parcel="b", at=8)),
     "お客様のもとへ戻っています"),
    ((ev.ParcelDelivered(parcel="b", at=86_400),), "1月2日"), ((ev.ReturnReceived(id="R1", units=(("a", 1),), at=86_400),), "1月2日"),
])  # fmt: skip
def test_its_state_is_said_in_one_sentence(more: tuple[ev.Event, ...], state: str) -> None:
    """TRK-6: awaited, on its way, turned back, at the shop."""
    sent = order(ev.ReturnSent(parcel="b", id="R1", numbers=("77",), at=5), *more)
    assert state in coming_back(sent, S)[0].state
