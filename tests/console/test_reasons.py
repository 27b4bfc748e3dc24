"""What other rooms say in English is said in Japanese to those who read Japanese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import todoke
from todoke.console.reasons import Trouble, say_again, translated, trouble
from todoke.console.saying import PLACE, words

HERE = Path(todoke.__file__).parent
SAID = [HERE / "shops" / "choices.py", *sorted((HERE / "channels").rglob("*.py"))]
LISTED = sorted(name for name in words() if name.startswith(("reasons.", "mends.")))


def sentences(node: ast.expr) -> Iterator[str]:
    """What a literal may say, with x for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]
    elif isinstance(node, ast.IfExp):
        yield from (*sentences(node.body), *sentences(node.orelse))


def raised(name: str, at: int) -> list[str]:
    """The argument at that place of every `Unclear(…)` or `Mend(…)` in the code."""
    calls = (node for file in SAID for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return [text for call in calls if isinstance(call.func, ast.Name) and call.func.id == name and len(call.args) > at
            for text in sentences(call.args[at]) if text not in ("", "x", "x.")]


@pytest.mark.parametrize(("name", "at", "section"), [("Unclear", 1, "reasons"), ("Unclear", 2, "mends"), ("Mend", 0, "reasons"), ("Mend", 1, "mends")])
def test_every_reason_that_the_code_gives_is_known_in_japanese(name: str, at: int, section: str) -> None:
    """CHN-2, WEB-1: whoever adds a reason adds its Japanese."""
    found = raised(name, at)

    with override("ja"):
        unknown = [text for text in found if translated(text, section) is None]

    assert found and unknown == []


@pytest.mark.parametrize("name", LISTED)
def test_no_sentence_hides_behind_another(name: str) -> None:
    """WEB-1: filled with values, each is found again as itself."""
    texts = words()[name]
    filled = {key: PLACE.sub(lambda place: place[1].upper(), text) for key, text in texts.items()}

    with override("ja"):
        assert translated(filled["en"], name.partition(".")[0]) == filled["ja"]


def test_a_reason_falls_into_place_cause_and_mend() -> None:
    """CHN-2: as the quarantine keeps it, in one line."""
    kept = "order.lines[0].amount: 'a: b' is no amount of money. Write it as decimal text, such as \"12800\" or \"200.00\"."

    with override("ja"):
        found = trouble(kept)
    with override("en"):
        english = trouble(kept)

    assert found == Trouble("order.lines[0].amount", "は金額として読めません（'a: b'）。", '"12800" や "200.00" のように、十進の文字で書いてください。')
    assert (english.place, english.reason) == (found.place, "'a: b' is no amount of money.") and english.mend.startswith("Write it as")


def test_a_sentence_nobody_wrote_down_is_shown_as_it_came() -> None:
    """CHN-2: nothing is hidden, and it is marked as English."""
    with override("ja"):
        assert trouble("place: something new happened. Try it.") == Trouble("place", "something new happened. Try it.", "", foreign=True)
        assert say_again("something new happened") == "something new happened"
