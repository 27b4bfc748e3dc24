"""What the documents name is there: files, names in them, links, settings, commands, words of the tables. A page may not promise more than the code has."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_type_hints

import pytest
from django.core.management import get_commands

from todoke.channels.channel import Ignored, Setup
from todoke.channels.registry import CHANNELS
from todoke.notices.catalogue import catalogue, read_about, read_text
from todoke.notices.fact_names import Facts
from todoke.rules.journey_file import KEYS, read_journeys

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "todoke"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PLACE = re.compile(r"`((?:[\w.-]+/)*[\w-]+(?:\.\w+)*\.(?:py|toml|liquid|md|json|lock)|(?:[\w.-]+/)+)(?::([\w.]+))?`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"(?m)(?:`|^\s*\$? ?|=\S+ |\| )todoke ([a-z-]+)")


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def found(path: str, page: Path) -> Path | None:
    """From the repository's root, from the package, or from the page's own folder; a bare name: wherever the package has it."""
    places = [place / path for place in (ROOT, SOURCE, page.parent)] + ([] if "/" in path else sorted(SOURCE.rglob(path)))
    return next((place for place in places if place.exists()), None)


def blocks(page: str, language: str) -> list[str]:
    """The examples of a page in one language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text_of(ROOT / "docs" / page))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Everything that a module defines, and what stands in its classes as Class.name."""
    return frozenset(names(ast.parse(text_of(path)).body, ""))


def names(body: list[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield within + node.name
            yield from names(node.body, f"{node.name}.") if isinstance(node, ast.ClassDef) else ()
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (within + one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_and_name_that_a_page_mentions_is_there(page: Path) -> None:
    """`file.py` and `file.py:name` are real."""
    for path, name in PLACE.findall(text_of(page)):
        place = found(path, page)
        assert place, f"{name_of(page)}: there is no {path}"
        assert not name or name in names_in(place), f"{name_of(page)}: {path} has no {name}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Pages and pictures that are linked are in the repository."""
    lost = [link for link in LINK.findall(text_of(page)) if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def test_every_setting_is_documented_where_an_operator_looks() -> None:
    """TRU-7: what can be set by the environment stands in docs/operating.md."""
    read = re.compile(r"environ(?:\.get\(|\[)\"(TODOKE_\w+|DATABASE_URL)\"")
    settings = {name for path in SOURCE.rglob("*.py") for name in read.findall(text_of(path))}
    page = text_of(ROOT / "docs" / "operating.md")
    assert len(settings) > 7 and {name for name in settings if f"`{name}`" not in page} == set()


def test_every_command_is_documented() -> None:
    """CMD-1 … CMD-24: what the package installs, some page tells."""
    every = "\n".join(text_of(page) for page in PAGES)
    ours = {path.stem for path in (SOURCE / "cli" / "management" / "commands").glob("[a-z]*.py")}
    assert len(ours) > 10 and {name for name in ours if not re.search(rf"\btodoke {name}\b", every)} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_command_that_is_not_there(page: Path) -> None:
    """CMD-1 … CMD-24: nobody is sent to a command that does not exist."""
    assert set(COMMAND.findall(text_of(page))) - {*get_commands(), "help", "version"} == set()


def test_every_kind_and_every_fact_stands_on_the_page_of_notices() -> None:
    """NTC-22: who writes a text finds what it may say."""
    page = text_of(ROOT / "docs" / "notices.md")
    assert {word for word in (*catalogue().kinds(), *get_type_hints(Facts)) if f"`{word}`" not in page} == set()


def test_every_key_and_rule_of_a_journeys_file_is_explained() -> None:
    """LIF-13: every key that a row may have, every error that it may get."""
    page = text_of(ROOT / "docs" / "journeys.md")
    rules = {rule for path in (SOURCE / "rules").glob("journey_*.py") for rule in re.findall(r"\"(J-[A-Z]+)\"", text_of(path))}
    assert len(rules) > 10 and {word for word in (*KEYS, *rules) if f"`{word}`" not in page} == set()


def test_every_reason_of_the_guards_is_explained() -> None:
    """NTC-18: whoever reads "not sent" finds out why."""
    page = text_of(ROOT / "docs" / "journeys.md")
    reasons = set(re.findall(r"(?:Not|Wait)\(f?\"(\w+)", text_of(SOURCE / "rules" / "guarding.py")))
    assert len(reasons) > 6 and {reason for reason in reasons if f"`{reason}" not in page} == set()


@pytest.mark.parametrize(("channel", "page"), [("plain", "connecting-plain.md"), ("shopify", "connecting-shopify.md"), *[
    (name, "connecting-parcel-news.md") for name in ("easypost", "17track", "shipbob")]])
def test_every_topic_to_tick_stands_on_the_channel_s_page(channel: str, page: str) -> None:
    """CHN-5: what the channel's own settings must send."""
    text = text_of(ROOT / "docs" / page)
    assert [topic for topic in CHANNELS[channel].topics if f"`{topic}`" not in text] == []


def test_every_decision_has_its_number_once() -> None:
    """Decisions are cited by number."""
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) > 10 and sorted(set(numbers)) == sorted(numbers)


def test_no_page_is_longer_than_one_sits_for() -> None:
    """Pages that are written by hand stay under 200 lines."""
    assert {name_of(page) for page in PAGES if page.name not in ("lives.md", "lint.md") and text_of(page).count("\n") > 200} == set()


@pytest.mark.parametrize("body", [body for body in blocks("connecting-plain.md", "json") if '"type"' in body])
def test_every_body_that_is_shown_is_understood(body: str) -> None:
    """CHN-1: whoever copies an example is not sent into quarantine."""
    found = CHANNELS["plain"].read(json.loads(body)["type"], body.encode(), Setup())
    assert not isinstance(found, Ignored) and [(one.ref, bool(one.events), one.unknown) for one in found] == [("1001", True, ())]


def test_the_journeys_file_that_is_shown_is_valid() -> None:
    """LIF-13: the example takes effect as it stands."""
    kinds = {kind: frozenset(catalogue().locales(kind)) for kind in catalogue().kinds()} | {"care_card": frozenset(("ja", "en"))}
    rows, findings = read_journeys(blocks("journeys.md", "toml")[0], "journeys.toml", kinds, ("ja", "en"))
    assert findings == () and {row.id: row.wait for row in rows}["S1"] == "30 min"


def test_the_kind_of_notice_that_is_shown_can_be_read(tmp_path: Path) -> None:
    """NTC-22: the example of a text and of its about.toml are whole."""
    (tmp_path / "about.toml").write_text(blocks("notices.md", "toml")[0], "utf-8")
    (tmp_path / "en.liquid").write_text(blocks("notices.md", "liquid")[0], "utf-8")
    assert read_about(tmp_path / "about.toml").variants == ("sent", "number_follows")
    assert read_text(tmp_path / "en.liquid").parts == ("subject", "preheader", "body")
