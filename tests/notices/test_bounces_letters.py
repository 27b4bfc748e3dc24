"""Bounces that are written for people only, in the shapes of many mail servers: who, why, for good (CMD-10)."""

from pathlib import Path

import pytest
from tests.notices.returned import BUYER, letter

from todoke.notices.bounces.read import read

LETTERS = (Path(__file__).parent / "letters.txt").read_text("utf-8").split("#### ")[1:]


@pytest.mark.parametrize("said", LETTERS, ids=lambda said: said.partition(" |")[0])
def test_a_letter_tells_whose_mail_did_not_arrive_and_why(said: str) -> None:
    """CMD-10: each in the shape of its mail server."""
    head, _, text = said.partition("\n")
    _, reason, back = (part.strip() for part in head.split("|"))
    found = read(letter(text, back=back))
    assert found.is_bounce and [(one.address, one.reason) for one in found.recipients] == [(BUYER, reason)]
    assert found.recipients[0].hard == (reason in ("userunknown", "hostunknown", "hasmoved"))


def test_several_addresses_have_a_passage_each() -> None:
    """CMD-10"""
    text = "Unable to deliver message to the following address(es).\n\n<one@buyers.example>:\nover quota\n\n<two@buyers.example>:\nAccount has been disabled\n"
    assert [(one.address, one.reason) for one in read(letter(text)).recipients] == [(BUYER, "mailboxfull"), ("two@buyers.example", "suspend")]


def test_the_head_may_name_who_failed() -> None:
    """CMD-10: X-Failed-Recipients."""
    found = read(letter("A message could not be delivered.\n  an undisclosed address\n    550 5.1.1 no such user", more=f"X-Failed-Recipients: {BUYER}"))
    assert [(one.address, one.hard) for one in found.recipients] == [(BUYER, True)]


def test_the_address_that_it_came_back_to_may_name_who_failed() -> None:
    """CMD-10: VERP."""
    raw = letter("Your mail could not be delivered: the mailbox is full.").replace(b"To: <bounces@", b"To: <bounces+one=buyers.example@")
    assert [(one.address, one.reason) for one in read(raw).recipients] == [(BUYER, "mailboxfull")]


def test_where_nobody_is_named_it_was_the_one_that_the_mail_was_for() -> None:
    """CMD-10: one buyer, one mail."""
    found = read(letter("Your message could not be sent. The mailbox is full.", back="--- Original message follows."))
    assert [(one.address, one.reason) for one in found.recipients] == [(BUYER, "mailboxfull")]


def test_a_post_to_a_list_says_nothing_of_who_did_not_get_it() -> None:
    """CMD-10"""
    raw = letter("Your message could not be sent.", back="--- Original message follows.").replace(b"From: shop@", b"List-Id: <news.shop.example>\nFrom: shop@")
    assert (read(raw).is_bounce, read(raw).recipients) == (True, ())


def test_a_page_without_a_text_is_read_as_well() -> None:
    """CMD-10"""
    page = "<html><style>p {color: red}</style><p>Delivery has failed to these recipients:<br><b>one@buyers.example</b></p><p>550 5.1.1 not found</p></html>"
    raw = letter(page, more="Content-Type: text/html; charset=utf-8")
    assert [(one.address, one.reason) for one in read(raw).recipients] == [(BUYER, "userunknown")]


@pytest.mark.parametrize("charset", ["iso-2022-jp", "euc-jp", "shift_jis", "utf-8"])
def test_japanese_is_read_in_each_of_its_encodings_also_undeclared(charset: str) -> None:
    """CMD-10"""
    text = "次のあて先へのメッセージは送信できませんでした。\n\n<one@buyers.example>\nメールボックスが一杯です。\n"
    raw = letter("@@").replace(b"@@", text.encode(charset))
    assert [(one.address, one.reason) for one in read(raw).recipients] == [(BUYER, "mailboxfull")]
