"""Templates rendered a line at a time."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.cli.desk import Desk, Said


def answers(monkeypatch: pytest.MonkeyPatch, *lines: Any) -> list[dict[str, Any]]:
    """What the command says to these lines; texts are given as they are. Its status stands last."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    status = 0
    try:
        call_command("liquid", "--jsonl")
    except SystemExit as end:
        status = int(str(end.code))
    return [*map(json.loads, out.getvalue().splitlines()), {"status": status}]


def test_a_line_in_is_a_line_out_in_the_same_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-7: output or error, under the id that came."""
    found = answers(monkeypatch, {"id": "a", "template": "Hi {{ name }}", "data": {"name": "Hana"}}, {"id": 2, "template": "{{ 'x'"})
    assert found == [{"id": "a", "output": "Hi Hana"}, {"id": 2, "error": "line 1: `{{` has no `}}` after it"}, {"status": 0}]


def test_what_the_data_brings_is_escaped_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-7: autoescape is true unless said otherwise."""
    line = {"id": 1, "template": "<b>{{ name }}</b>", "data": {"name": "<i>"}}
    found = answers(monkeypatch, line, line | {"autoescape": False}, line | {"autoescape": None})
    assert [row.get("output") for row in found[:-1]] == ["<b>&lt;i&gt;</b>", "<b><i></b>", "<b>&lt;i&gt;</b>"]


def test_partials_come_with_their_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-7: render keeps its names to itself, include shares them; a partial that is not there is named."""
    partials = {"a": "{{ x }}{% assign y = 2 %}", "b": "{% include 'c' %}", "c": "{{ x }}"}
    found = answers(monkeypatch, {"id": 1, "template": "{% render 'a', x: 1 %}{{ y }}{% include 'b' %}{% render 'd' %}", "partials": partials})
    assert found[0] == {"id": 1, "error": "line 1: there is no partial 'd'"}
    found = answers(monkeypatch, {"id": 1, "template": "{% render 'a', x: 1 %}{{ y }}{% include 'b' %}", "partials": partials, "data": {"x": 3}})
    assert found[0]["output"] == "13"


@pytest.mark.parametrize(
    ("data", "money", "day"),
    [
        ({}, "$12.50", "Nov 16, 2026"),
        ({"shop": {"currency": "JPY", "locale": "ja", "zone": "Asia/Tokyo"}}, "1,250円", "2026/11/17"),
        ({"shop": {"currency": "KWD"}}, "KWD 1.250", "Nov 16, 2026"),
        ({"order": {"currency": "EUR"}, "shop": {"currency": "not one", "zone": "Nowhere/../etc", "locale": 5}}, "€12.50", "Nov 16, 2026"),
    ],
)
def test_money_and_days_are_told_as_the_datas_shop_tells_them(monkeypatch: pytest.MonkeyPatch, data: Any, money: str, day: str) -> None:
    """CMD-7: the filters of notices work here too; without a shop in dollars, in English, on UTC."""
    template = "{{ 1250 | money }}|{{ 1794870600 | date: format: 'abbreviated_date' }}"
    assert answers(monkeypatch, {"id": 1, "template": template, "data": data})[0] == {"id": 1, "output": f"{money}|{day}"}


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        '{"id": 7}',
        '{"id": 7, "template": 5}',
        '{"id": 7, "template": "x", "data": []}',
        "[" * 5_000,
    ],
)
def test_a_line_that_is_none_is_told_of_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """CMD: some input refused, the rest taken: 1, never a traceback."""
    found = answers(monkeypatch, line, {"id": "next", "template": "fine"})
    assert found[0]["id"] in (None, 7) and "line 1: " in found[0]["error"]
    assert found[1:] == [{"id": "next", "output": "fine"}, {"status": 1}]


def test_half_a_character_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-7: in a template it is an error, in data a sign for it is written."""
    found = answers(monkeypatch, r'{"id": "\ud83d", "template": "{{ \"\ud83d\" }}"}', r'{"id": 2, "template": "{{ a }}", "data": {"a": "\ud83d"}}')
    assert found[0] == {"id": "\ufffd", "error": "line 1: a character that no text has (U+D83D)"}
    assert found[1] == {"id": 2, "output": "\ufffd"}


def test_it_needs_no_desk_and_writes_nothing(tmp_path: Path) -> None:
    """Agreement 12: pure, on an empty desk; a file can be named instead."""
    (tmp_path / "t.jsonl").write_text('{"id":1,"template":"{{ 1 | plus: 1 }}"}\n', encoding="utf-8")
    assert Desk(tmp_path)("liquid", "t.jsonl", "--jsonl").rows == [{"id": 1, "output": "2"}]
    assert Desk(tmp_path)("liquid", "absent.jsonl").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


# ---- todoke render --template


def rendered(tmp_path: Path, text: str, *words: str) -> Said:
    page = tmp_path / "own.liquid"
    page.write_text(text, encoding="utf-8")
    return Desk(tmp_path)("render", *words, "--template", str(page), "--sample", "--locale", "en", "--json")


def test_a_template_with_an_unknown_name_is_shown_and_refused(tmp_path: Path) -> None:
    """CMD-8, NTC-11: it can be looked at; it cannot go live."""
    said = rendered(tmp_path, "<p>{{ name }}</p>\n{% for line in line_items %}{{ line.titel }}{% endfor %}")
    assert said.status == 1 and said.row["html"] == "<p>#1001</p>\n"
    assert said.err.splitlines() == [f"{tmp_path}/own.liquid: line 2: line.titel is not known; did you mean line.title?"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{{ order_name }}", "order_confirmation"),
        ("{{ fulfillment.tracking_number }}", "shipping_confirmation"),
        ("{{ refund_amount | money }}", "refund_issued"),
        ("{{ cancel_reason }}", "cancel_confirmed"),
        ("{{ total_outstanding | money }}", "payment_reminder"),
        ("---\nsubject: a\npreheader: b\n---\n{{ parcel.number }}", "shipping_confirmation"),
    ],
)
def test_a_template_is_taken_for_the_kind_it_speaks_of(tmp_path: Path, text: str, kind: str) -> None:
    """CMD-8: unless a kind is named."""
    assert rendered(tmp_path, text).row["kind"] == kind
    assert rendered(tmp_path, text, "delivered").row["kind"] == "delivered"


def test_a_template_that_cannot_be_parsed_is_told_of_with_its_line(tmp_path: Path) -> None:
    """CMD: place, reason, mend; no traceback."""
    said = rendered(tmp_path, "<p>\n{% if a %}\n</p>")
    assert said.status == 1 and said.out == ""
    assert said.err.strip().endswith("own.liquid:2: `if` has no `endif` after it")
