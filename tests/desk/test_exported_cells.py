"""No cell of the table that is taken away is a formula, whatever the shop's buyers and channels wrote into theirs (CMD-24)."""

import csv
import json

import pytest
from tests.desk.scene import a_shop, comes_in, placed

from todoke.channels.csv.cells import tidy
from todoke.desk.exporting import Export, Wanted, defused

pytestmark = pytest.mark.django_db
NASTY = ("=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1+1", "＠SUM(A1)", "−1+1", "\t=1")


@pytest.mark.parametrize("nasty", NASTY)
def test_every_word_of_others_is_defused(nasty: str) -> None:
    """CMD-24: also a country, a currency or a language that is none; wide signs are signs to a Japanese spreadsheet."""
    body = json.loads(placed())
    people = dict.fromkeys(("name", "mail", "phone", "country", "city", "region", "line1", "postal_code", "company"), nasty)
    body["order"] |= {"locale": nasty, "number": nasty, "note": nasty, "customer": people | {"billing": people}, "shipping_address": people}
    connection = a_shop()
    comes_in(connection, json.dumps(body).encode())

    rows = list(csv.reader(b"".join(Export(Wanted(connection.shop))).decode("utf-8-sig").splitlines()[1:]))

    assert len(rows) == 1
    assert [cell for cell in rows[0] if cell.startswith(nasty[0])] == []


@pytest.mark.parametrize("nasty", [one for one in NASTY if one.strip() == one])
def test_the_mark_in_front_comes_off_again(nasty: str) -> None:
    """CMD-24: an export is an order file."""
    assert tidy(defused(nasty)) == nasty
