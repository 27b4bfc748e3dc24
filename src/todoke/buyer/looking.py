"""The status page without its link: by order number and mail address, as a buyer has both at hand (WEB-3). Guessing is limited."""

import unicodedata

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from todoke.buyer.page import private, stranger, too_many
from todoke.orders.links import status_path
from todoke.orders.models import Order, Personal
from todoke.rules import order as rules
from todoke.rules.people import Contact
from todoke.shops.models import Shop

MOST_TRIES = 10  # from one address, and for one number, within an hour


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """One answer for whatever does not fit, so that nobody learns which half was right."""
    s = stranger(request)
    number, mail = plain(request.POST.get("number", ""))[:100], plain(request.POST.get("mail", ""))[:320]
    texts = {name: s.say(f"look.{name}") for name in ("title", "lead", "number", "mail", "go")}
    context = {"s": s, "number": number, "mail": mail, "t": texts}
    if request.method != "POST":
        return private(render(request, "buyer/look.html", context))
    if too_many(f"look:{request.META.get('REMOTE_ADDR', '')}", MOST_TRIES) | too_many(f"look:{number.casefold()}", MOST_TRIES):
        return private(render(request, "buyer/look.html", context | {"wrong": s.say("told.too_often")}, status=429))
    order = with_mail(number, mail)
    if order is None:
        return private(render(request, "buyer/look.html", context | {"wrong": s.say("look.none")}, status=404))
    return private(HttpResponseRedirect(status_path(order.pk)))


def plain(text: str) -> str:
    """As it was meant: full-width figures and signs are the same; blanks around it and signs that nobody can type are none."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isprintable()).strip()


def with_mail(number: str, mail: str) -> Order | None:
    """The newest order with that number whose buyer's mail is this one, in any shop of this desk."""
    bare = number.lstrip("#")
    if not bare or "@" not in mail:
        return None
    shops = list(Shop.objects.values_list("pk", flat=True))  # named, so that the index by shop and number answers
    rows = Order.objects.filter(shop__in=shops, number__in=(bare, f"#{bare}")).order_by("-placed_at", "-id")[:20]
    return next((order for order in rows if constant_time_compare(mail_of(order).casefold(), mail.casefold())), None)


def mail_of(order: Order) -> str:
    """As it stands now; none once the buyer is forgotten."""
    ref = rules.decoder.decode(order.state).contact[1]
    row = Personal.objects.filter(shop=order.shop_id, order=order, ref=ref).first() if ref else None
    return msgspec.json.decode(row.data, type=Contact).mail if row and row.data else ""
