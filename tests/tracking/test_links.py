"""Where a buyer follows a parcel."""

import pytest

from todoke.tracking.links import link_of


@pytest.mark.parametrize("carrier", ["yamato", "ヤマト運輸", "Yamato (JA)"])
def test_a_stated_carrier_has_its_page(carrier: str) -> None:
    """NTC-1, TRK-1: in any spelling, also for a number that it would not know: the shop said so."""
    assert link_of(carrier, ("4444-1375-8703",), "ja") == "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id=444413758703"
    assert link_of(carrier, ("4012-8837",), "ja").endswith("?id=40128837")


def test_a_number_that_leaves_no_doubt_needs_no_carrier() -> None:
    """TRK-1: twelve digits of Japan do not tell; a carrier that we do not know has no page of ours."""
    assert "ups.com" in link_of("", ("1Z999AA10123456784",), "en")
    assert link_of("", ("444413758703",), "ja") == "" and link_of("町の配達屋さん", ("1Z999AA10123456784",), "ja") == ""


def test_no_number_and_several_have_no_page() -> None:
    """TRK-2: one link for two numbers would mislead."""
    assert link_of("yamato", (), "ja") == link_of("yamato", ("1", "2"), "ja") == ""


def test_whatever_a_shop_calls_a_number_stays_inside_the_address() -> None:
    """TRU-3: nothing written there becomes another page."""
    assert link_of("yamato", ("1&x=<script>/../",), "ja").endswith("?id=1%26X%3D%3CSCRIPT%3E%2F..%2F")
    assert link_of("ups", ("\ud800",), "ja").startswith("https://www.ups.com/")
