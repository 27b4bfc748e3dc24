"""What a provider reports of a notice: delivered, bounced, refused, complained of. The notice's state, the order's journal, the page of today.

A report is proven before it comes here (api/mail_reports.py). It names the notice by its Message-ID, or by the number that the provider gave it.
The same report again changes nothing: states go forward only, and an order's journal is told each thing once, by its key."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction

from todoke.desk.bounced import HANDED_OVER, come_back, tell, told
from todoke.desk.fallback import another_way
from todoke.notices.bounces.judge import Evidence, judge
from todoke.notices.bounces.read import Recipient
from todoke.notices.models import Handover, Notice
from todoke.rules.events import NoticeDelivered

UNSAID = ("onhold", "undefined")  # judge found no words that it knows
FOR_GOOD = re.compile(r"(?i)\bpermanent|hard.?bounce|\binvalid\b|does not exist|inactive")
STRUCK_OFF = ("bounced", "invalid")  # the provider knows the address from before
REASONS = {"timed_out": "expired", "blocked": "blocked", "spam": "spamdetected", "unsubscribed": "rejected"}
FINAL = ("delivered", "bounced", "rejected", "failed", "complained")


class Report(NamedTuple):
    """`what`: the provider's word as anymail normalises it. `notice`: our Message-ID, where the report tells it; `remote`: the provider's own
    number. `answer`: what the receiving server said; `words`: what the provider says; `because`: its reason, in anymail's words."""

    what: str
    notice: str = ""
    remote: str = ""
    recipient: str = ""
    answer: str = ""
    words: str = ""
    because: str = ""
    at: int = 0  # seconds UTC


class Fate(NamedTuple):
    notice: int
    state: str


def take_in(reports: Iterable[Report], *, by: str, now: int) -> list[Fate]:
    """What became of each notice that is ours. `by`: who reports it."""
    return [fate for report in reports if report.what in FINAL for fate in heard(report, by, now)]


def heard(report: Report, by: str, now: int) -> Iterator[Fate]:
    if (other := other_way_of(report)) is not None:
        yield of_other_way(other, report, now)
        return
    notice = notice_of(report)
    if notice is None:
        return
    if report.what == "delivered":
        yield delivered(notice, by, min(report.at or now, now))
    else:
        yield came_back(notice, said(report), by, now)


# ── whose ───────────────────────────────────────────────────────────────────────────────────────────
def notice_of(report: Report) -> Notice | None:
    """By our own name first; a provider's number alone counts only for a mail."""
    if report.notice:
        return Notice.objects.filter(message_id=report.notice, state__in=HANDED_OVER).order_by("pk").first()
    known = Handover.objects.filter(remote=report.remote, way="mail").first() if report.remote else None
    return Notice.objects.filter(pk=known.notice_id, state__in=HANDED_OVER).first() if known else None


def other_way_of(report: Report) -> Handover | None:
    return Handover.objects.filter(remote=report.remote).exclude(way="mail").first() if report.remote and not report.notice else None


# ── what it means ───────────────────────────────────────────────────────────────────────────────────
def said(report: Report) -> Recipient:
    """In the words of bounces. Without words that anybody knows it is for good only where the provider says so."""
    if report.what == "complained":
        return Recipient(report.recipient, "feedback", False)
    if report.what == "rejected" and report.because in STRUCK_OFF:
        return Recipient(report.recipient, "userunknown", True)
    found = judge(Evidence(report.answer, report.words, trusted=report.what == "bounced"))
    if found.reason not in UNSAID:
        return Recipient(report.recipient, *found)
    reason = REASONS.get(report.because, "rejected" if report.what == "rejected" else found.reason)
    return Recipient(report.recipient, reason, report.what == "bounced" and bool(FOR_GOOD.search(report.words)))


def delivered(notice: Notice, by: str, at: int) -> Fate:
    """Where it came back meanwhile, it did not reach the buyer after all."""
    if notice.state == "bounced":
        return Fate(notice.pk, "bounced")
    tell(notice, NoticeDelivered(kind=notice.kind, occasion=notice.occasion, at=at), by, at)
    Notice.objects.filter(pk=notice.pk, state="sent").update(state="delivered")
    return Fate(notice.pk, "delivered")


def came_back(notice: Notice, one: Recipient, by: str, now: int) -> Fate:
    with transaction.atomic():
        back = come_back(Notice.objects.select_for_update().get(pk=notice.pk), one, now)
    told(back, by, now)
    return Fate(notice.pk, back.state)


def of_other_way(other: Handover, report: Report, now: int) -> Fate:
    """A text message that did not arrive goes on to the next way."""
    if report.what == "delivered":
        notice = other.notice
        tell(notice, NoticeDelivered(kind=notice.kind, occasion=notice.occasion, by=other.way, at=now), other.way, now)
        Handover.objects.filter(pk=other.pk, state="sent").update(state="delivered")
    elif Handover.objects.filter(pk=other.pk, state__in=("sent", "delivered")).update(state="bounced", reason=report.what):
        another_way(other.notice, now)
    return Fate(other.notice_id, report.what)
