"""The letter of apology to a business buyer: what it says, what it leaves out, and what it looks like to another reader of PDF (NTC-3)."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from todoke.notices.letters import compose, paper, typed
from todoke.notices.letters.proven import Buyer as People
from todoke.notices.letters.proven import Proven, proven
from todoke.notices.wording import LOCALES
from todoke.rules import events as ev
from todoke.rules.order import Dates, Order
from todoke.rules.people import Address, Contact

WRITTEN = 1_790_000_000  # 21 September 2026 in Tokyo
TODAY = date(2026, 9, 21)
GOODS = (("粉引の湯呑", 20), ("黒釉の角皿", 10))
BUYER = {"first_name": "花子", "last_name": "髙﨑", "company": "㈱みなと商事"}
SHORT = Proven("short", "#1001", WRITTEN - 900_000, GOODS, BUYER, "supplier_late", {}, WRITTEN + 900_000)
SIGNED = {"shop_name": "株式会社うつわ", "signer": "長谷川 誠"}
CUP = ev.Line("cup", units=20, amount=50_000, title="粉引の湯呑")


def page(facts: Proven = SHORT, locale: str = "ja", **words: str) -> bytes:
    form = typed.read(SIGNED | words, facts)
    assert typed.wrong(form, facts, TODAY) == []
    made = paper.pdf(compose.compose(facts, form, compose.Desk(locale, "Asia/Tokyo", WRITTEN)), WRITTEN)
    assert isinstance(made, bytes), made
    return made


def text(made: bytes) -> str:
    """As another program reads it; where the lines end is no matter of words."""
    return "".join("".join(one.extract_text() for one in PdfReader(io.BytesIO(made)).pages).split())


def asked_for(facts: Proven = SHORT, **words: str) -> list[tuple[str, str]]:
    return [(one.field, one.why) for one in typed.wrong(typed.read(SIGNED | words, facts), facts, TODAY)]


def an_order(**more: Any) -> Order:
    """Business, 20 cups, promised for shipping two days from now."""
    facts: dict[str, Any] = {"manner": ev.Manner(number="#7", business=True), "placed_at": WRITTEN, "units": (("cup", 20),), "lines": (CUP,),
                             "dates": Dates(ship_by=(WRITTEN, WRITTEN + 172_800))}
    return Order(**(facts | more))


def of(order: Order, *events: ev.Event, now: int = WRITTEN) -> Proven:
    return proven(order, events, People(Contact(name="Anna"), Address(company="Miller Hotels")), now)


# ── what is proven ──────────────────────────────────────────────────────────────────────────────────
def test_an_order_that_is_well_is_no_matter_for_a_letter() -> None:
    """NTC-3: nothing is apologized for that did not happen."""
    assert of(an_order(), ev.DatesPromised(ship_by=WRITTEN + 172_800, at=WRITTEN)).matter == ""


def test_what_is_short_is_told_with_its_recorded_cause() -> None:
    """NTC-3, NTC-5."""
    facts = of(an_order(short=(("cup", 5),)), ev.StockShort(units=(("cup", 5),), cause="count_wrong", at=WRITTEN))
    assert (facts.matter, facts.goods, facts.cause, facts.customer["company"]) == ("short", (("粉引の湯呑", 5),), "count_wrong", "Miller Hotels")


def test_a_cause_that_has_no_sentence_is_told_as_unknown() -> None:
    """NTC-5: whoever recorded `gremlins` has told the buyer nothing."""
    facts = of(an_order(short=(("cup", 5),)), ev.StockShort(units=(("cup", 5),), cause="gremlins", at=WRITTEN))
    assert (facts.cause, asked_for(facts)) == ("", [("cause_by", "missing"), ("day_by", "missing")])


def test_a_later_day_is_the_new_one_and_an_earlier_one_is_none() -> None:
    """NTC-3: the new date comes from the order."""
    day = WRITTEN + 172_800
    later = of(an_order(), ev.DatesPromised(ship_by=day - 86_400, at=WRITTEN), ev.DatesPromised(ship_by=day, cause="supplier_late", at=WRITTEN + 9))
    earlier = of(an_order(), ev.DatesPromised(ship_by=day + 86_400, at=WRITTEN), ev.DatesPromised(ship_by=day, at=WRITTEN + 9))
    assert (later.matter, later.ship_at, later.cause, earlier.matter) == ("late", day, "supplier_late", "")


def test_a_missed_day_is_late_and_has_no_new_one() -> None:
    """NTC-5: a day that has gone by is not told as a promise."""
    facts = of(an_order(), now=WRITTEN + 259_200)
    assert (facts.matter, facts.ship_at, facts.cause) == ("late", None, "")


def test_pieces_that_were_taken_off_as_missing_are_told_as_cancelled() -> None:
    """NTC-3: whatever the dates say, they are not coming."""
    facts = of(an_order(progress="closed", cancelled_at=WRITTEN, cancelled_for="stockout"))
    assert (facts.matter, facts.cancelled, facts.ship_at) == ("short", True, None)


# ── what is asked for ───────────────────────────────────────────────────────────────────────────────
def test_an_unknown_cause_asks_for_the_day_by_which_it_is_told() -> None:
    """NTC-5: unknown is said as unknown, with a date."""
    unknown = SHORT._replace(cause="", deliver_at=None)
    assert asked_for(unknown) == [("cause_by", "missing"), ("day_by", "missing")]
    said = text(page(unknown, cause_by="2026-10-05", day_by="2026-10-06"))
    assert "現在調べております。2026年10月5日までに" in said and "納品日は現在確認しております。2026年10月6日までに" in said


def test_what_belongs_together_is_asked_for_by_name() -> None:
    """NTC-3: an alternative without its difference, a measure without its day."""
    assert asked_for(alternative="湯呑（中）") == [("difference", "alone")]
    assert asked_for(prevention="数え直します") == [("measure_by", "alone")]
    assert asked_for(owner="山本") == [("prevention", "alone")]


@pytest.mark.parametrize(("words", "why"), [("2026-13-40", "no_day"), ("2026-09-20", "past"), ("2031-01-01", "too_far"), ("明日", "no_day")])
def test_a_day_is_a_day_to_come(words: str, why: str) -> None:
    """NTC-3: what is promised can be kept."""
    assert asked_for(follow_up_by=words) == [("follow_up_by", why)]


def test_without_a_signer_there_is_no_letter() -> None:
    """NTC-3: a person signs."""
    assert asked_for(signer=" ", shop_name="あ" * 10_000) == [("shop_name", "too_long"), ("signer", "missing")]


# ── the page ────────────────────────────────────────────────────────────────────────────────────────
def test_the_letter_keeps_the_form_of_a_japanese_one() -> None:
    """NTC-3, voice 6.2: date, addressee, sender, title, 謹啓 … 謹白, 記 … 以上, in that order; 株式会社 in full."""
    said = text(page(department="購買部", contact_title="部長", signer_title="代表取締役", desk_name="山本", phone="03-1234-5678"))
    parts = ["2026年9月21日株式会社みなと商事", "購買部部長髙﨑花子様", "代表取締役長谷川誠", "欠品による納期遅延のお詫びとご報告", "謹啓",
             "深くお詫び申し上げます", "謹白記1.対象", "窓口山本03-1234-5678", "以上"]
    assert [said.find(part) >= 0 for part in parts] == [True] * len(parts), said
    assert [said.find(part) for part in parts] == sorted(said.find(part) for part in parts)
    assert "御中" not in said and "㈱" not in said


def test_a_company_without_a_person_is_addressed_as_one() -> None:
    """Voice 1.5: 御中 or 様, never both."""
    said = text(page(SHORT._replace(customer={"company": "（株）みなと商事"})))
    assert "株式会社みなと商事御中" in said and "様" not in said


def test_lines_that_nobody_filled_are_not_there() -> None:
    """NTC-3: never invented."""
    said = text(page())
    assert not any(word in said for word in ("再発防止", "同等品", "窓口", "責任者", "None", "{", "x"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("facts", [SHORT, SHORT._replace(matter="late", cause="own_handling", deliver_at=None, ship_at=WRITTEN + 900_000),
                                   SHORT._replace(cancelled=True, deliver_at=None),
                                   SHORT._replace(cause="", number="", placed_at=0, customer={"company": "A"})])
def test_every_language_and_matter_is_one_page(locale: str, facts: Proven) -> None:
    """NTC-3, NTC-21: with everything that can be filled in, and with the least."""
    day = "2026-10-05"
    full = {field.name: day if field.day else "Ok" * (field.most // 4) for field in typed.FIELDS if field.name not in ("shop_name", "signer")}
    for words in (full, {"cause_by": day}):
        made = page(facts, locale, **words)
        assert len(PdfReader(io.BytesIO(made)).pages) == 1
        assert "{" not in text(made) and "None" not in text(made)


def test_the_same_facts_are_the_same_bytes() -> None:
    """NTC-3: what the digest in the order's story names can be made again."""
    assert page() == page()


def test_text_is_never_code_and_rare_characters_are_there() -> None:
    """NTC-3, TRU-4: markup is printed as it was written; 髙﨑𠮷 in their own forms."""
    hostile = '#read("/etc/passwd") $x$ *b* @a <l> \\ #panic() [c]'
    said = text(page(alternative=hostile, difference="𠮷野 髙﨑 {signer} %s"))
    assert "".join(hostile.split()) in said and "𠮷野髙﨑{signer}%s" in said and "root:" not in said


def test_a_character_that_no_font_has_is_named() -> None:
    """NTC-3: an error, not a box."""
    letter = compose.compose(SHORT, typed.read(SIGNED | {"desk_name": "สมชาย"}, SHORT), compose.Desk("ja", "Asia/Tokyo", WRITTEN))
    made = paper.pdf(letter, WRITTEN)
    assert isinstance(made, typed.Wrong) and made.why == "no_letter" and made.value and made.value in "สมชาย"


def test_an_endless_title_is_cut_and_many_lines_are_counted() -> None:
    """NTC-3: one page, whatever was ordered."""
    said = text(page(SHORT._replace(goods=tuple((f"{n}😀" + "皿" * 10_000, 1) for n in range(30)))))
    assert "…" in said and "ほか25品目" in said and "😀" not in said


def test_more_than_a_page_is_said() -> None:
    """NTC-3: not a second page, and nothing lost in silence."""
    letter = compose.compose(SHORT, typed.read(SIGNED, SHORT), compose.Desk("ja", "Asia/Tokyo", WRITTEN))
    assert paper.pdf(letter | {"paragraphs": letter["paragraphs"] * 20}, WRITTEN) == typed.Wrong("", "too_much")


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from([field.name for field in typed.FIELDS]), st.text(max_size=250)), st.sampled_from(LOCALES))
def test_no_form_breaks_the_maker(form: dict[str, str], locale: str) -> None:
    """NTC-3: a page, or what stands in its way."""
    words = typed.read(SIGNED | form, SHORT)
    if not typed.wrong(words, SHORT, TODAY):
        made = paper.pdf(compose.compose(SHORT, words, compose.Desk(locale, "Asia/Tokyo", WRITTEN)), WRITTEN)
        assert isinstance(made, bytes) or made.why in ("no_letter", "too_much")
