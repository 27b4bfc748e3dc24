"""Whatever another machine answers can be kept on both databases, and no word of its stops a worker (TRU-3)."""

import math

import pytest
from tests.desk.scene import NOW, a_shop

from todoke.channels.asking import LONGEST, SOON, patience
from todoke.channels.channel import Refusal
from todoke.desk import polling
from todoke.desk.models import Poll
from todoke.notices.transports.transport import NotTaken
from todoke.shops.models import Connection

NASTY = "451 sp\xe4ter\x00\x1b[31m\r\nnow \u202e"


@pytest.mark.parametrize(("said", "seconds"), [
    ("7", 7.0), ("", SOON), (None, SOON), ("Wed, 21 Oct 2026 07:28:00 GMT", SOON), ("nan", SOON), ("-5", SOON), ("inf", LONGEST), ("1e400", LONGEST),
    ("99999999999", LONGEST), ("-inf", SOON),
])  # fmt: skip
def test_patience_has_an_end(said: str | None, seconds: float) -> None:
    """CHN-9: a channel that asks for an eternity is asked again the next day."""
    assert patience(said) == seconds and math.isfinite(patience(said))


def test_what_is_kept_of_an_answer_can_be_printed() -> None:
    """TRU-3, TRU-4: no NUL, which PostgreSQL refuses, and nothing that paints a terminal."""
    reasons = [NotTaken(NASTY).reason, Refusal(NASTY, again=True).reason, str(Refusal(NASTY, again=True))]

    assert set(reasons) == {"451 sp\xe4ter [31m now"}


@pytest.mark.django_db
def test_a_channel_that_answers_with_rubbish_delays_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-9: it is asked again later, and what it said is kept."""
    connection = a_shop(api_url="http://127.0.0.1:9")
    monkeypatch.setattr(polling, "read_back", lambda *_: (_ for _ in ()).throw(Refusal(NASTY, again=True, after=patience("inf"))))
    polling.awaken(NOW)
    polling.read(Poll.objects.get(), Connection.objects.select_related("shop").get(pk=connection.pk), NOW)

    assert "sp\xe4ter" in Poll.objects.get().last_error and Poll.objects.get().tries == 1
