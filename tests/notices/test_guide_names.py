"""The voice guide's whole notices can be taken as they are: each of their names is known and filled (voice guide 4, NTC-22)."""

from pathlib import Path

import pytest
from tests.notices.planting import guide, letter

from todoke.notices.catalogue import catalogue
from todoke.notices.checker import check
from todoke.notices.render import render
from todoke.notices.samples import sample

WHOLE = [(name, locale) for name, texts in guide()["exemplar"].items() for locale in texts]


@pytest.mark.parametrize(("name", "locale"), WHOLE)
def test_a_notice_of_the_guide_names_nothing_unknown(name: str, locale: str) -> None:
    """NTC-6"""
    text = guide()["exemplar"][name][locale]
    assert check(f"---\nsubject: {text.get('subject', 'a')}\npreheader: {text.get('preheader', 'b')}\n---\n{text['text']}") == []


@pytest.mark.parametrize(("kind", "said"), [
    ("payment_reminder", ("Minato Bank", "1234567", "MNTOJPJT")), ("shipping_confirmation", ("Linen tea towels, set of 3, quantity 1", "November 24")),
])  # fmt: skip
def test_a_notice_of_the_guide_is_filled_from_the_facts(kind: str, said: tuple[str, ...], tmp_path: Path) -> None:
    """NTC-22: a shop may lay it into its own folder."""
    whole = letter(kind, "en")
    (tmp_path / kind).mkdir()
    source = f"---\nsubject: {whole['subject']}\npreheader: {whole['preheader']}\n---\n{whole['text']}"
    (tmp_path / kind / "en.liquid").write_text(source, "utf-8")
    text = render(kind, "en", sample("partial", "en", kind), of=catalogue(tmp_path)).text
    assert [words for words in said if words not in text] == []
