"""Whose number is this? By shape and check digit, weighed, with what was named and what is usual."""

import pytest

from todoke.tracking.recognise import recognise

OWN = (  # made up here, check digits reckoned by hand where the carrier has one
    ("1Z999AA10123456784", "ups"), ("K1234567895", "ups"), ("449044304137821", "fedex"), ("9400100000000000000013", "usps"),
    ("420100239400100000000000000013", "usps"), ("4201002312349400100000000000000013", "usps"), ("TBA123456789012", "amazon"), ("DA1234567890", "amazon"),
    ("C12345678901236", "ontrac"), ("1LS712345678901", "lasership"), ("1000123456789019", "canada_post"), ("D123456789012345678901", "canpar"),
    ("LTN12345678N1", "landmark"), ("GFUS12345678901234", "gofo"), ("77712345675", "old_dominion"), ("SP123456789012345678", "speedee"),
    ("1234567891", "dhl_express"), ("JD0123456789012345", "yodel"), ("00340434123456789012", "dhl"), ("GM12345678901234", "dhl_ecommerce"),
    ("012345678901233", "dpd"), ("SF1234567890123", "sf"), ("YT1234567890123456", "yunexpress"), ("4PX1234567890123CN", "4px"), ("AB123456789YP", "yanwen"),
    ("LP12345678901234", "cainiao"), ("1234567890", "cdek"), ("10100012345674", "russian_post"), ("EE123456785JP", "japan_post"),
    ("RR123456785GB", "royal_mail"), ("RR123456785CN", "china_post"), ("RR123456785CA", "canada_post"), ("RR123456785MN", "s10"),
    ("444413758703", "yamato"), ("12345678903", "japan_post"), ("123456789015", "purolator"),
)  # fmt: skip


def codes(number: str, hint: str = "") -> list[str]:
    return [one.carrier for one in recognise(number, hint).candidates]


@pytest.mark.parametrize(("number", "carrier"), OWN)
def test_each_carrier_knows_its_own_numbers(number: str, carrier: str) -> None:
    """TRK-1: with its page about this very number."""
    found = next(one for one in recognise(number).candidates if one.carrier == carrier)
    assert found.url(number, "ja").startswith("https://") and number[found.route :] in found.url(number, "ja")


@pytest.mark.parametrize(
    ("number", "carrier"),
    [("1Z999AA10123456785", "ups"), ("444413758704", "yamato"), ("444413758704", "japan_post"), ("EE123456786JP", "japan_post"), ("EE123456786JP", "s10"),
     ("RR123456785XX", "s10"), ("9400100000000000000014", "usps"), ("1234567892", "dhl"), ("012345678901234", "dpd"), ("4444137587030", "sagawa")],
)  # fmt: skip
def test_a_wrong_check_digit_is_never_a_candidate(number: str, carrier: str) -> None:
    """CMD-6: nor is a country that does not exist, nor a digit too many."""
    assert carrier not in codes(number)


def test_what_somebody_named_comes_first_in_any_spelling() -> None:
    """TRK-1: twelve digits of Japan are of four carriers alike until one is named."""
    hints = {"ヤマト運輸": "yamato", "Sagawa (JA)": "sagawa", "日本郵便 ゆうパック": "japan_post", "1002": "sagawa", "福山通運": "fukuyama"}
    assert {hint: codes("444413758703", hint)[0] for hint in hints} == hints
    assert codes("1234567891", "DHL")[0] == "dhl" and codes("1234567891", "nobody") == codes("1234567891")


def test_a_named_carrier_whose_check_digit_fails_stays_out() -> None:
    """CMD-6: naming does not mend a number."""
    assert "yamato" not in codes("444413758704", "yamato")


def test_what_the_shop_usually_ships_with_decides_where_nobody_named_one() -> None:
    """TRK-1: and makes a number certain that was not."""
    usual = {"sagawa": 0.99, "fedex": 0.01}
    assert recognise("444413758703").sure is None
    assert recognise("444413758703", usual=usual).candidates[0].carrier == "sagawa"
    sure = recognise("444413758703", usual=usual).sure
    assert sure and sure.carrier == "sagawa" and "usual here" in sure.why
    assert recognise("444413758703", "yamato", usual).candidates[0].carrier == "yamato"


def test_a_number_of_one_shape_only_is_certain() -> None:
    """TRK-1: 1Z with its check digit, S10 of Japan: nobody needs to be asked."""
    sure = [recognise(number).sure for number in ("1Z999AA10123456784", "EE123456785JP", "TBA123456789012")]
    assert [one and one.carrier for one in sure] == ["ups", "japan_post", "amazon"]


def test_checked_says_that_a_check_digit_held() -> None:
    """CMD-6: Seino and Fukuyama have no public rule, and say so."""
    checked = {one.carrier: one.checked for one in recognise("444413758703").candidates}
    assert checked["yamato"] and checked["sagawa"] and checked["japan_post"] and not checked["seino"] and not checked["fukuyama"]
    assert "no public check digit" in recognise("TBA123456789012").candidates[0].why


@pytest.mark.parametrize("pasted", ["4444-1375-8703", " 4444 1375 8703 ", "４４４４－１３７５－８７０３", "4444‐1375ー8703\u3000", "\ufeff444413758703\n"])
def test_blanks_hyphens_and_widths_do_not_matter(pasted: str) -> None:
    """TRK-1: as people paste it."""
    assert recognise(pasted).number == "444413758703" and codes(pasted)[0] == "yamato"


def test_the_page_is_in_the_readers_language() -> None:
    """TRK-1: where the carrier has one; a number's routing is none of it."""
    found, routed = recognise("EE123456785JP"), recognise("420100239400100000000000000013")
    assert "locale=ja" in found.candidates[0].url(found.number, "ja") and "locale=en" in found.candidates[0].url(found.number, "ru")
    assert routed.candidates[0].url(routed.number, "en").endswith("=9400100000000000000013")
