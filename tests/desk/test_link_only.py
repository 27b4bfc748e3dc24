"""A parcel of a carrier that nobody knows: its mail leads to the page, and promises no number (TRK-2)."""

import pytest
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs, told

from todoke.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_the_mail_leads_to_the_link_and_promises_no_number() -> None:
    """TRK-2, NTC-23"""
    comes_in(a_shop(), placed(), told("parcel_sent", parcel="A", units={"a": 2}, carrier="町の自転車便", url="https://bike.example/7"))
    the_worker_runs()
    text = Notice.objects.get(kind="shipping_confirmation").text
    assert "配送会社：町の自転車便" in text and "https://bike.example/7" in text
    assert "お荷物の番号" not in text
