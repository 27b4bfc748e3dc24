"""Which way a notice takes when mail does not bring it: text message, LINE, and at last a call by staff (NTC-13).

Each way is a row, unique for its notice, so nothing goes the same way twice. The ways stand in the kind's `about.toml` (`where`), in their order;
what is not set up is passed over. Who goes it: other_ways.py."""

from django.conf import settings

from todoke.desk.texts import texts_of
from todoke.due.tables import insert
from todoke.notices.models import Handover, Notice

PHONE = "phone"  # after all others, whatever the kind says
CALLED_ABOUT = ("bounced", "dead")
NEW = ("shop", "notice", "way", "state", "due_at", "leased_until", "attempts", "last_error", "at", "remote", "digest", "reason")


def another_way(notice: Notice, now: int) -> str:
    """The first that was not tried yet is written down, in the caller's transaction; "" where none is left."""
    if not (ways := ways_of(notice)):
        return ""
    tried = set(Handover.objects.filter(notice=notice).values_list("way", flat=True))
    way = next((one for one in ways if one not in tried), "")
    if way:
        insert(Handover, NEW, [(notice.shop_id, notice.pk, way, "waiting", now, 0, 0, "", now, "", "", "")],
               "ON CONFLICT (shop_id, notice_id, way) DO NOTHING")
    return way


def ways_of(notice: Notice) -> tuple[str, ...]:
    """Nobody is asked to call about each notice to a buyer who never gave an address, only where one did not work."""
    call = (PHONE,) if notice.state in CALLED_ABOUT else ()
    if not (settings.SMS_URL or settings.LINE_URL):
        return call
    offered = {"sms": settings.SMS_URL, "line": settings.LINE_URL}
    try:
        where = texts_of(notice.shop).about(notice.kind).where
    except KeyError:
        return call
    return (*(way for way in where if offered.get(way)), *call)
