"""A connection's access that ends: announced in time, once each, and anew when it was renewed."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.desk.scene import NOW, a_shop, the_worker_runs

from todoke.cases.models import Alert
from todoke.cli.checks import examine
from todoke.shops.connect import until

pytestmark = pytest.mark.django_db
DAY = 86_400


def said() -> list[str]:
    return [alert.what.partition(": ")[2].partition(" on ")[0] for alert in Alert.objects.order_by("pk")]


def test_staff_hear_14_7_and_1_days_ahead_and_when_it_has_ended() -> None:
    """CHN-8: each once, however often the desk looks."""
    until(a_shop(), NOW + 20 * DAY)
    for hour in range(0, 21 * 24 + 1, 6):
        the_worker_runs(NOW + hour * 3600)
    assert said() == ["its access ends", "its access ends", "its access ends", "its access ended"]
    assert [alert.at for alert in Alert.objects.order_by("pk")] == [NOW + days * DAY for days in (6, 13, 19, 20)]


def test_a_desk_that_was_down_says_it_once_and_renewed_access_is_announced_anew() -> None:
    """CHN-8: the nearest of the moments that have passed."""
    connection = a_shop()
    until(connection, NOW + 5 * DAY)
    the_worker_runs()
    the_worker_runs(NOW + DAY)
    until(connection, NOW + 90 * DAY)
    the_worker_runs(NOW + 2 * DAY)
    the_worker_runs(NOW + 80 * DAY)
    assert said() == ["its access ends", "its access ends"]


def test_a_connection_without_such_a_day_is_never_spoken_of() -> None:
    """CHN-8."""
    a_shop()
    the_worker_runs()
    assert said() == []


def test_the_doctor_sees_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-8, CMD-15."""
    call_command("connect", "plain", "minato", "--expires", "2026-09-28")
    monkeypatch.setattr(settings, "NOW", "2026-09-21T22:13:00+09:00")
    assert ["ends in 8 days" in finding.message for finding in examine() if finding.check == "access"] == [True]


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "2026-09-28T10:00:00"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    """CHN-8, CMD-17: exit 2."""
    with pytest.raises(CommandError) as told:
        call_command("connect", "plain", "minato", "--expires", day)
    assert told.value.returncode == 2
