"""A shop's settings from the command line."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from todoke.shops.choices import CHOICES, open_shop, show
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db


def said(*words: str) -> list[dict[str, Any]]:
    """What `todoke WORDS --json` says."""
    before, sys.stdout = sys.stdout, io.StringIO()
    try:
        call_command(*words)
        return [json.loads(line) for line in sys.stdout.getvalue().splitlines()]
    finally:
        sys.stdout = before


def test_every_setting_is_shown_with_its_value() -> None:
    """CMD-21: a key and a value a line."""
    open_shop("みなと", now=1)
    rows = said("shop", "--json")
    assert [row["key"] for row in rows] == list(CHOICES)
    assert rows[0] == {"key": "name", "value": "みなと"}


def test_settings_are_changed_together_and_a_value_may_begin_with_a_hyphen() -> None:
    """CMD-21: what the shop mails is written as -KIND."""
    open_shop("みなと", now=1)
    rows = said("shop", "set", "mails", "-delivered,-payment_reminder", "calendar", "sat 10:00-17:00 none", "--json")
    assert rows == [{"key": "mails", "value": "-delivered,-payment_reminder"}, {"key": "calendar", "value": "sat 10:00-17:00 none"}]
    assert show(Shop.objects.get())["calendar"] == "sat 10:00-17:00 none"


def test_a_wrong_value_is_told_with_place_reason_and_mend_and_nothing_is_changed() -> None:
    """CMD-21: validated, with place and mend; every error at once."""
    open_shop("みなと", now=1)
    with pytest.raises(CommandError) as wrong:
        said("shop", "set", "languages", "tlh", "support", "nobody", "name", "港")
    assert wrong.value.returncode == 2
    assert all(words in str(wrong.value) for words in ("languages: tlh", "ja, en", "support: 'nobody'", "support@example.com"))
    assert show(Shop.objects.get())["name"] == "みなと"


def test_a_desk_without_a_shop_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-21: showing makes nothing."""
    with pytest.raises(SystemExit) as end:
        call_command("shop")
    assert end.value.code == 1
    assert "todoke connect" in capsys.readouterr().err
    assert not Shop.objects.exists()


def test_of_several_shops_one_must_be_named() -> None:
    """CMD-21: --shop NAME, also behind the pairs."""
    open_shop("みなと", now=1)
    open_shop("港", now=1)
    with pytest.raises(CommandError, match="--shop NAME"):
        said("shop", "set", "zone", "Asia/Tokyo")
    said("shop", "set", "zone", "Europe/Berlin", "--shop", "港", "--json")
    assert {shop.name: show(shop)["zone"] for shop in Shop.objects.all()} == {"みなと": "Asia/Tokyo", "港": "Europe/Berlin"}
