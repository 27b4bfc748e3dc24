"""The send brake (NTC-19): when volume or repetition looks abnormal the desk stops sending by itself, says why, and staff release or discard.

It counts mails per order, per buyer, and about old orders, within an hour of business time. A rush of new orders, or many buyers at one domain,
never closes it. The counts live in the process that sends: they bound what one worker can do wrong before somebody looks."""

from collections.abc import Sequence

from todoke.desk.letter import Letter
from todoke.due.rows import give_back
from todoke.notices.models import Notice
from todoke.rules.events import Lapsed, decoder
from todoke.rules.order import NEVER
from todoke.shops.models import Shop

HOUR, OLD = 3600, 3 * 86_400
PER_ORDER, PER_BUYER, ABOUT_OLD = 8, 30, 500
MOST = ABOUT_OLD + 1  # more than this need not be counted
TIDY_AT = 50_000  # names; then those of hours ago are forgotten, and looked for again when there are twice as many as stayed
LET_GO = "let_go"  # staff have looked at this notice


class Brake:
    """One a worker."""

    def __init__(self) -> None:
        self.sent: dict[int, tuple[int, ...]] = {}  # as small as can be: a worker may send a hundred thousand within the hour
        self.tidy_at = TIDY_AT

    def let_pass(self, letters: Sequence[Letter], now: int) -> list[Letter]:
        """Those that may go. The first that looks wrong closes the brake of its shop; the shop's other notices wait with it."""
        go: list[Letter] = []
        closed: dict[int, str] = {}
        for letter in letters:
            why = closed.get(letter.row.shop_id) or ("" if letter.row.reason == LET_GO else self.looks_wrong(letter, now))
            if why:
                closed[letter.row.shop_id] = why
                Notice.objects.filter(pk=letter.row.pk).update(reason="brake")
                give_back([letter.row])
            else:
                go.append(letter)
        for shop, why in closed.items():
            Shop.objects.filter(pk=shop, brake="").update(brake=why)
        return go

    def looks_wrong(self, letter: Letter, now: int) -> str:
        shop, mail = letter.row.shop_id, (letter.contact.mail if letter.contact else "").casefold()
        if self.count((shop, f"order {letter.row.order_id}"), now) > PER_ORDER:
            return f"more than {PER_ORDER} mails about one order within an hour"
        if self.count((shop, f"buyer {mail}"), now) > PER_BUYER:
            return f"more than {PER_BUYER} mails to one buyer within an hour"
        if is_about_old(letter, now) and self.count((shop, "old"), now) > ABOUT_OLD:
            return f"more than {ABOUT_OLD} mails about orders older than 3 days within an hour"
        return ""

    def count(self, key: tuple[int, str], now: int) -> int:
        """This one included. Two keys that fall together by their hash, once in a life, only make the brake a little more careful."""
        name = hash(key)
        times = self.sent[name] = (*(at for at in self.sent.get(name, ()) if now - HOUR <= at <= now), now)[-MOST:]
        if len(self.sent) > self.tidy_at:
            self.sent = {one: seen for one, seen in self.sent.items() if seen[-1] > now - HOUR}
            self.tidy_at = max(TIDY_AT, 2 * len(self.sent))
        return len(times)


def is_about_old(letter: Letter, now: int) -> bool:
    """Reminders speak of old orders by nature; it is what other events tell about old ones that looks like a back-fill gone wrong."""
    placed = letter.value.placed_at
    return placed != NEVER and now - placed > OLD and not isinstance(decoder.decode(letter.row.event), Lapsed)
