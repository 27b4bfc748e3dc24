"""Whatever a file holds, there are findings and no error, and soon (CMD-9)."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todoke.notices.lint.leaving import forbidden
from todoke.notices.lint.lint import Wanted, lint
from todoke.notices.lint.rules import CHANNELS

PIECES = st.sampled_from((
    "{% if order.gift %}", "{% endif %}", "{{ order.total | money }}", "{{", "}}", "{%", "%}", "---\n", "subject: ", "\n", "\x00", "\x1f", "\U000f0001",
    "<img src=x>", "<style>a{b:c", "</style>", "<a style='background:#fff;padding:1em'>", '<p style="font-size:0.0001em;line-height:9999999999">', "&#9999999;",
    "<![CDATA[", "<!--", "-->", "{% for l in order.lines %}", "{% endfor %}", "{% show lines %}", "{% endshow %}", '{% show button "今すぐ" %}', "誠に",
    "https://x.y/z", "4242 4242 4242 4242", "{% raw %}", "{% liquid\n echo 'a'\n%}", "{% capture y %}z{% endcapture %}", "{{ y }}", "{{ order[order.number] }}",
    "{% if order.total > 100000000000000000000000 %}", "{% if order.lines contains 'x' %}", "{% case payment.way %}{% when 'card' %}", "{% endcase %}", "\r\n",
))  # fmt: skip
SOURCES = st.lists(PIECES | st.text(max_size=12), max_size=30).map("".join)
FRONT = "---\nsubject: a\npreheader: b\n---\n"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOURCES, st.booleans(), st.sampled_from(("order_confirmation", "follow_up", "own_kind")), st.sampled_from(CHANNELS))
def test_no_text_raises(tmp_path: Path, source: str, front: bool, kind: str, channel: str) -> None:
    """CMD-9: and every finding has its line within the file."""
    path = tmp_path / kind / "ja.liquid"
    path.parent.mkdir(exist_ok=True)
    raw = (FRONT * front + source).encode("utf-8", "surrogatepass")
    path.write_bytes(raw)
    lines = len(raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= one.line <= lines for one in lint([path], Wanted(channel)) if one.path == str(path))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_raise(tmp_path: Path, raw: bytes) -> None:
    """CMD-9"""
    path = tmp_path / "mine.liquid"
    path.write_bytes(raw)
    assert all(one.message and one.mend for one in lint([path]))


@given(st.sampled_from(CHANNELS), st.text(max_size=300), st.text(max_size=80))
def test_no_text_that_leaves_raises(channel: str, text: str, html: str) -> None:
    """Guard 7: an answer for everything."""
    assert isinstance(forbidden(channel, "delivered", text, html), str)


@pytest.mark.parametrize("source", [
    FRONT + "{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}", FRONT + "{% if order.gift %}" * 400, "<div>" * 20_000,
    FRONT + "".join(f"{{% if order.total > {at} %}}x{{% endif %}}" for at in range(100)), "&" * 50_000, "<" * 100_000, FRONT + "誠に" * 5000,
    "---\nsubject: " + "【" * 20_000 + "\npreheader: x\n---\n", FRONT + "：\n" * 20_000, '<p style="' + "a:b;" * 20_000 + '">x</p>',
    "<a" * 100_000, "<a>" * 25_000, "<!--" * 60_000, "</" * 100_000, "1" * 100_000, '<div style="display:none' * 10_000,
])  # fmt: skip
def test_a_hostile_file_is_done_with_soon(source: str, tmp_path: Path) -> None:
    """CMD-9: each of them has kept a careless lint busy for minutes, or broken it."""
    path = tmp_path / "order_confirmation" / "ja.liquid"
    path.parent.mkdir()
    path.write_text(source, "utf-8")
    began = time.process_time()
    assert list(lint([path])) and time.process_time() - began < 20
