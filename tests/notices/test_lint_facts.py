"""What a text must state is stated on every path through it, and in every language (NTC-5, NTC-11)."""

from pathlib import Path

import pytest

from todoke.notices.catalogue import SHIPPED
from todoke.notices.lint.findings import Finding
from todoke.notices.lint.lint import lint
from todoke.notices.lint.rules import book


def changed(folder: Path, kind: str, locale: str, old: str, new: str) -> tuple[list[Finding], int]:
    """(what is found in a shipped text after one change, the line of the change)."""
    source = (SHIPPED / kind / f"{locale}.liquid").read_text("utf-8")
    assert old in source
    path = folder / kind / f"{locale}.liquid"
    path.parent.mkdir(parents=True)
    path.write_text(source.replace(old, new), "utf-8")
    return list(lint([path])), source[: source.index(old)].count("\n") + 1


TOTAL = "Total: {{ order.total | money }}"


@pytest.mark.parametrize("condition", [
    "order.gift", "order.business != true", "order.total > 50000", 'payment.way == "card"', 'notice.variant == "accepted"',
    'customer.first_name == "Bob"', "order.tax", "support.phone", "total_price > 50000", "order.lines.size > 2",
])  # fmt: skip
def test_a_fact_on_one_path_only_is_missing_on_the_others(condition: str, tmp_path: Path) -> None:
    """NTC-11: whatever the condition asks; the finding names the fact and where it stands."""
    found, _ = changed(tmp_path, "order_confirmation", "en", TOTAL, f"{{% if {condition} %}}{TOTAL}{{% endif %}}")
    missing = [one for one in found if one.rule == "V-FCT-1"]
    assert [one.message.split("(")[1].split(";")[0] for one in missing] == ["order.total"]
    assert missing[0].severity == "error" and "{{ order.total | money }}" in missing[0].mend


def test_a_fact_that_is_asked_for_itself_is_not_missing(tmp_path: Path) -> None:
    """NTC-23: what an order does not have is left out."""
    found, _ = changed(tmp_path, "order_confirmation", "en", TOTAL, f"{{% if order.total %}}{TOTAL}{{% endif %}}")
    assert found == []


def test_an_unknown_variable_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    """CMD-9, agreement 12: through loops too; the line counts from the file's first."""
    found, line = changed(tmp_path, "order_confirmation", "ja", "{{ line.units }}点", "{{ line.unitz }}点")
    one = next(one for one in found if one.rule == "V-FCT-2")
    assert (one.line, one.mend, "line.unitz" in one.message) == (line, "Write line.units.", True)


@pytest.mark.parametrize(("old", "new", "rule"), [
    ("{{ order.total | money }}{% if", "{{ order.total }}{% if", "V-FCT-3"),
    ('{{ delivery.earliest_at | date: format: "day" }}{% if delivery.latest', '{{ delivery.earliest_at | date: "%m/%d" }}{% if delivery.latest', "V-FCT-4"),
])  # fmt: skip
def test_amounts_and_days_go_through_their_filters(old: str, new: str, rule: str, tmp_path: Path) -> None:
    """Voice guide 1.6"""
    found, line = changed(tmp_path, "order_confirmation", "en", old, new)
    assert (rule, line) in {(one.rule, one.line) for one in found}


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_a_language_that_lacks_what_another_one_states_is_told(locale: str, tmp_path: Path) -> None:
    """NTC-11: the sample of V-FCT-8, beside the shipped texts of the other languages."""
    path = tmp_path / "stockout_aftercare" / f"{locale}.liquid"
    path.parent.mkdir()
    path.write_text(f"---\nsubject: {{{{ shop.name }}}}\npreheader: x\n---\n{book().rules['V-FCT-8'].bad[locale]}\n", "utf-8")
    found = [one for one in lint([path]) if one.rule == "V-FCT-8"]
    assert found and found[0].line == 5


@pytest.mark.parametrize(("locale", "typed"), [
    ("ja", "台風の影響によるものです。"), ("ja", "検品の際に傷が見つかりました。"), ("ja", "ご注文が集中したためです。"), ("ja", "棚卸の誤りがございました。"),
    ("en", "This is because of heavy snow in Hokkaido."), ("en", "We found a crack in your bowl."), ("en", "Three customers ordered it at the same moment."),
    ("en", "Our supplier hasn't delivered yet."), ("en", "The delay is due to customs."),
])  # fmt: skip
def test_a_cause_in_words_of_its_own_is_refused(locale: str, typed: str, tmp_path: Path) -> None:
    """NTC-5: the recorded cause's sentence, never a typed one; in a branch that no sample takes, too."""
    found, line = changed(tmp_path, "shipping_delay", locale, "{{ delay.cause_text }}\n", f"{{{{ delay.cause_text }}}} {typed}\n")
    assert ("L-CAUSE", line) in {(one.rule, one.line) for one in found}
    hidden = f'{{{{ delay.cause_text }}}}\n{{% if customer.mail == "x@example.com" %}}\n{typed}\n{{% endif %}}\n'
    found, line = changed(tmp_path / "again", "shipping_delay", locale, "{{ delay.cause_text }}\n", hidden)
    assert ("L-CAUSE", line + 2) in {(one.rule, one.line) for one in found}


def test_what_a_button_says_is_read_as_well(tmp_path: Path) -> None:
    """NTC-11: its label stands in the page only."""
    found, line = changed(tmp_path, "order_confirmation", "en", 'show button "See your order"', 'show button "Act now"')
    assert ("V-TON-2", line) in {(one.rule, one.line) for one in found}


def test_words_in_an_assignment_are_read_as_well(tmp_path: Path) -> None:
    """NTC-11: nothing hides in a tag."""
    hidden = '{% assign why = "Due to unforeseen circumstances" %}{% if order.fee > 999999 %}{{ why }}{% endif %}\nThank you for your order.'
    found, line = changed(tmp_path, "order_confirmation", "en", "Thank you for your order.", hidden)
    assert ("V-TRU-3", line) in {(one.rule, one.line) for one in found}
