"""Kinds as files: what a shop writes over the shipped ones, and what is said of a file that cannot be used."""

from pathlib import Path

import pytest

from todoke.notices.catalogue import CatalogueError, catalogue, read_about, read_text
from todoke.notices.render import render
from todoke.notices.samples import sample

ABOUT = 'category = "standard"\npriority = 10\nrepeats = true\nwhere = ["mail"]\n'
FRONT = "---\nsubject: 【{{ shop.name }}】お届け（{{ order.number }}）\npreheader: 次の一言\n---\n"
TEXT = FRONT + "{{ customer | salutation }}\n\nこんにちは。\n"


def written(folder: Path, kind: str, name: str, content: str) -> Path:
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / name).write_text(content, encoding="utf-8")
    return folder / kind / name


def test_a_shops_folder_overrides_one_text_and_leaves_the_rest(tmp_path: Path) -> None:
    """NTC-22: kind by kind, file by file."""
    written(tmp_path, "delivered", "ja.liquid", TEXT)
    shop, facts = catalogue(tmp_path), sample("plain", "ja", "delivered")
    assert render("delivered", "ja", facts, of=shop).text == "佐藤 花子 様\n\nこんにちは。\n"
    assert "delivered" in render("delivered", "en", sample("plain", "en", "delivered"), of=shop).subject
    assert shop.about("delivered").category == "delivery"


def test_a_shop_may_have_a_kind_of_its_own(tmp_path: Path) -> None:
    """NTC-9: additional kinds."""
    written(tmp_path, "care_card", "about.toml", ABOUT)
    written(tmp_path, "care_card", "ja.liquid", TEXT)
    assert "care_card" in catalogue(tmp_path).kinds() and catalogue(tmp_path).locales("care_card") == ["ja"]
    assert "care_card" not in catalogue().kinds()


def test_a_file_without_front_matter_is_a_page_of_the_merchants_own(tmp_path: Path) -> None:
    """NTC-22: as pasted from Shopify; subject and text stay the shipped ones."""
    written(tmp_path, "delivered", "ja.liquid", "<html><p>{{ customer.name }}</p></html>")
    facts = sample("plain", "ja", "delivered")
    facts["customer"]["name"] = "<b>"
    made = render("delivered", "ja", facts, of=catalogue(tmp_path))
    assert made.html == "<html><p>&lt;b&gt;</p></html>" and "お荷物" in made.subject


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("---\nsubject: a\npreheader: b\nbody", 1, "has no end"),
        ("---\nsubjekt: a\n---\n", 2, "front matter holds"),
        ("---\nsubject: a\nsubject: b\n---\n", 3, "second time"),
        ("---\nsubject: a\n---\nbody", 3, "has no preheader"),
        ("---\nsubject: a\npreheader: b\n---\nbody\n{% if x %}\n", 6, "endif|end of"),
        ("---\nsubject: a\npreheader: b\n---\n\n{% show bananas %}\n{% endshow %}\n", 6, "nothing is shown as 'bananas'"),
    ],
)
def test_a_broken_text_is_told_with_file_and_line(tmp_path: Path, content: str, line: int, message: str) -> None:
    """NTC-22: a person finds the place."""
    path = written(tmp_path, "delivered", "ja.liquid", content)
    with pytest.raises(CatalogueError, match=message) as error:
        read_text(path)
    assert str(error.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (ABOUT.replace('"standard"', '"gossip"'), 1, "gossip"),
        (ABOUT + "colour = 1\n", 5, "colour"),
        (ABOUT + '[[fact]]\nname = "a"\n[[fact]]\nname = "b"\nas = "song"\n', 9, "song"),
        (ABOUT + '[[saying]]\nname = "a"\nja = "("\n', 7, "no regular expression"),
        (ABOUT.replace("priority = 10", "priority = "), 2, "line 2"),
    ],
)
def test_a_broken_about_is_told_with_file_and_line(tmp_path: Path, content: str, line: int, message: str) -> None:
    """NTC-22: a person finds the place."""
    path = written(tmp_path, "delivered", "about.toml", content)
    with pytest.raises(CatalogueError, match=message) as error:
        read_about(path)
    assert error.value.line == line


def test_a_kind_or_language_that_is_not_there_is_said_so() -> None:
    """NTC-21: a kind with a locale missing cannot be sent in it."""
    with pytest.raises(KeyError, match="no kind"):
        render("gossip", "ja", {})
    with pytest.raises(KeyError, match="no text in 'fr'"):
        render("delivered", "fr", {})
    with pytest.raises(KeyError, match="no kind"):
        catalogue().about("../delivered")
