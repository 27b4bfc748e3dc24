"""`todoke carrier`: whose numbers are these, asked by a person or by a program."""

from pathlib import Path

import pytest
from tests.cli.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_number_gives_a_line_with_the_agreed_names(desk: Desk) -> None:
    """CMD-6: and an empty desk stays empty (agreement 12)."""
    said = desk("carrier", "4444-1375-8703", "1Z999AA10123456784", "--json")

    assert said.status == 0 and said.err == "" and list(desk.folder.iterdir()) == []
    assert [(row["number"], row["candidates"][0]["carrier"]) for row in said.rows] == [("4444-1375-8703", "yamato"), ("1Z999AA10123456784", "ups")]
    assert set(said.row["candidates"][0]) >= {"carrier", "service", "confidence", "checked", "url", "why"}


def test_a_hint_wins_and_an_unknown_one_is_told(desk: Desk) -> None:
    """CMD-6: a slip of the hand is named with the nearest name, and the number is read all the same."""
    assert desk("carrier", "444413758703", "--hint", "佐川急便", "--json").row["candidates"][0]["carrier"] == "sagawa"

    said = desk("carrier", "444413758703", "--hint", "yamoto", "--json")
    assert (said.status, said.row["candidates"][0]["carrier"]) == (0, "yamato") and "Did you mean yamato?" in said.err


def test_a_text_gives_every_number_in_it(desk: Desk) -> None:
    """TRK-1: one argument, two numbers, two lines."""
    said = desk("carrier", "送り状番号は 4444-1375-8703 と EE123456785JP です", "--json")
    assert [row["number"] for row in said.rows] == ["444413758703", "EE123456785JP"]


def test_a_file_gives_one_line_out_per_line_in(desk: Desk) -> None:
    """CMD-6: in the same order, whatever stands in it; as it was written, and as it was read."""
    lines = ["４４４４－１３７５－８７０３", "", "hello", "ヤマト 444413758703 EE123456785JP", '="1Z999AA10123456784"', "  94001 00000 00000 00000 13"]
    (desk.folder / "numbers.txt").write_text("\r\n".join(lines), "utf-8-sig")

    said = desk("carrier", "--file", "numbers.txt", "--json")

    assert said.status == 0 and [row["number"] for row in said.rows] == lines
    assert [row["candidates"][0]["carrier"] if row["candidates"] else "" for row in said.rows] == ["yamato", "", "", "yamato", "ups", "usps"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_file_of_any_encoding_of_japans_shops_is_read(desk: Desk, encoding: str) -> None:
    """CMD-6: spreadsheets save Shift_JIS or UTF-16."""
    (desk.folder / "numbers.txt").write_bytes("佐川急便　４４４４－１３７５－８７０３\nEE123456785JP\n".encode(encoding))
    said = desk("carrier", "--file", "numbers.txt", "--json")
    assert [row["candidates"][0]["carrier"] for row in said.rows] == ["sagawa", "japan_post"]


def test_rubbish_is_answered_line_by_line(desk: Desk) -> None:
    """CMD-6: exit 1 with the lines that could not be read; the rest is taken."""
    (desk.folder / "rubbish").write_bytes(b"444413758703\n\x81\n" + b"9" * 300_000 + b"\n\0\xff\nEE123456785JP")
    said = desk("carrier", "--file", "rubbish", "--json")

    assert said.status == 1 and len(said.rows) == 5 and "Traceback" not in said.err
    assert "line 2: it is neither UTF-8 nor Shift_JIS" in said.err and "line 3: it is longer than" in said.err
    assert (said.rows[0]["candidates"][0]["carrier"], said.rows[4]["candidates"][0]["carrier"]) == ("yamato", "japan_post")


def test_standard_input_is_a_file(desk: Desk) -> None:
    """CMD-6: `-`."""
    assert [row["number"] for row in desk("carrier", "--file", "-", "--json", stdin="444413758703\n1\n").rows] == ["444413758703", "1"]


def test_a_person_reads_names_reasons_and_links(desk: Desk) -> None:
    """CMD-6: in words; what nobody knows is said with its mend."""
    said = desk("carrier", "EE123456785JP", "hello").out
    assert "日本郵便 (japan_post)" in said and "its check digit holds" in said and "https://trackings.post.japanpost.jp" in said
    assert "a digit too many, too few or changed" in said


@pytest.mark.parametrize("words", [(), ("--file", "nowhere.txt"), ("1", "--locale", "xx")])
def test_wrong_usage_is_exit_2_with_its_mend(desk: Desk, words: tuple[str, ...]) -> None:
    """CMD-6: nothing on standard output."""
    said = desk("carrier", *words, "--json")
    assert said.status == 2 and said.out == "" and said.err.strip() and "Traceback" not in said.err
