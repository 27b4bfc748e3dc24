"""Where advertising ends: the link under what advertises, and the one click of a mail program (RFC 8058). No login; what a link opens decides nothing."""

import uuid
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from todoke.buyer.page import gone, private, speech_for
from todoke.desk.acts import act
from todoke.due.clock import now
from todoke.notices.models import Suppressed
from todoke.orders.links import address_of
from todoke.orders.models import Order
from todoke.rules.events import AdvertisingConsent

ASK, DONE, AGAIN = (("adverts.ask_title", "adverts.ask_lead"), ("adverts.done_title", "adverts.done_lead"), ("adverts.again_title", "adverts.again_lead"))


class Wanted(NamedTuple):
    """An address, by its digest, and the order whose notice had the link."""

    order: Order
    digest: str

    @property
    def is_out(self) -> bool:
        return Suppressed.objects.filter(shop=self.order.shop_id, digest=self.digest).exists()


@csrf_exempt  # the token is the proof; a mail program that presses the button has no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    wanted = found(token)
    if wanted is None:
        return gone(request)
    if request.method == "POST":
        decide(wanted, again=request.POST.get("again") == "yes" and "List-Unsubscribe" not in request.POST)
    s, is_out = speech_for(request, wanted.order, now()), wanted.is_out
    title, lead = DONE if is_out else AGAIN if request.method == "POST" else ASK
    context = {"s": s, "title": s.say(title), "lead": s.say(lead), "go": s.say("adverts.start" if is_out else "adverts.stop"),
               "again": is_out, "shop": wanted.order.shop}
    return private(render(request, "buyer/adverts.html", context))


def found(token: str) -> Wanted | None:
    named = address_of(token)
    order = Order.objects.select_related("shop").filter(pk=named[0]).first() if named else None
    return Wanted(order, named[1]) if order and named else None


@transaction.atomic
def decide(wanted: Wanted, *, again: bool) -> None:
    """On record by the address, for all orders of it; and in this order's journal. Pressed twice is once."""
    order, at = wanted.order, now()
    rows = Suppressed.objects.filter(shop=order.shop_id, digest=wanted.digest)
    if again is not rows.exists():
        return
    if again:
        rows.delete()
    else:
        Suppressed.objects.get_or_create(shop_id=order.shop_id, digest=wanted.digest, defaults={"reason": "opted_out", "at": at})
    act(order, [AdvertisingConsent(at=at, allowed=again, by="buyer")], by="buyer", now=at, key=uuid.uuid4().hex)
