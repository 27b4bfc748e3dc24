"""Whatever somebody pastes as a notice: it is looked at, judged and saved, and nothing raises (NTC-6, NTC-8)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.own_texts import ours
from tests.desk.scene import NOW, a_shop

from todoke.desk.looking import On, look
from todoke.desk.publishing import findings, save
from todoke.notices.samples import SHAPES
from todoke.shops.models import Shop
from todoke.shops.texts import Key, version

pytestmark = pytest.mark.django_db
PIECES = (
    "---\n", "subject: x\n", "preheader: y\n", "{{ order.number }}", "{{ order.lines[", "{% for line in order.lines %}", "{% endfor %}", "{% if ", "%}",
    "{{", "}}", "{% show lines %}", "{% endshow %}", "<table>", "</td>", "<!--", "&lt;", "\r\n", "\r", "\ufeff", "\x1f", "\x02", "\U000f0001", "| money", "様",
)
SOURCES = st.one_of(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join),
                    st.tuples(st.integers(0, 4000), st.text(max_size=6)).map(lambda cut: ours()[: cut[0]] + cut[1] + ours()[cut[0] + 3 :]))


@pytest.fixture
def shop() -> Shop:
    return a_shop().shop


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOURCES, st.sampled_from(SHAPES), st.sampled_from(("ja", "ru")))
def test_any_source_has_a_look_or_a_fault_that_is_told(shop: Shop, source: str, shape: str, locale: str) -> None:
    """NTC-6: the preview is there, or says why not."""
    found = look(Key(shop, "delivered", locale), source, On(shape), NOW)

    assert (found.rendered is None) == bool(found.fault)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOURCES.filter(lambda source: "\0" not in source))
def test_any_source_is_judged_and_kept_as_it_was_typed(shop: Shop, source: str) -> None:
    """NTC-11: findings on lines that exist; the version holds the very words."""
    key = Key(shop, "delivered", "ja")
    source = source.encode("utf-8", "replace").decode()
    kept = save(key, source, "ja", by="staff:aoi", now=NOW)

    assert all(1 <= one.line <= max(1, source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1) for one in findings(key, source, "ja"))
    assert (found := version(key, kept.version)) and found.source == source
