"""How many mails leave by now: a second's share, a day's, a ceiling that grows, one domain's pace; shared by all workers, none lost, in order (NTC-14)."""

import dataclasses

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tests.desk.scene import NOW, a_shop, comes_in, placed

from todoke.desk import deliver as sending
from todoke.desk import rates
from todoke.desk.acts import release_brake
from todoke.desk.brake import Brake
from todoke.desk.deliver import deliver
from todoke.notices.models import CaughtMail, Notice, Rate
from todoke.notices.transports.caught import Caught
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db
URL = "smtp://mail.example?"


@dataclasses.dataclass
class Clock:
    """The real clock, turned by hand."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(rates, "real_ms", found)
    monkeypatch.setattr(sending, "real_ms", found)
    return found


def orders(count: int, mail: str = "hana{}@example.com", first: int = 1001) -> None:
    comes_in(a_shop() if not Shop.objects.exists() else Shop.objects.get().connection_set.get(),
             *(placed(str(first + one), mail=mail.format(one)) for one in range(count)))


def limited(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(settings, "MAIL_URL", URL + query)


def rounds(count: int = 1) -> list[str]:
    """The orders whose mails left, in their order."""
    known = CaughtMail.objects.count()
    for _ in range(count):
        deliver(NOW, Caught(), Brake())
    return [CaughtMail.objects.order_by("pk")[at].recipient for at in range(known, CaughtMail.objects.count())]


def test_a_second_s_share_leaves_and_the_rest_waits_in_order(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: two workers share it; nothing is lost and nothing overtakes."""
    limited(monkeypatch, "per_second=3")
    orders(8)
    seen = [rounds(2)]
    for _ in range(3):
        clock.ms += 1000
        seen.append(rounds(2))
    assert [len(one) for one in seen] == [3, 3, 2, 0] and [who for one in seen for who in one] == [f"hana{n}@example.com" for n in range(8)]
    assert not Notice.objects.filter(state="dead").exists()


def test_half_a_mail_a_second_is_one_in_two(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14."""
    limited(monkeypatch, "per_second=0.5")
    orders(3)
    seen = []
    for _ in range(5):
        seen.append(len(rounds()))
        clock.ms += 1000
    assert seen == [1, 0, 1, 0, 1]


def test_a_day_s_share_ends_at_midnight(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: days are UTC; doctor says how far it has come."""
    limited(monkeypatch, "per_day=2")
    orders(5)
    seen = [len(rounds(3))]
    assert rates.standing() == ("2 of 2 mails of today (UTC) have left", True)
    for _ in range(2):
        clock.ms += 86_400_000
        seen.append(len(rounds(3)))
    assert seen == [2, 2, 1]


def test_a_new_sender_begins_with_few_and_grows(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: from the day of the first mail; the day's own limit stays above it."""
    limited(monkeypatch, "warm_up=1x2&per_day=3")
    orders(8)
    seen = []
    for _ in range(4):
        seen.append(len(rounds(3)))
        clock.ms += 86_400_000
    assert seen == [1, 2, 3, 2]


def test_one_domain_has_its_pace_and_holds_nobody_else_up(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: each is given its moment; who is paced is not counted twice by the brake."""
    limited(monkeypatch, "per_domain=docomo.ne.jp:1")
    orders(3, "d{}@docomo.ne.jp")
    orders(2, "e{}@example.com", 2001)
    assert rounds(2) == ["d0@docomo.ne.jp", "e0@example.com", "e1@example.com"]
    assert sorted(Notice.objects.filter(state="waiting").values_list("reason", "leased_until")) == [("paced", clock.ms + 1000), ("paced", clock.ms + 2000)]
    clock.ms += 1001
    assert rounds(2) == ["d1@docomo.ne.jp"]
    clock.ms += 1001
    assert rounds(2) == ["d2@docomo.ne.jp"]


def test_what_staff_let_go_stays_let_go_while_it_waits_its_turn(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-19."""
    limited(monkeypatch, "per_domain=example.com:1")
    orders(2)
    Notice.objects.update(reason="brake")
    release_brake(Shop.objects.get(), False, by="staff:x", now=NOW)
    rounds()
    assert list(Notice.objects.filter(state="waiting").values_list("reason", flat=True)) == ["let_go_paced"]
    clock.ms += 1001
    assert rounds() == ["hana1@example.com"]


def test_without_a_limit_nothing_is_asked(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: it costs nothing."""
    limited(monkeypatch, "")
    orders(5)
    assert len(rounds()) == 5 and not Rate.objects.exists() and rates.standing() == ("", False) and not rates.soon(NOW)


def test_whoever_works_until_nothing_is_due_waits_for_the_next_second(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD: --until-idle; not for tomorrow."""
    limited(monkeypatch, "per_second=2&per_day=3")
    orders(5)
    assert (len(rounds(2)), rates.soon(NOW)) == (2, True)
    clock.ms += 1000
    assert (len(rounds(2)), rates.soon(NOW)) == (1, False)


@pytest.mark.parametrize("query", ["per_second=fast", "per_day=-1", "warm_up=x2", "warm_up=50x0", "per_domain=a.example:", "per_domain=a.example:q",
                                   "per_second=0", "per_second="])
def test_a_limit_that_cannot_be_read_ends_the_start(query: str) -> None:
    """NTC-14: with its name and how to write it."""
    with pytest.raises(ImproperlyConfigured, match="per_second=14"):
        rates.limits_of(URL + query)
