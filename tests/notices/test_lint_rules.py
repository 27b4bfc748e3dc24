"""Every rule of the lint catches its own sample, and lets its innocent pass (NTC-11)."""

from pathlib import Path

import pytest
from tests.notices.planting import guide, hits, innocent, planted, samples

from todoke.notices.catalogue import catalogue
from todoke.notices.lint.findings import finding, hit
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


@pytest.mark.parametrize(
    ("rule", "locale", "words", "caught"),
    [
        ("V-MON-2", "zh-Hans", "请回复您的银行卡号。", True), ("V-MON-2", "zh-Hans", "确认信会发到您的邮件账户。", False),
        ("V-TON-2", "ru", "Срочно заберите посылку.", True), ("V-TON-2", "ru", "Мы срочно проверим склад.", False),
        ("L-SECRET", "en", "Your password is hunter22.", True), ("L-SECRET", "en", "Your password is never part of our emails.", False),
    ],
)  # fmt: skip
def test_a_rule_tells_the_bad_sentence_from_the_one_beside_it(rule: str, locale: str, words: str, caught: bool) -> None:
    """NTC-11: asked of sentences that shops write."""
    assert any(forbid(book().rules[rule], words, Asking("", locale))) is caught


def test_what_must_be_said_in_words_has_a_name_in_japanese() -> None:
    """NTC-11: a shop that reads Japanese is told what is missing in Japanese."""
    shipped = catalogue()
    names = {saying.name for kind in shipped.kinds() for saying in shipped.about(kind).saying}
    assert names == book().said.keys()
    found = finding("ja.liquid", hit("V-FCT-1", 4, "an apology; plain, before"), "ja")
    assert "お詫びのひと言; plain" in found.message
