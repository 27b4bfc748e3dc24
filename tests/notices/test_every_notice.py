"""Every kind of notice in every language and shape: what leaves the house is whole, clean and says the same twice."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from todoke.notices.catalogue import catalogue, faults
from todoke.notices.render import Brand, Rendered, missing_facts, render
from todoke.notices.samples import SHAPES, data, occurs, sample
from todoke.notices.wording import money


def width(text: str) -> float:
    """Full-width characters of a line, as the voice guide counts them: Cyrillic is half as wide."""
    return sum(1 if unicodedata.east_asian_width(letter) in "FW" else 0.5 for letter in text)


def cases() -> Iterator[tuple[str, str, str, str]]:
    shipped = catalogue()
    for kind in shipped.kinds():
        for locale in shipped.locales(kind):
            for shape in SHAPES:
                if occurs(kind, shape):
                    yield from ((kind, locale, shape, variant) for variant in shipped.about(kind).variants or ("",))


CASES = list(cases())


@pytest.fixture(scope="module")
def notices() -> dict[tuple[str, str, str, str], tuple[Any, Rendered]]:
    made = {}
    for kind, locale, shape, variant in CASES:
        facts = sample(shape, locale, kind, variant or None)
        made[kind, locale, shape, variant] = facts, render(kind, locale, facts)
    return made


def test_the_shipped_catalogue_has_no_faults() -> None:
    """NTC-22: every about.toml and every text can be read."""
    assert [str(fault) for fault in faults(catalogue())] == []


def test_every_notice_states_what_it_must(notices: Any) -> None:
    """NTC-1, NTC-23: nothing that the order has and the kind must state is missing, in text or HTML."""
    missing = {case: missing_facts(case[0], facts, made) for case, (facts, made) in notices.items()}
    assert {case: names for case, names in missing.items() if names} == {}


def test_no_template_sign_is_left_over(notices: Any) -> None:
    """NTC-6: neither {{ nor {% nor a marking character reaches a buyer."""
    signs = re.compile(r"\{\{|\{%|%\}|\}\}|[\x00-\x09\x0b-\x1f]|\bliq\d+x\b|None|## ")
    words = {case: f"{made.subject}\n{made.preheader}\n{made.text}" for case, (_, made) in notices.items()}
    assert {case: found[0] for case, said in words.items() if (found := signs.search(said))} == {}
    assert not any(re.search(r"\{\{|\{%|%\}|\}\}|[\x00-\x08]", made.html) for _, made in notices.values())


def test_every_subject_fits_a_phone_and_names_shop_and_order(notices: Any) -> None:
    """NTC-10: at most 30 full-width characters, with the shop and the order's number; who waits for a thing or asks about one has no order."""
    for case, (facts, made) in notices.items():
        assert width(made.subject) <= 30, (case, made.subject)
        assert facts["shop"]["short_name"] in made.subject and facts["order"].get("number", "") in made.subject, case


def test_every_preheader_says_the_next_thing(notices: Any) -> None:
    """NTC-10: one short sentence that is not the subject again."""
    for case, (_, made) in notices.items():
        assert 0 < width(made.preheader) <= 50 and made.preheader != made.subject, (case, made.preheader)


def test_a_preheader_does_not_only_point_to_what_stands_below(notices: Any) -> None:
    """NTC-10: of money the list of mails says how much, or that nothing is to be paid, in every language and for every way of paying."""
    pointing = re.compile("下にお書き|below|写在下面|написали ниже")
    assert [case for case, (_, made) in notices.items() if "cancel" in case[0] and pointing.search(made.preheader)] == []


def test_what_was_never_paid_is_not_given_back(notices: Any) -> None:
    """NTC-2: on an invoice it is taken off."""
    giving = re.compile("お返しする|お返しします|refund |comes back to you|退款|退给您|верн[ёе]м")
    found = [case for case, (_, made) in notices.items() if case[0] == "non_delivery_findings" and case[2] == "b2b" and giving.search(made.text)]
    assert found == []


@pytest.mark.parametrize("locale", ("ja", "en", "zh-Hans", "ru"))
def test_no_download_is_promised_where_no_address_of_one_is_known(locale: str) -> None:
    """NTC-5: the channel delivers the file; the mail leads to the order, and says where to turn."""
    facts = {**sample("digital", locale, "delivered"), "download": {}}
    made = render("delivered", locale, facts)
    assert not re.search("ダウンロード|方法をご案内|download|下载|скач", made.subject + made.preheader + made.text, re.IGNORECASE)
    assert facts["status_url"] in made.text and facts["status_url"] in made.html


def test_the_text_has_no_holes(notices: Any) -> None:
    """NTC-23: no label without a value, no empty bullet, no gap, no blank at a line's end."""
    hole = re.compile(r"\n\n\n|[ \t　]$|^[・\-]\s*$|(?<!您好)[：:]\s*$(?!\nhttps?://)|（）|\(\)|「」|から$|まで$", re.MULTILINE)
    found = {case: hole.search(made.text) for case, (_, made) in notices.items()}
    assert {case: hit.string[max(0, hit.start() - 30) : hit.end() + 10] for case, hit in found.items() if hit} == {}


def test_text_and_html_both_hold_number_and_total(notices: Any) -> None:
    """NTC-11: the two parts say the same; the confirmation's number and total stand in both."""
    for case, (facts, made) in notices.items():
        if case[0] == "order_confirmation":
            total = money(facts["order"]["total"], case[1], facts["order"]["currency"])
            assert all(total in part and "#1001" in part for part in (made.text, made.html)), case


def test_the_html_is_small_tagged_and_alive_in_the_dark(notices: Any) -> None:
    """NTC-7: under 100 kB even with 200 lines; language, dark mode and alternative texts are there."""
    for case, (_, made) in notices.items():
        assert len(made.html.encode()) < 100_000, (case, len(made.html.encode()))
        assert f'lang="{case[1]}"' in made.html and "prefers-color-scheme:dark" in made.html
        assert all('alt="' in image for image in re.findall(r"<img [^>]*>", made.html)), case


def test_outlook_is_given_tables_of_a_fixed_width(notices: Any) -> None:
    """NTC-7: Word draws it, which knows neither max-width nor the size of a picture from a style."""
    ghost = re.compile(r'<!--\[if mso \| IE\]><table[^>]*\bwidth="600"')
    for case, (_, made) in notices.items():
        assert ghost.search(made.html) and made.html.count("<!--[if") == made.html.count("<![endif]"), case
        assert all(re.search(r'\bwidth="\d+"', image) for image in re.findall(r"<img [^>]*>", made.html)), case


def test_an_address_stands_alone_on_its_line(notices: Any) -> None:
    """Voice 1.7: phones take whatever shares the line into the link."""
    shared = re.compile(r"\S[ 　]*https?://|https?://\S+[ 　]+\S")
    assert {case: found[0] for case, (_, made) in notices.items() if (found := shared.search(made.text))} == {}


@pytest.mark.parametrize(("locale", "greeting"), [("ja", "お客様"), ("en", "Hello,")])
def test_a_buyer_without_a_name_is_greeted_without_a_hole(locale: str, greeting: str) -> None:
    """NTC-23: a marketplace's stand-in is no name."""
    made = render("order_confirmation", locale, sample("no_name", locale, "order_confirmation"))
    assert made.text.startswith(f"{greeting}\n")
    assert "ae877656" not in made.text


def test_received_is_never_called_accepted() -> None:
    """NTC-1: order.accepted decides, in the subject as in the body."""
    received = render("order_confirmation", "ja", sample("plain", "ja", "order_confirmation", "received"))
    assert "受け付け" in received.subject and "お引き受けいたしました" not in received.text
    accepted = render("order_confirmation", "ja", sample("plain", "ja", "order_confirmation", "accepted"))
    assert "承りました" in accepted.subject and "お引き受けいたしました" in accepted.text


@pytest.mark.parametrize(("locale", "words"), [("ja", "お振込み先は、別のメールで"), ("en", "bank account in a separate email")])
@pytest.mark.parametrize(("kind", "variant"), [("order_confirmation", "instructed"), ("payment_instructions", "first")])
def test_without_a_bank_account_the_buyer_is_asked_to_wait(locale: str, words: str, kind: str, variant: str) -> None:
    """NTC-1: no transfer details are made up."""
    facts = sample("plain", locale, kind, variant)
    facts["shop"].pop("bank_account")
    made = render(kind, locale, facts)
    assert words in made.text and missing_facts(kind, facts, made) == []


def test_a_paid_order_in_doubt_is_not_asked_for_money() -> None:
    """NTC-1: nothing left to pay (0) is nothing, although to Liquid a zero is true."""
    text = render("order_confirmation", "ja", sample("plain", "ja", "order_confirmation", "received")).text
    assert "カードでのお支払いを確認し、ご注文を受け付けました" in text and "お支払いを確認しだい" not in text


@pytest.mark.parametrize(("locale", "words"), [("ja", "お詫び"), ("en", "sorry")])
def test_a_shop_that_cancels_apologizes_and_does_not_thank_for_the_wish(locale: str, words: str) -> None:
    """NTC-10: who cancelled decides the subject."""
    by_shop = render("cancel_confirmed", locale, sample("plain", locale, "cancel_confirmed", "shop"))
    by_buyer = render("cancel_confirmed", locale, sample("plain", locale, "cancel_confirmed", "buyer"))
    assert words in by_shop.subject and words not in by_buyer.subject


def test_goods_that_are_missing_ask_not_to_pay_yet() -> None:
    """NTC-1: while stock is doubtful nobody is asked for money."""
    facts = sample("plain", "ja", "order_confirmation", "instructed")
    facts["payment"]["wait"] = True
    made = render("order_confirmation", "ja", facts)
    assert "なさらずにお待ちください" in made.text and "お振込み先" not in made.text


def test_what_comes_from_outside_is_escaped() -> None:
    """NTC-6: a name cannot bring markup into the page, nor a line into the subject."""
    facts = sample("plain", "ja", "order_confirmation")
    facts["order"]["lines"][0]["title"] = '<script>alert("x")</script>'
    facts["order"]["number"] = "#1\r\nBcc: x@example.com"
    made = render("order_confirmation", "ja", facts)
    assert "<script>" not in made.html and "&lt;script&gt;" in made.html
    assert "\n" not in made.subject and "\r" not in made.subject


def test_empty_texts_are_left_out_like_absent_ones() -> None:
    """NTC-23: to Liquid an empty text is true; a buyer never sees a label with nothing behind it."""
    facts = sample("plain", "ja", "order_confirmation")
    facts["shipping"]["method"], facts["support"] = "", {"email": "support@minato.example", "phone": "", "hours": ""}
    made = render("order_confirmation", "ja", facts)
    assert "お届け方法" not in made.text and "（）" not in made.text


def test_the_parcels_number_is_a_link() -> None:
    """NTC-1: the number itself leads to the carrier."""
    made = render("shipping_confirmation", "ja", sample("plain", "ja", "shipping_confirmation"))
    assert re.search(r'<a href="https://track\.example/[^"]*"[^>]*>4912-3456-7890</a>', made.html)


def test_a_brand_changes_colours_and_logo_and_refuses_what_is_none() -> None:
    """NTC-7: the brand is set once; its values cannot break the page."""
    made = render("refund_issued", "en", sample("plain", "en", "refund_issued"), brand=Brand("#aa0000", logo="https://minato.example/l.png"))
    assert "#aa0000" in made.html and 'src="https://minato.example/l.png"' in made.html
    with pytest.raises(ValueError, match="no colour"):
        Brand("red;}")
    with pytest.raises(ValueError, match="no https address"):
        Brand(logo='javascript:"x"')


def test_the_samples_speak_the_locales_language() -> None:
    """CMD-8: made-up people and goods are the locale's own."""
    assert data("ja")["customer"]["name"] == "佐藤 花子"
    with pytest.raises(ValueError, match="no shape"):
        sample("square", "ja", "delivered")
    assert not occurs("payment_instructions", "cod") and not occurs("shipping_confirmation", "digital")


@pytest.mark.parametrize(("locale", "wrong"), [("ja", "お支払いを確認しだい"), ("en", "payment is confirmed")])
@pytest.mark.parametrize("shape", ["cod", "b2b"])
def test_who_pays_later_is_not_told_that_a_payment_is_awaited(locale: str, wrong: str, shape: str) -> None:
    """NTC-1: at the door and by invoice nothing is paid before the order is accepted."""
    assert wrong not in render("order_confirmation", locale, sample(shape, locale, "order_confirmation", "received")).text


@pytest.mark.parametrize(("locale", "both"), [("ja", "11月18日（水）から11月19日（木）"), ("en", "between Wednesday, November 18 and Thursday, November 19")])
@pytest.mark.parametrize("kind", ["order_confirmation", "shipping_confirmation", "delivery_date_notice"])
def test_the_preheader_names_both_ends_of_a_window(locale: str, both: str, kind: str) -> None:
    """NTC-10: a day that is only the first of several is no promise of that day."""
    assert both in render(kind, locale, sample("plain", locale, kind)).preheader


def test_behind_the_preheader_a_list_of_mails_shows_nothing() -> None:
    """NTC-10: else it goes on with the shop's name and the subject once more."""
    html = render("refund_issued", "ja", sample("plain", "ja", "refund_issued")).html
    assert re.search(r"ご返金の金額は21,480円です。(&#847;&zwnj;&nbsp;){60}</div>", html)


def test_an_account_is_asked_for_by_a_button() -> None:
    """NTC-2: the words stay whole in both parts, the address of the page is pressed and not read."""
    made = render("refund_issued", "ja", sample("gift", "ja", "refund_issued"))
    assert "お振り込みします。\nhttps://desk.minato.example/r/5tq1" in made.text
    assert re.search(r'<a href="https://desk\.minato\.example/r/5tq1"[^>]*>\s*返金先の口座を入力する', made.html)


def test_an_hour_is_told_with_its_zone_in_english() -> None:
    """NTC-21, voice 1.6: who reads English may be anywhere."""
    assert "at 10:42 AM Japan time" in render("delivered", "en", sample("plain", "en", "delivered")).text


@pytest.mark.parametrize(("locale", "false"), [("ja", "お荷物はお送りしておりません|お支払いは一切"), ("en", "was not sent|for money at the door")])
def test_who_pays_the_rest_at_the_door_is_not_told_that_nothing_is_to_be_paid(locale: str, false: str) -> None:
    """NTC-2: one thing is cancelled, the others come, and the courier asks for their price."""
    text = render("stockout_cancelled", locale, sample("cod", locale, "stockout_cancelled")).text
    assert not re.search(false, text) and re.search("取り消した品の代金|what was cancelled", text)


@pytest.mark.parametrize(("locale", "words"), [("ja", "返金|お返し"), ("en", "(?i)refund|goes back")])
@pytest.mark.parametrize("kind", ["refund_issued", "return_received"])
def test_what_comes_off_an_invoice_is_not_called_money_that_comes_back(locale: str, words: str, kind: str) -> None:
    """NTC-2, voice 3: nobody has paid yet."""
    facts = sample("b2b", locale, kind)
    facts["refund"] |= {"way": "invoice", "state": "done"}
    made = render(kind, locale, facts)
    assert not re.search(words, f"{made.subject} {made.preheader} {made.text}") and re.search("22,480|21,600", made.text)


def test_only_a_business_buyer_is_greeted_and_left_as_business_does(notices: Any) -> None:
    """NTC-3, voice 1.4: in Japanese, in every kind."""
    for case, (_, made) in notices.items():
        if case[1] == "ja":
            said = ("いつもお世話になっております" in made.text, "何卒よろしくお願い申し上げます。\n\nうつわのみなと" in made.text)
            assert said == (case[2] == "b2b",) * 2, case
