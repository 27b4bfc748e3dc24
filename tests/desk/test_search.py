"""Orders are found by what a caller says, in a shop of any size, and nobody who was forgotten is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs

from todoke.desk import search
from todoke.desk.erase import erase
from todoke.desk.search import found
from todoke.orders.models import Order, Personal, Word
from todoke.orders.search_words import as_word, fold
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many people to look through them all."""
    monkeypatch.setattr(search, "FEW", 0)
    comes_in(a_shop(), placed("1001"), placed("1002", mail="ken@example.com"), placed("A-77", mail="Hana.Sato+x@example.com"))


def numbers(said: str) -> set[str]:
    return set(Order.objects.filter(pk__in=found(said, 50)).values_list("number", flat=True))


@pytest.mark.parametrize(("said", "which"), [
    ("佐藤", {"1001", "1002", "A-77"}), ("佐藤　花", {"1001", "1002", "A-77"}), ("花", {"1001", "1002", "A-77"}),
    ("ken@", {"1002"}), ("ＫＥＮ＠ＥＸＡＭＰＬＥ", {"1002"}),
    ("hana.sato", {"A-77"}), ("#1001", {"1001"}), ("a-77", {"A-77"}), ("A-", {"A-77"}),
    ("藤", set()), ("nobody", set()), ("　", set()), ("%", set()), ("_", set())])
def test_the_beginning_of_a_name_a_mail_or_a_number_is_enough(three: None, said: str, which: set[str]) -> None:
    """CMD-2, WEB-1: widths, cases, blanks and hyphens do not matter."""
    the_worker_runs()
    assert not Personal.objects.filter(indexed=False).exists()
    assert numbers(said) == which


def test_who_is_not_on_the_index_yet_is_found_as_well(three: None) -> None:
    """WEB-1: within the second before a worker's spare moment."""
    assert not Word.objects.exists() and numbers("佐藤") == {"1001", "1002", "A-77"}


def test_in_a_small_shop_any_part_will_do() -> None:
    """CMD-2: the middle of a name, of a mail, of a number."""
    comes_in(a_shop(), placed("1001"), placed("1002", mail="ken@example.com"))
    the_worker_runs()
    assert numbers("藤") == {"1001", "1002"} and numbers("en@ex") == {"1002"} and numbers("00") == {"1001", "1002"}


def test_a_shop_finds_its_own_orders_only(three: None) -> None:
    """TRU-4."""
    comes_in(a_shop("other"), placed("1001"))
    the_worker_runs()
    assert len(found("佐藤", 50, Shop.objects.get(name="other"))) == 1 and len(found("佐藤", 50)) == 4


def test_whoever_was_forgotten_is_not_found_any_more(three: None) -> None:
    """TRU-5: neither by the index nor beside it."""
    the_worker_runs()
    erase([the_order("1002").pk])
    the_worker_runs(NOW + 60)
    assert numbers("ken@") == set() and numbers("佐藤") == {"1001", "A-77"} and not Word.objects.filter(order=the_order("1002")).exists()


@given(st.text(max_size=200))
def test_a_word_is_cut_between_characters_and_found_by_its_beginning(said: str) -> None:
    """WEB-1: whatever was typed."""
    word = as_word(said)
    assert len(word) <= 60 and word.decode() == fold(said)[: len(word.decode())]
