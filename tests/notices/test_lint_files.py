"""Which files the lint takes, what it says of those that cannot be used, and on which line (CMD-9, NTC-22)."""

from pathlib import Path

import pytest

from todoke.notices.catalogue import SHIPPED
from todoke.notices.lint import drawn
from todoke.notices.lint.findings import Finding
from todoke.notices.lint.lint import Wanted, lint
from todoke.notices.lint.places import NothingThere, kinds_in

ABOUT = 'category = "standard"\npriority = 10\nrepeats = true\nwhere = ["mail"]\n'
FRONT = "---\nsubject: {{ shop.name }}: about order {{ order.number }}\npreheader: It needs nothing from you.\n---\n"
CARE = FRONT + "{{ customer | salutation }}\n\nA card lies in the parcel. Reply to this email with any question: {{ support.email }}\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def found(path: Path, **wanted: str) -> dict[str, Finding]:
    """Rule → its first finding."""
    return {one.rule: one for one in reversed(list(lint([path], Wanted(**wanted))))}


@pytest.mark.parametrize("kind", ["delivered", "shipping_delay", "follow_up"])
def test_the_lint_finds_nothing_in_a_shipped_kind(kind: str) -> None:
    """CMD-9: test_cli_lint.py asks it of all of them, as a person would."""
    assert list(lint([SHIPPED / kind])) == []


def test_a_kind_of_the_shop_s_own_needs_an_about(tmp_path: Path) -> None:
    """NTC-9, NTC-22"""
    path = written(tmp_path, "care_card/en.liquid", CARE)
    assert set(found(path)) == {"L-ABOUT"}
    written(tmp_path, "care_card/about.toml", ABOUT)
    assert found(path) == {} and found(tmp_path) == {}


def test_a_folder_without_an_about_overrides_the_shipped_kind_of_its_name(tmp_path: Path) -> None:
    """Agreement 12: what the shipped kind must state, the shop's own text must state too."""
    written(tmp_path, "delivered/en.liquid", CARE)
    missing = [one for one in lint([tmp_path / "delivered"]) if one.rule == "V-FCT-1"]
    assert {"parcel.delivered_at", "parcel.place"} <= {one.message.split("(")[1].split(";")[0] for one in missing}
    assert all(one.line == 5 and one.path == str(tmp_path / "delivered" / "en.liquid") for one in missing)


def test_a_file_alone_says_by_its_name_or_its_script_what_it_is(tmp_path: Path) -> None:
    """CMD-9: any file may be named."""
    assert (kind := kinds_in(written(tmp_path, "order-confirmation.liquid", CARE))[0]) and kind.name == "order_confirmation"
    assert kinds_in(written(tmp_path, "mine.liquid", CARE))[0].name == ""
    japanese = found(written(tmp_path, "mine.liquid", CARE.replace("A card lies in the parcel.", "お客様各位、カードを同封しました。")))
    assert japanese["V-OPN-3"].line == 7 and "V-FCT-1" not in japanese and "L-ABOUT" not in japanese


@pytest.mark.parametrize(("source", "rule", "line"), [
    ("---\nsubject: a\npreheader: b\nHello\n", "L-FRONT", 1),
    ("---\nsubject: a\ncolour: red\n---\nHello\n", "L-FRONT", 3),
    ("---\nsubject: a\nsubject: b\n---\nHello\n", "L-FRONT", 3),
    ("---\npreheader: b\n---\nHello\n", "V-SUB-1", 1),
    (FRONT + "Hello\n\n{% if order.gift %}\n", "L-LIQUID", 7),
    (FRONT + "Hello\n\n{{ order.total | mony }}\n", "V-FCT-2", 7),
    (FRONT + "Hello\n\n{% for a in (1..99999999) %}x{% endfor %}\n", "L-LIQUID", 7),
    (b"---\nsubject: a\xff\n---\n", "L-FILE", 2),
    (b"\x00\x01\x02\xfe" * 100, "L-FILE", 1),
    ("a" * 1_000_001, "L-FILE", 1),
])  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_with_its_line(source: str | bytes, rule: str, line: int, tmp_path: Path) -> None:
    """NTC-11: a finding, never a traceback; as an error, so that it does not go live."""
    one = found(written(tmp_path, "order_confirmation/en.liquid", source))[rule]
    assert (one.line, one.severity) == (line, "error") and one.message and one.mend


def test_a_broken_about_is_told_with_its_line(tmp_path: Path) -> None:
    """NTC-22"""
    path = written(tmp_path, "care_card/about.toml", ABOUT.replace("10", "soon"))
    assert (found(path)["L-ABOUT"].line, found(tmp_path)["L-ABOUT"].path) == (2, str(path))
    written(tmp_path, "care_card/about.toml", b"\xff\xfe")
    assert found(tmp_path)["L-ABOUT"].severity == "error"


def test_a_path_that_means_nothing_is_refused(tmp_path: Path) -> None:
    """CMD-9: exit 2."""
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NothingThere, match=str(path)):
            list(lint([path]))


def test_the_messages_are_there_in_japanese(tmp_path: Path) -> None:
    """NTC-11: whoever keeps the shop reads why and how to mend it."""
    one = found(written(tmp_path, "delivered/ja.liquid", FRONT + "お客様各位\n"), language="ja")["V-OPN-3"]
    assert one.message == "宛名が「だれでもない相手」になっています（お客様各位）。" and one.mend.startswith("お名前を使い")


def test_the_page_of_rules_is_as_new_as_the_rules() -> None:
    """NTC-11: documented, each of them."""
    assert (Path(__file__).parents[2] / "docs" / "lint.md").read_text("utf-8") == drawn.page(), "make docs"
