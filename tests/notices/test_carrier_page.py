"""The carrier's own page in a notice, where nobody stated one."""

from todoke.notices.facts import parcel_facts
from todoke.rules.order import Order, Parcel


def page(carrier: str, url: str = "", *numbers: str) -> str:
    return str(parcel_facts(Order(), Parcel("p", tracking=(1, carrier, numbers or ("4444-1375-8703",), url)), "ja")["url"])


def test_the_number_leads_to_the_carriers_page_in_the_buyers_language() -> None:
    """NTC-1, TRK-1: the channel's link first; else the stated carrier's page; none for a carrier that nobody knows."""
    assert page("sagawa") == "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=444413758703"
    assert page("佐川急便", "https://shop.example/t/1") == "https://shop.example/t/1"
    assert page("町の配達屋さん") == "" and page("yamato", "", "1", "2") == ""
