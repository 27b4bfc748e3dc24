"""Ready is who can write a delivery down (TRU-6)."""

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client
from tests.desk.scene import NOW, a_shop

from todoke.cli import checks
from todoke.desk import intake
from todoke.desk.intake import Delivery, writer
from todoke.shops import find

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_trouble_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake.time, "sleep", lambda _: None)
    monkeypatch.setattr(writer, "why", "")


def ready() -> int:
    return Client().get("/health/ready").status_code


def test_a_full_disk_is_not_ready_until_something_could_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-6, TRU-1: reading goes on as if nothing were; only a write can tell."""
    connection = a_shop()
    one = Delivery(connection.shop_id, connection.pk, "d-1", "", b"{}", NOW, "plain/minato")
    with monkeypatch.context() as full:
        full.setattr(intake, "store", lambda _: (_ for _ in ()).throw(OperationalError("database or disk is full")))
        assert isinstance(writer.commit([one]), OperationalError)
        said = Client().get("/health/ready")

    assert said.status_code == 503 and "could not be written down" in said.json()["reason"]
    assert writer.commit([one]) is None and ready() == 200


def test_a_database_that_takes_too_long_is_not_ready_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-6, TRU-8: somebody holds it, and those who were answered 503 will come again."""
    connection = a_shop()
    monkeypatch.setattr(writer, "start", lambda: None)
    monkeypatch.setattr(writer, "waiting", intake.queue.SimpleQueue())
    with pytest.raises(TimeoutError):
        writer.write(Delivery(connection.shop_id, connection.pk, "d-2", "", b"{}", NOW, "plain/minato"), timeout=0.01)

    assert ready() == 503


def test_after_a_while_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-6: whoever is sent nothing finds nothing out."""
    monkeypatch.setattr(writer, "why", "database or disk is full")
    monkeypatch.setattr(writer, "failed_at", intake.time.monotonic() - intake.TROUBLED - 1)

    assert ready() == 200


def test_the_doctor_sees_a_disk_that_fills_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-15."""
    monkeypatch.setattr(checks, "MB_LEAST", 10**9)

    assert [(one.check, one.state) for one in checks.room_found(checks.Path("."))] == [("disk", "wrong")]


@pytest.mark.parametrize(("path", "status"), [("/in/plain/minato", 503), ("/health/ready", 503), ("/", 503), ("/s/1:x", 404)])
def test_while_the_database_is_away_everybody_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch, path: str, status: int) -> None:
    """TRU-1: a channel sends it once more; and nobody outside reads where the database stands."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError("connection to server on socket /run/secret-place failed")

    find.ROUTES.clear()
    monkeypatch.setattr(CursorWrapper, "execute", away)
    client = Client(raise_request_exception=False)
    said = client.post(path) if path.startswith("/in/") else client.get(path)

    assert said.status_code == status and "secret-place" not in said.content.decode()
