"""Carriers by the names that people and channels write, and their pages."""

import pytest

from todoke.tracking.carriers import CARRIERS, carrier_of, carriers_named, host_of, name_of, spellings


@pytest.mark.parametrize(
    ("written", "carrier"),
    [("ヤマト運輸", "yamato"), ("ヤマト運輸(株)", "yamato"), ("ﾔﾏﾄ運輸", "yamato"), ("クロネコヤマト", "yamato"), ("Yamato", "yamato"),
     ("Yamato (JA)", "yamato"), ("宅急便コンパクト", "yamato"), ("1001", "yamato"), ("佐川", "sagawa"), ("佐川急便株式会社", "sagawa"),
     ("Sagawa (JA)", "sagawa"), ("Japan Post (JA)", "japan_post"), ("日本郵便 ゆうパック", "japan_post"), ("レターパックライト", "japan_post"),
     ("JP_POST", "japan_post"), ("西濃", "seino"), ("福山通運", "fukuyama"), ("ＵＰＳ®", "ups"), ("FedEx International Priority", "fedex"), ("DHL", "dhl"),
     ("DHL Express", "dhl_express"), ("DHL eCommerce Asia", "dhl_ecommerce"), ("SF_EXPRESS", "sf"), ("СДЭК", "cdek"), ("Почта России", "russian_post"),
     ("CAINIAO_STANDARD", "cainiao"), ("Amazon Logistics US", "amazon"), ("LS (LaserShip)", "lasership")],
)  # fmt: skip
def test_a_carrier_is_known_as_people_and_channels_write_it(written: str, carrier: str) -> None:
    """TRK-1: Shopify's and Rakuten's words, firms' endings, widths, cases."""
    assert carrier_of(written) == carrier


@pytest.mark.parametrize("name", ["", "  ", "町の配達屋さん", "groups", "福山市", "EMS", "1", "x" * 5000])
def test_an_unknown_carrier_keeps_its_name(name: str) -> None:
    """TRK-2: an unknown carrier needs only a name."""
    assert carrier_of(name) == "" and name_of(name, "ja") == name


def test_no_name_is_of_two_carriers() -> None:
    """TRK-1: each spelling names one."""
    known: dict[str, str] = {}
    assert [(name, code, known[name]) for name, code in spellings(alone=True) if known.setdefault(name, code) != code] == []


def test_a_surname_in_a_text_is_no_carrier() -> None:
    """TRK-1: 佐川 alone is the carrier; Mr Sagawa of Fukuyama is not."""
    assert carriers_named("福山市 佐川 様、ヤマト運輸でお届けします") == {"yamato"}


def test_a_page_is_its_carriers_with_any_host_before_it() -> None:
    """TRK-1: but not a page that only ends alike."""
    assert host_of("toi.kuronekoyamato.co.jp") == "yamato" and host_of("notups.com") == "" and host_of("") == ""


def test_names_are_in_the_readers_language() -> None:
    """NTC-1: else in English."""
    names = ["ヤマト運輸", "Yamato Transport", "大和运输（黑猫宅急便）", "Yamato Transport"]
    assert [name_of("yamato", locale) for locale in ("ja", "en", "zh-Hans", "ru")] == names
    assert name_of("ヤマト運輸", "en") == "Yamato Transport"


def test_every_page_is_https_and_takes_the_number_once() -> None:
    """TRK-1: in every language that it has."""
    links = [template for carrier in CARRIERS.values() for template in carrier.links.values()]
    assert all(template.startswith("https://") and template.count("{number}") == 1 and template.count("{") == 1 for template in links)
