"""What the console asks the database. Every question names the shop; lists go by key, never by offset; counts stop where nobody reads on."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from todoke.cases.models import Alert, Case
from todoke.console.naming import of_any_order
from todoke.desk.models import Received
from todoke.desk.search import found
from todoke.notices.models import Notice
from todoke.orders.models import Deadline, Order, Personal
from todoke.rules.order import PROGRESS_STATES
from todoke.shops.models import Shop

PAGE, MANY = 50, 1000
PEOPLE = ("payment_check", "promise", "ship_by_warning", "ship_by", "cancel_answer", "freeze_review", "stock_answer", "carrier_answer", "return_due", "refused",
          "dispute_answer", "refund", "refund_answer", "replacement", "collect", "left_unpaid", "unexplained", "astray")  # what a person answers


def count(rows: QuerySet[Any]) -> int:
    """Up to MANY: more is said as so many and more."""
    return rows[:MANY].count()


def owned(kind: type[Model], shop: Shop, id: int) -> Any:
    """That row, if it is this shop's; else it does not exist."""
    found = kind._default_manager.filter(shop=shop, pk=id).first()
    if found is None:
        raise Http404
    return found


# ── today ──
def alerts(shop: Shop) -> list[Alert]:
    return list(Alert.objects.filter(shop=shop, done_at=0).select_related("order").order_by("-at")[:PAGE])


def deadlines(shop: Shop, until: int, kinds: Iterable[str] = PEOPLE) -> list[Deadline]:
    """Those that run out until then, the next one first."""
    return list(Deadline.objects.filter(shop=shop, state="waiting", due_at__lte=until, kind__in=kinds).select_related("order").order_by("due_at", "id")[:PAGE])


def next_deadlines(shop: Shop, limit: int = 8) -> list[Deadline]:
    return list(Deadline.objects.filter(shop=shop, state="waiting").select_related("order").order_by("due_at", "id")[:limit])


def open_cases(shop: Shop) -> list[Case]:
    return list(Case.objects.filter(shop=shop, closed_at=0).select_related("order").order_by("opened_at")[:PAGE])


def waiting_notices(shop: Shop, limit: int = 8) -> list[Notice]:
    return list(Notice.objects.filter(shop=shop, state="waiting").select_related("order").order_by("due_at", "id")[:limit])


def rail_counts(shop: Shop, now: int) -> dict[str, int]:
    alerts = {of_any_order(what) for what in Alert.objects.filter(shop=shop, done_at=0).values_list("what", flat=True).distinct()[:MANY]}
    burning = len(alerts) + count(
        Deadline.objects.filter(shop=shop, state="waiting", due_at__lte=now + 7200, kind__in=PEOPLE))
    return {"burning": burning, "quarantine": count(Received.objects.filter(shop=shop, state="quarantined")),
            "cases": count(Case.objects.filter(shop=shop, closed_at=0))}


def newest(shop: Shop) -> int:
    """When the desk last changed an order."""
    return Order.objects.filter(shop=shop).order_by("-changed_at", "-id").values_list("changed_at", flat=True).first() or 0


def changed_since(shop: Shop, at: int) -> int:
    return count(Order.objects.filter(shop=shop, changed_at__gt=at))


# ── orders ──
class Page(NamedTuple):
    """Some orders, and the key under which the next ones follow; empty at the end."""

    orders: list[Order]
    next: str


def views(shop: Shop) -> list[tuple[str, int]]:
    """Each state with how many orders are in it; states that nobody is in are left out."""
    counted = [(state, count(Order.objects.filter(shop=shop, progress=state))) for state in PROGRESS_STATES]
    return [(state, number) for state, number in counted if number]


def orders(shop: Shop, progress: str = "", after: str = "") -> Page:
    """The newest first; `after` is the key of the last one seen: its moment and its id."""
    rows = Order.objects.filter(shop=shop, **({"progress": progress} if progress in PROGRESS_STATES else {})).select_related("connection")
    at, _, id = after.partition(".")
    if at.isdecimal() and id.isdecimal() and len(after) < 40:
        rows = rows.filter(Q(placed_at__lt=int(at)) | Q(placed_at=int(at), id__lt=int(id)))
    found = list(rows.order_by("-placed_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.placed_at}.{last.pk}" if last else "")


def search(shop: Shop, words: str) -> list[Order]:
    """By number, the carrier's number, or what a caller says: name, mail, phone; the newest first."""
    return list(Order.objects.filter(shop=shop, pk__in=found(words, PAGE, shop)).select_related("connection").order_by("-placed_at", "-id")[:PAGE])


def names(shop: Shop, orders: Iterable[Order]) -> dict[int, str]:
    """The buyers' names, for a page of orders at once: the newest word of each."""
    rows = Personal.objects.filter(shop=shop, order__in=[order.pk for order in orders], role="contact").order_by("id").values_list("order_id", "data")
    return dict(rows)


def person(order: Order, ref: str) -> Personal | None:
    return Personal.objects.filter(shop=order.shop_id, order=order, ref=ref).first() if ref else None


# ── mails ──
def catches_mails() -> bool:
    return not settings.MAIL_URL
