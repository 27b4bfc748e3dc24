"""A shop's journeys as a file: what is wrong is named with its line and its mend, and nothing takes effect before all is right."""

import pytest

from todoke.rules.journey_file import read_journeys, report
from todoke.rules.journey_rows import DEFAULT, Journey

LOCALES = ("ja", "en", "ru")
OF_CASES = {"stockout_choice", "stockout_cancelled", "backorder_confirmed"}  # told by the work on a case; rows ask whether they were
KINDS = {kind: frozenset(LOCALES) for kind in {row.tell for row in DEFAULT} | OF_CASES} | {"care_card": frozenset(("ja", "en"))}


def said(text: str) -> list[str]:
    _, findings = read_journeys(text, "journeys.toml", KINDS, LOCALES)
    return [str(finding) for finding in findings]


def rows(text: str) -> dict[str, Journey]:
    found, findings = read_journeys(text, "journeys.toml", KINDS, LOCALES)
    assert not findings
    return {row.id: row for row in found}


FIVE_WRONG = """format = 1
journey = [
  { id = "shop-thanks", when = ["OrderPayed"], tell = "payment_received", once = "order" },
  { id = "shop-nudge", when = ["Lapsed(payment_reminder)"], if = ["accepted"], tell = "payment_reminder", once = "order, 3" },
  { id = "shop-card", when = ["ParcelDelivered"], tell = "care_card", once = "order" },
  { id = "shop-soon", when = ["ParcelSent"], wait = "3 workdays", tell = "delivery_date_notice", once = "order" },
  { id = "F1", channels = ["own", "amazon"] },
]
"""
FIVE_ANSWERS = [
    'journeys.toml:3: error J-EVENT in shop-thanks: there is no event "OrderPayed". Mend: write PaymentReceived or OrderPlaced; '
    "the full list stands in docs/lives.md.",
    "journeys.toml:4: error J-NEVER in shop-nudge: never sent: Lapsed(payment_reminder) comes only while to_pay, and an order to_pay is never accepted. "
    'Mend: take "accepted" out.',
    'journeys.toml:5: error J-LOCALE in shop-card: the notice "care_card" has no template in ru, and the shop sells in ja, en, ru. '
    'Mend: write the ru template, or add locales = ["ja", "en"] to the row.',
    'journeys.toml:6: error J-WAIT in shop-soon: "3 workdays" is not a wait. Mend: write "3 business days"; the others are none, 15 min, 2 h, 7 days, '
    "3 business days, 4 opening hours, opening, 1 days before until.",
    "journeys.toml:7: error J-CHANNEL in F1: Amazon allows no marketing to buyers (amazon.no_marketing; source and date in channel_rules). "
    'Mend: take "amazon" out.',
]


def test_five_wrong_rows_get_five_answers_each_with_its_line() -> None:
    """LIF-13: unknown event, unreachable step, missing template in a locale the shop sells in: a clear error naming the line."""
    assert said(FIVE_WRONG) == FIVE_ANSWERS


def test_a_person_also_gets_the_sum_and_nothing_changes() -> None:
    """LIF-13: validated before they take effect."""
    found, findings = read_journeys(FIVE_WRONG, "journeys.toml", KINDS, LOCALES)
    assert report(findings, "journeys.toml").endswith("journeys.toml: 5 errors; nothing was changed.")
    assert found == DEFAULT


def test_a_shipped_row_is_changed_by_its_id_and_keeps_the_rest() -> None:
    """LIF-13: a shop can switch and change them."""
    changed = rows('format = 1\n[[journey]]\nid = "P6"\nwait = "2 h"\n')["P6"]
    assert (changed.wait, changed.tell, changed.stop) == ("2 h", "payment_reminder", next(row.stop for row in DEFAULT if row.id == "P6"))


def test_a_row_of_the_shops_own_is_added() -> None:
    """LIF-13: and add them."""
    text = 'format = 1\n[[journey]]\nid = "shop-card"\nwhen = ["ParcelDelivered"]\nif = ["fine"]\ntell = "care_card"\nonce = "parcel"\nlocales = ["ja", "en"]\n'
    assert rows(text)["shop-card"].only_if == ("fine",)


HEAD = 'format = 1\n\n[[journey]]   # ours\nid = "shop-a"\n'
WHOLE = HEAD + 'when = ["ParcelSent"]\ntell = "delivered"\nonce = "order"\n'
WRONG = {
    "J-TOML at 2": "format = 1\nwhen when\n",
    "J-KEY at 1": WHOLE.removeprefix("format = 1\n"),
    "J-KEY at 8": WHOLE + 'colour = "red"\n',
    "J-KEY at 5": WHOLE.replace('["ParcelSent"]', '"ParcelSent"'),
    "J-KEY at 3": WHOLE.replace('tell = "delivered"\n', ""),
    "J-KEY at 4": WHOLE.replace("shop-a", "Z9"),
    "J-KIND at 6": WHOLE.replace('"delivered"', '"deliverd"'),
    "J-COND at 8": WHOLE + 'if = ["fnie"]\n',
    "J-COND at 9": WHOLE + 'note = "x"\nif = ["told(nothing)"]\n',
    "J-STOP at 8": WHOLE + 'stop = ["ParcelGone"]\n',
    "J-STOP  at 8": WHOLE + 'stop = ["OrderPlaced"]\n',
    "J-ONCE at 7": WHOLE.replace('once = "order"', 'once = "refund"'),
    "J-EVENT at 5": WHOLE.replace("ParcelSent", "Lapsed(nothing)"),
    "J-EVENT  at 5": WHOLE.replace("ParcelSent", "progress → gone"),
    "J-NEVER at 8": WHOLE + 'if = ["fine", "not fine"]\n',
    "J-LOCKED at 4": 'format = 1\n[[journey]]\nid = "P2"\noff = true\n',
    "J-TWICE at 9": WHOLE + '[[journey]]\nid = "shop-a"\nwhen = ["ParcelLost"]\ntell = "delivered"\nonce = "order"\n',
    "J-TWICE at 5": 'format = 1\n[[journey]]\nid = "shop-b"\ntell = "refund_issued"\nwhen = ["RefundPaid"]\nif = ["amount_untold"]\nonce = "refund"\n',
}


@pytest.mark.parametrize(("rule", "text"), WRONG.items())
def test_each_mistake_is_named_at_its_line(rule: str, text: str) -> None:
    """LIF-13"""
    _, findings = read_journeys(text, "j.toml", KINDS, LOCALES)
    assert [f"{f.rule} at {f.line}" for f in findings] == [rule.replace("  ", " ")], report(findings, "j.toml")


def test_braces_in_a_note_do_not_move_the_lines() -> None:
    """LIF-13"""
    text = 'format = 1\njourney = [\n  { id = "P6", note = "{ } } {" },\n  # } a remark {\n'
    text += '  { id = "shop-x", when = ["X"], tell = "delivered", once = "order" },\n]\n'
    assert [finding.split(":")[1] for finding in said(text)] == ["5"]


def test_the_shipped_rows_would_pass_their_own_checks() -> None:
    """LIF-13: the default journeys are shipped, and hold to the same rules."""
    text = "format = 1\n" + "".join(f'[[journey]]\nid = "{row.id}"\nnote = "as shipped"\n' for row in DEFAULT)
    assert len(rows(text)) == len(DEFAULT)
