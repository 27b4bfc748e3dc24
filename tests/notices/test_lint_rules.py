"""Every rule of the lint catches its own sample, and lets its innocent pass (NTC-11)."""

from pathlib import Path

import pytest
from tests.notices.planting import guide, hits, innocent, planted, samples

from todoke.notices.lint.questions import Asking, forbid
from todoke.notices.lint.rules import book, innocents
from todoke.notices.wording import LOCALES

UNSAMPLED = {"L-FILE", "L-ABOUT", "L-SIZE"}  # files, not words: test_lint_files.py
BESIDE = {"V-FCT-8"}  # one language beside another: test_lint_facts.py


@pytest.mark.parametrize(("rule", "locale"), [case for case in samples() if case[0] not in BESIDE])
def test_a_rule_catches_its_sample(rule: str, locale: str, tmp_path: Path) -> None:
    """NTC-11: on a line of the sample."""
    asked = book().rules[rule]
    sample = planted(asked, locale, asked.bad[locale], times=asked.bad_times)
    found = {hit.line for hit in hits(sample, tmp_path, locale) if hit.rule.id == rule}
    assert found & set(sample.lines), found


@pytest.mark.parametrize(("rule", "locale"), innocent())
def test_a_rule_lets_its_innocent_pass(rule: str, locale: str, tmp_path: Path) -> None:
    """NTC-11: although it comes near."""
    sample = planted(book().rules[rule], locale, innocents()[rule][locale])
    found = [hit for hit in hits(sample, tmp_path, locale) if hit.rule.id == rule and hit.line in sample.lines]
    assert found == []


def test_every_rule_has_a_sample_a_source_and_both_languages() -> None:
    """NTC-11: the 71 of the voice guide and those of the page, the facts and the law."""
    rules = book().rules
    assert sum(name.startswith("V-") for name in rules) == 71
    assert [name for name, rule in rules.items() if not rule.bad and name not in UNSAMPLED] == []
    assert [name for name, rule in rules.items() if not (rule.origin and {"en", "ja"} <= rule.message.keys() & rule.mend.keys())] == []
    assert [name for name in rules if name not in innocents() and name not in UNSAMPLED | BESIDE | {"V-FCT-1"}] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_list_of_words_catches_an_innocent_sentence(locale: str) -> None:
    """Voice guide 7."""
    rules = [rule for rule in book().rules.values() if rule.test in ("forbid", "typed") and rule.where in ("text", "rest") and not rule.channels]
    asking = Asking("", locale)
    caught = [(rule.id, words) for rule in rules for words in guide()["innocent"][locale] if any(forbid(rule, words, asking))]
    assert caught == []
