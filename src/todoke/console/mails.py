"""Mails that were caught instead of sent, where no mail server is set: as the buyer sees them, as text, as source."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, desk_page, looked_at, number
from todoke.desk.sample_mail import about
from todoke.notices.measuring import unmeasured
from todoke.notices.models import CaughtMail
from todoke.orders.models import Order
from todoke.shops.models import Shop

ROWS = 50
SHOWN = 200_000  # characters of a text or a source
FRAME = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; frame-ancestors 'self'; sandbox"
WAYS = ("html", "text", "source")
HEADS = ("From", "To", "Reply-To", "Date", "Message-ID")


class Row(NamedTuple):
    """A mail as the list shows it."""

    mail: CaughtMail
    order: Order | None


class Slice(NamedTuple):
    rows: list[Row]
    older: int  # continue before this id; 0: this is the end


def caught(shop: Shop) -> QuerySet[CaughtMail]:
    """Those about this shop's orders, and its own test mails, which are about no order."""
    tests = Q(order__in=(about(shop), 0)) if only(shop) else Q(order=about(shop))  # 0: what a desk of one shop caught before
    ours = Exists(Order.objects.filter(shop=shop, pk=OuterRef("order")))
    return CaughtMail.objects.filter(ours if settings.MAIL_URL else ours | tests)


def only(shop: Shop) -> bool:
    return not Shop.objects.exclude(pk=shop.pk).exists()


def newest(shop: Shop, before: int, order: int) -> Slice:
    """By key; `order`: only those about it."""
    found = caught(shop).defer("raw").order_by("-id")
    found = found.filter(pk__lt=before) if before else found
    mails = list((found.filter(order=order) if order else found)[: ROWS + 1])
    orders = Order.objects.filter(shop=shop).defer("state").in_bulk({mail.order for mail in mails})
    rows = [Row(mail, orders.get(mail.order)) for mail in mails[:ROWS]]
    return Slice(rows, rows[-1].mail.pk if len(mails) > ROWS else 0)


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    before, order = number(request.GET.get("before")), number(request.GET.get("order"))
    about = Order.objects.filter(shop=request.shop, pk=order).first() if order else None
    return render(request, "console/mails.html", {
        "slice": newest(request.shop, before, order), "before": before, "about": about, "sends": bool(settings.MAIL_URL)})


def one_of(shop: Shop, pk: int) -> CaughtMail:
    found = caught(shop).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def opened(mail: CaughtMail) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(bytes(mail.raw))


def part(message: EmailMessage, kind: str) -> str:
    """The text or HTML part; empty where it has none."""
    found = message.get_body((kind,))
    return str(found.get_content()) if isinstance(found, EmailMessage) else ""


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    mail = one_of(request.shop, pk)
    looked_at(request.member, mail.order, f"caught mail {mail.pk}")
    way = request.GET.get("as", "html")
    message = opened(mail)
    return render(request, "console/mail.html", {
        "mail": mail, "way": way if way in WAYS else "html", "ways": [(name, f"mails.as_{name}") for name in WAYS],
        "heads": [(name, str(message[name])) for name in HEADS if message[name]], "links": links(part(message, "html")),
        "text": part(message, "plain")[:SHOWN], "source": bytes(mail.raw[:SHOWN]).decode("utf-8", "replace"),
        "order": Order.objects.filter(shop=request.shop, pk=mail.order).first()})


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def page(request: DeskRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame: no script, no form, nothing of this site's cookies."""
    mail = one_of(request.shop, pk)
    return HttpResponse(unmeasured(part(opened(mail), "html")), headers={"Content-Security-Policy": FRAME, "Referrer-Policy": "no-referrer"})


class Anchors(HTMLParser):
    """Where a mail's links lead: the frame itself opens none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.at = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.at = next((value or "" for name, value in attrs if name == "href"), "")

    def handle_data(self, data: str) -> None:
        if self.at and data.strip():
            self.found.setdefault(self.at, data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.at = ""


def links(html: str) -> list[tuple[str, str]]:
    """(address, words) of each link to a page."""
    anchors = Anchors()
    anchors.feed(html)
    return [(address, words) for address, words in anchors.found.items() if re.match(r"https?://", address)]
