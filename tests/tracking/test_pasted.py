"""Numbers in what people paste: texts, lists, links, carriers' mails."""

import time

import pytest

from todoke.tracking.pasted import best_number, find_numbers

MAIL = """【ヤマト運輸】お荷物お届けのお知らせ
佐藤 花子 様（お客様番号 1234567890）
お届け予定日：2026-11-24 10:00 〜 12:00
■送り状番号：４４４４－１３７５－８７０３
■ご注文番号：2026112401　代引金額 12,800円
再配達のご依頼は 0120-01-9625、〒100-0001 東京都千代田区 hanako4444@example.jp
"""


def read(text: str, hint: str = "") -> list[tuple[str, str]]:
    return [(found.number, found.candidates[0].carrier) for found in find_numbers(text, hint)]


def test_a_carriers_mail_gives_its_number_and_names_itself() -> None:
    """TRK-1: not the phone, the day, the postal code, the price, nor the orders' and customers' numbers."""
    assert read(MAIL) == [("444413758703", "yamato")]


@pytest.mark.parametrize(
    ("address", "number", "carrier"),
    [("https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id=4444-1375-8703", "444413758703", "yamato"),
     ("https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=444413758703", "444413758703", "sagawa"),
     ("見てください https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1=444413758703&locale=ja", "444413758703", "japan_post"),
     ("<a href=\"https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1=1234567890\">", "1234567890", "seino"),
     ("https://www.ups.com/track?loc=ja_JP&tracknum=1Z999AA10123456784/trackdetails", "1Z999AA10123456784", "ups")],
)  # fmt: skip
def test_a_link_says_whose_page_it_is(address: str, number: str, carrier: str) -> None:
    """TRK-1: a whole URL of a tracking page."""
    assert read(address) == [(number, carrier)]


def test_a_number_on_a_page_of_nobody_must_speak_for_itself() -> None:
    """TRK-1: an aggregator's link; an id of a shop's page is no parcel."""
    assert read("https://t.17track.net/en#nums=RR123456785MN,LP12345678901234") == [("RR123456785MN", "s10"), ("LP12345678901234", "cainiao")]
    assert read("https://shop.example/orders/1234567890") == []


@pytest.mark.parametrize("between", [" ", "\n", "、", ", ", " / ", "\t", "\r\n", "と"])
def test_several_in_one_text_are_several(between: str) -> None:
    """TRK-1: in the text's order, each once."""
    text = between.join(["4444-1375-8703", "EE123456785JP", "444413758703"])
    assert [number for number, _ in read(text)] == ["444413758703", "EE123456785JP"]


def test_two_numbers_with_a_blank_between_are_not_one() -> None:
    """TRK-1: two of ten digits are no twenty of USPS."""
    assert [number for number, _ in read("1234567891 9876543217")] == ["1234567891", "9876543217"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("Your UPS parcel 1Z 999 AA1 01 2345 6784 has left on 24 Nov", "1Z999AA10123456784"), ("the TBA 123456789012 and", "TBA123456789012"),
     ("sent with 9400 1000 0000 0000 0000 13 by", "9400100000000000000013"), ("EE 123 456 785 JP", "EE123456785JP"), ("no 4444 1375 8703.", "444413758703"),
     ("=\"444413758703\"", "444413758703"), ("番号444413758703です", "444413758703")],
)  # fmt: skip
def test_groups_of_a_number_in_prose_are_put_together(text: str, number: str) -> None:
    """TRK-1: blanks and hyphens as printed on the slip, quotes as spreadsheets leave them."""
    assert [found.number for found in find_numbers(text)] == [number]


def test_ten_digits_need_a_label_or_a_name_beside_better_ones() -> None:
    """TRK-1: a carrier without a check digit is believed where the text says so."""
    assert read("西濃運輸 お問合せ番号 1234567890、整理番号 9876543210") == [("1234567890", "seino")]
    assert [number for number, _ in read("お荷物番号\n1234567890、1234567891\nほか 9876543210")] == ["1234567890", "1234567891"]
    assert read("客先 1234567890, 444413758703", "yamato") == [("444413758703", "yamato")]


@pytest.mark.parametrize("text", ["4444 1375 8703 0", "4055-4842-4886-0", "9400 1000 0000 0000 0000 14", "1Z 999 AA1 01 2345 6785", "3 4 4 4 1"])
def test_a_wrong_number_is_not_cut_until_it_fits(text: str) -> None:
    """CMD-6: what is spaced like one number and is none holds no other."""
    assert find_numbers(text) == () and best_number(text).candidates == ()


def test_a_text_without_a_number_gives_none() -> None:
    """TRK-1: and the line is answered all the same."""
    assert find_numbers("in 2026 we ship 24 parcels a day, order no. 1234567890") == () and best_number("").candidates == ()


def test_a_line_gives_its_likeliest_number() -> None:
    """CMD-6: one line out per line in."""
    assert best_number("1234567890 EE123456785JP").number == "EE123456785JP"


@pytest.mark.parametrize("text", ["1 A 2 B-3 ", "9", "9,", "a@", "0-1", "TEL ", "http://", "+1 ", "1Z 999 "])
def test_a_long_text_is_read_in_time(text: str) -> None:
    """TRU-3: nobody can keep the desk busy with a text: 0.6 s at most where this was written."""
    began = time.perf_counter()
    assert find_numbers(text * (100_000 // len(text))) == () and time.perf_counter() - began < 20
