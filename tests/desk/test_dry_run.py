"""A dry run says what other choices would have told; under the same choices it says what was told."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.dry_run import COLUMNS, story
from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.orders.models import Entry
from todoke.rules.rehearsal import Rehearsal
from todoke.shops.choices import policy_of
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
UNTIL = NOW + 14 * DAY
SENT = json.dumps({"type": "parcel_sent", "at": "2026-09-25T10:00:00+09:00", "order": {"number": "3"}, "parcel": {
    "id": "p", "carrier": "ヤマト運輸", "tracking_number": "123456789012"}}).encode()


@pytest.fixture
def two_weeks(monkeypatch: pytest.MonkeyPatch) -> Connection:
    """Three orders: never paid, paid on the fourth day, paid and sent. The desk worked every hour."""
    connection = a_shop()
    comes_in(connection, placed("1", way="bank_transfer", paid=False), placed("2", way="bank_transfer", paid=False), placed("3"))
    for now in range(NOW, UNTIL + 1, HOUR):
        the_worker_runs(now)
        if now == NOW + 4 * DAY:
            comes_in(connection, told("payment_received", "2", payment={"id": "p"}, amount="5000"), SENT, now=now)
    monkeypatch.setattr(settings, "NOW", str(iso(UNTIL)))
    return connection


def dry(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, what: str = "--policy") -> list[dict[str, object]]:
    place = tmp_path / "new.toml"
    place.write_text(text, encoding="utf-8")
    capsys.readouterr()
    call_command("dry-run", what, str(place), "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def everything() -> dict[str, list[object]]:
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_rehearsal_under_the_same_choices_tells_what_was_told(two_weeks: Connection, number: str) -> None:
    """LIF-14: the clock, the outbox and the guards as they were played are those of the desk."""
    order = the_order(number)
    heard = story(list(Entry.objects.filter(order=order).order_by("seq").values_list(*COLUMNS)))

    said = Rehearsal(policy_of(two_weeks.shop), "plain", UNTIL).run(heard)

    rows = Notice.objects.filter(order=order).values_list("kind", "occasion", "variant", "row", "state", "reason")
    assert {(one.kind, one.occasion, one.variant, one.row, one.state, one.reason) for one in said.values()} == set(rows)


def test_a_reminder_after_two_days_would_have_come_earlier_and_nothing_is_written(two_weeks: Connection, capsys: pytest.CaptureFixture[str],
                                                                                  tmp_path: Path) -> None:
    """CMD-13, LIF-14: for whom, when before, when then, and which cell made the difference."""
    before = everything()
    *rows, last = dry(capsys, tmp_path, '[deadlines]\npayment_reminder = "2 days"\n')

    reminders = [row for row in rows if row["kind"] == "payment_reminder" and row["change"] == "earlier"]
    assert {row["order"] for row in reminders} == {"1"}
    assert [row["order"] for row in rows if row["change"] == "added"] == ["2"]  # paid on the fourth day: reminded before it, then
    assert {row["condition"] for row in reminders} == {"length of payment_reminder"}
    assert all(row["after"]["at"] < row["before"]["at"] for row in reminders)  # type: ignore[index]
    assert last["summary"]["orders"] == 3 and last["summary"]["earlier"] == len(reminders)  # type: ignore[index]
    assert everything() == before


def test_a_row_that_is_switched_off_drops_its_notices(two_weeks: Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """CMD-13: a journeys file."""
    *rows, _ = dry(capsys, tmp_path, 'format = 1\n[[journey]]\nid = "P6"\noff = true\n', "--journeys")

    assert {(row["kind"], row["change"], row["condition"]) for row in rows if row["row"] == "P6"} == {("payment_reminder", "dropped", "off of P6")}
    assert all(row["after"] is None for row in rows if row["row"] == "P6")


def test_the_same_choices_change_nothing(two_weeks: Connection, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """CMD-13."""
    (last,) = dry(capsys, tmp_path, "format = 1\n")
    summary = last["summary"]
    assert isinstance(summary, dict) and summary["notices_before"] == summary["notices_after"] > 4


@pytest.mark.parametrize(("what", "text", "place"), [
    ("--policy", "[deadlines]\n\npayment_remindr = \"2 days\"\n", ":1:"), ("--policy", "a = [", ":1:"), ("--policy", "\nzone = \"Asia/Tokio\"\n", ":2:"),
    ("--journeys", 'format = 1\n[[journey]]\nid = "P6"\nwiat = "2 h"\n', ":4:")])
def test_a_file_that_cannot_be_is_refused_with_line_and_mend(two_weeks: Connection, tmp_path: Path, what: str, text: str, place: str) -> None:
    """CMD-13, LIF-13: exit 2, and nothing is rehearsed."""
    path = tmp_path / "new.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as told:
        call_command("dry-run", what, str(path))
    assert told.value.returncode == 2 and f"{path}{place}" in str(told.value)
