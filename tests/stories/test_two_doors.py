"""One story told through different doors ends in the same state, and the buyer hears the same: for every region of an order's life (LIF-1, LIF-7).

A row: the story's steps (hours after it was placed, what happened), how it ends, what the buyer is told. `BUT` says where a channel's own rules make a
difference, and which; a door that has no word for a step does not tell that story."""

from typing import NamedTuple

import pytest
from tests.desk.scene import the_worker_runs
from tests.stories.doors import DOORS, START

from todoke.desk.replay import verify
from todoke.notices.models import Notice
from todoke.orders.models import Order

pytestmark = pytest.mark.django_db
HOUR, DAYS, MORNING = 3600, 24, 12  # the first order comes at 22:13
CONFIRMED, SENT, ARRIVED = "order_confirmation/accepted", "shipping_confirmation/sent", "delivered/parcel"


class Row(NamedTuple):
    """`wait`: hours after the last step."""

    steps: dict[int, str]
    ends: str  # progress funds hold dispute
    told: tuple[str, ...]
    wait: int = 4 * DAYS


STORIES = {
    "frozen and released": Row({0: "placed", 1: "frozen", 3: "released", 5: "sent"}, "awaiting_delivery paid none none", (CONFIRMED, SENT)),
    "still frozen": Row({0: "placed", 1: "frozen"}, "awaiting_shipment paid frozen none", (CONFIRMED,)),
    "disputed and lost": Row({0: "placed", 2: "sent", 50: "delivered", 80: "disputed", 100: "lost"}, "delivered refunded none finished",
                             (CONFIRMED, SENT, ARRIVED, "dispute_opened/", "dispute_finished/")),
    "cancelled with consent": Row({0: "placed", 2: "asked to cancel", 4: "consented"}, "closed refunded none none", (CONFIRMED, "cancel_confirmed/")),
    "cancelled without consent": Row({0: "placed", 2: "asked to cancel", 4: "refused", 6: "sent"}, "awaiting_delivery paid none none", (CONFIRMED, SENT)),
    "asked, and not answered yet": Row({0: "placed", 2: "asked to cancel"}, "awaiting_shipment paid cancel_requested none", (CONFIRMED,), 1),
    "extended twice": Row({0: "placed", 2: "sent", 4: "extended", 6: "extended again"}, "awaiting_delivery paid none none",
                          (CONFIRMED, SENT, "protection_extended/", "protection_extended/")),
    "confirmed by timeout": Row({0: "placed", 2: "sent", 50: "delivered", 20 * DAYS: "timed out"}, "completed paid none none",
                                (CONFIRMED, SENT, ARRIVED, "follow_up/care")),
    "paid late after closing": Row({0: "placed unpaid", 15 * DAYS: "paid"}, "closed refund_due none none",
                                   ("order_confirmation/instructed", "payment_reminder/first", "payment_reminder/last", "payment_expired/")),
    "sent late after closing": Row({0: "placed", 2: "cancelled", 5: "sent"}, "closed refund_due none none", (CONFIRMED, "cancel_confirmed/", SENT)),
}  # fmt: skip

# (story, door) → how else it ends there; door → why none of its mails leaves
ENDS_BUT = {("confirmed by timeout", "aliexpress"): "completed paid_out none none"}  # its FINISH says that the shop has its money, too
TELLS_BUT = {("extended twice", "aliexpress"): ("protection_extended/",)}  # it tells the new date itself, as a date and not as an extension
NO_MAIL = {"aliexpress": "no_address"}  # it gives no buyer's mail address away: each notice is written down with that reason
BY_THE_CLOCK = {"timed out": ("plain", "hands", "shopify", "csv")}  # nobody says so there: the protection's end does


def tells(door: str, word: str) -> bool:
    return word in DOORS[door].words or door in BY_THE_CLOCK.get(word, ())


PAIRS = [(story, door) for story, row in STORIES.items() for door in DOORS if all(tells(door, word) for word in row.steps.values())]


def live_through(story: str, door: str, clock: pytest.MonkeyPatch) -> None:
    """The worker runs at every step and a while after it, and every morning."""
    told, row = DOORS[door](clock), STORIES[story]
    for hour in range(max(row.steps) + row.wait + 1):
        at = START + hour * HOUR
        if hour % DAYS == MORNING or hour in row.steps:
            the_worker_runs(at)
        if (word := row.steps.get(hour, "")) in told.words:
            told.tell(word, at)
            the_worker_runs(at + 1200)


@pytest.mark.parametrize(("story", "door"), PAIRS)
def test_it_ends_alike_and_the_buyer_hears_the_same(story: str, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """LIF-1, LIF-7: whoever told it; what a channel's rules keep back is written down with the rule."""
    live_through(story, door, monkeypatch)
    order, row = Order.objects.select_related("connection").get(), STORIES[story]
    notices = Notice.objects.order_by("queued_at", "id").values_list("kind", "variant", "state", "reason")
    told = [f"{kind}/{variant}" for kind, variant, state, reason in notices if state == "sent" or reason == NO_MAIL.get(door)]

    assert f"{order.progress} {order.funds} {order.hold} {order.dispute}" == ENDS_BUT.get((story, door), row.ends)
    assert told == [one for one in row.told if one not in TELLS_BUT.get((story, door), ())]
    assert [problem for one in verify([order]) for problem in one.problems] == []


def test_every_story_is_told_through_two_doors_at_least() -> None:
    """LIF-7: or it proves nothing."""
    assert all(sum(one == story for one, _ in PAIRS) >= 2 for story in STORIES)
