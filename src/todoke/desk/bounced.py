"""Mails that come back: the notice did not reach the buyer, the address is used no more, and staff hear of it (NTC-13, NTC-14).

A mail is anybody's word. It is believed if it names the notice by its Message-ID, which nobody guesses; a bounce that names no mail at all is
believed of an address that was just written to."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction

from todoke.cases.alerts import alert
from todoke.desk.acts import act
from todoke.desk.fallback import another_way
from todoke.notices.bounces.judge import HARD
from todoke.notices.bounces.read import Bounce, Recipient
from todoke.notices.measuring_record import complained
from todoke.notices.models import Notice
from todoke.notices.suppression import suppress
from todoke.rules.events import NoticeBounced, NoticeDelivered

IN_A_ROW = 3  # so many mails to an address come back, none of them for good, and nothing that arrived between them
LATELY = 14 * 86_400  # seconds: a server gives up after five days (RFC 5321 4.5.4.1), one behind it after as many more
NEWEST = 200_000  # rows among which an address is looked for
HANDED_OVER = ("sent", "delivered", "bounced")


class Back(NamedTuple):
    """What became of one notice. `state`: bounced, or what it still is where it may arrive yet or has arrived. `suppressed`: the address is used no more."""

    notice: Notice
    state: str
    reason: str
    suppressed: bool


def take_in(bounce: Bounce, *, now: int) -> list[Back]:
    """What became of each notice that the mail is of; none if it is of none of ours. The same mail again changes nothing."""
    if not bounce.is_bounce:
        return []
    with transaction.atomic():
        backs = [come_back(notice, one, now) for notice, one in notices_of(bounce, now)]
    for back in backs:
        told(back, "mail", now)
    return backs


def notices_of(bounce: Bounce, now: int) -> Iterator[tuple[Notice, Recipient]]:
    """Each mail that came back, and what is said of its one recipient; of a mail that was forwarded the gravest."""
    if not bounce.message_ids:
        yield from ((notice, one) for one in bounce.recipients for notice in last_to(one.address, now))
        return
    for notice in Notice.objects.select_for_update().filter(message_id__in=bounce.message_ids, state__in=HANDED_OVER).order_by("pk"):
        yield notice, said_of(notice, bounce)


def said_of(notice: Notice, bounce: Bounce) -> Recipient:
    own = [one for one in bounce.recipients if one.address.casefold() == notice.recipient.casefold()]
    return max(own or bounce.recipients, key=lambda one: (one.hard, not one.delayed), default=Recipient(notice.recipient, "undefined", False))


def last_to(address: str, now: int) -> Iterable[Notice]:
    """The newest mail to it, if there was one lately."""
    newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = Notice.objects.select_for_update().filter(pk__gt=newest - NEWEST, recipient__iexact=address, state__in=HANDED_OVER, sent_at__gte=now - LATELY)
    return rows.order_by("-sent_at", "-pk")[:1]


def come_back(notice: Notice, said: Recipient, now: int) -> Back:
    if said.reason == "feedback":
        alert(notice.shop_id, notice.order_id, f"{notice.kind} was reported as spam", now)
        complained(notice.pk, now)
        return Back(notice, notice.state, said.reason, False)
    if said.delayed or (notice.state == "bounced" and (not said.hard or notice.reason in HARD)):
        return Back(notice, notice.state, said.reason, False)
    Notice.objects.filter(pk=notice.pk).update(state="bounced", reason=said.reason)
    shut = bool(notice.recipient) and (said.hard or ever_again(notice))
    if shut:
        suppress(notice.shop_id, notice.recipient, said.reason, now)
    alert(notice.shop_id, notice.order_id, f"{notice.kind} came back: {said.reason}", now)
    notice.state = "bounced"
    another_way(notice, now)
    return Back(notice, "bounced", said.reason, shut)


def told(back: Back, by: str, now: int) -> None:
    """The order's journal hears of it once, after the transaction that wrote it down: a batch locks an order before its notices, so nobody may hold
    a notice while he waits for its order. If we are killed in between, whoever reports it again makes up for it."""
    if back.state == "bounced":
        fact = NoticeBounced(kind=back.notice.kind, occasion=back.notice.occasion, why=back.reason, for_good=back.suppressed, at=now)
        tell(back.notice, fact, by, now)


def tell(notice: Notice, fact: NoticeBounced | NoticeDelivered, by: str, now: int) -> None:
    act(notice.order, [fact], by=by[:150], now=now, key=f"notice:{notice.pk}:{type(fact).__name__}:{fact.by}")


def ever_again(notice: Notice) -> bool:
    """The last mails to this address have all come back."""
    newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sent = Notice.objects.filter(shop=notice.shop_id, pk__gt=newest - NEWEST, recipient__iexact=notice.recipient, state__in=HANDED_OVER)
    states = list(sent.order_by("-sent_at", "-pk").values_list("state", flat=True)[:IN_A_ROW])
    return states == ["bounced"] * IN_A_ROW
