"""The status page behind a signed link: read without login, without script; each wish goes through the desk's own door (WEB-3)."""

import logging
import re
import uuid
from typing import Any

import msgspec
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from todoke.buyer import coming_back, parcels, status
from todoke.buyer.speech import NAMES, Speech, chosen
from todoke.desk.acts import act
from todoke.due.clock import now
from todoke.notices.facts import person as named
from todoke.notices.models import Notice
from todoke.notices.wording import LOCALES, person
from todoke.orders.links import order_of, status_path
from todoke.orders.models import Order, Personal
from todoke.rules import order as rules
from todoke.rules.events import CancelAsked, CancelWithdrawn, Event, MailsChosen, NonReceiptReported, ReceiptConfirmed, ReturnSent
from todoke.rules.locales import candidates
from todoke.rules.people import Contact
from todoke.rules.policy import Policy
from todoke.shops.choices import show
from todoke.shops.find import policies

access = logging.getLogger("todoke.access")
WISHES: dict[str, type[Event]] = {
    "cancel": CancelAsked, "withdraw": CancelWithdrawn, "received": ReceiptConfirmed, "missing": NonReceiptReported, "mails": MailsChosen,
    "sent_back": ReturnSent,
}  # fmt: skip
REFUSED = {  # the rules' own reasons, as a buyer should hear them
    "it is on its way; it can be refused at the door or returned": "refused_sent", "it has arrived; it can be returned": "refused_sent",
    "it is closed already": "refused_over", "it is closed": "refused_over", "part of it is still to come": "refused_rest",
}
WHOLE = re.compile(r"((?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（\w{1,2}）)?(?:\d{1,2}(?:時(?:\d{1,2}分)?|:\d{2}))?|[\d,.]+円|¥[\d,.]+)")
CHOOSE = ("mails_title", "mails_why", "mails_go", "back_title", "send_title", "send_why", "send_number", "send_carrier", "send_by_number", "send_which",
          "send_go")  # fmt: skip
MOST_WISHES, MOST_GUESSES, HOUR = 20, 60, 3600  # of one order, from one address, for how many seconds they count


def found(token: str) -> Order | None:
    """The order that this link was made for, and no other."""
    pk = order_of(token)
    return Order.objects.select_related("shop").filter(pk=pk).first() if pk is not None else None


def too_many(what: str, most: int) -> bool:
    key = f"buyer:{what}"
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two
        return False


def speech_for(request: HttpRequest, order: Order, at: int) -> Speech:
    set_by_shop = show(order.shop)
    spoken = tuple(set_by_shop["languages"].split(","))
    return Speech(chosen(request.GET.get("l", ""), order.locale, spoken), set_by_shop["zone"], order.currency or "JPY", at)


@require_safe
def status_page(request: HttpRequest, token: str) -> HttpResponse:
    order = found(token)
    if order is None:
        return gone(request)
    s, told = speech_for(request, order, now()), request.GET.get("told", "")
    note = s.say(f"told.{told}") if told in WISHES else ""
    return shown(request, order, s, note, "on")


def gone(request: HttpRequest) -> HttpResponse:
    """No such link: the same words whatever is wrong with it. Guessing is limited."""
    many, s = too_many(f"guess:{request.META.get('REMOTE_ADDR', '')}", MOST_GUESSES), stranger(request)
    context = {"s": s, "title": s.say("page.gone_title"), "lead": s.say("told.too_often" if many else "page.gone_lead"), "look": s.say("look.link")}
    return private(render(request, "buyer/gone.html", context, status=429 if many else 404))


def stranger(request: HttpRequest) -> Speech:
    """To somebody whose order we do not know: in the first language of their browser that we speak, else in Japanese."""
    wanted = [part.split(";")[0].strip() for part in request.META.get("HTTP_ACCEPT_LANGUAGE", "").split(",")]
    spoken = (next((form for form in candidates(one) if form in LOCALES), "") for one in wanted if one)
    return Speech(next((one for one in spoken if one), "ja"), "UTC", "JPY", now())


@require_POST
def wish(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """The page's own button: what a link in a mail opens decides nothing (scanners press links)."""
    order = found(token)
    if order is None or what not in WISHES:
        return gone(request)
    at = now()
    s = speech_for(request, order, at)
    if too_many(f"wish:{order.pk}", MOST_WISHES):
        return shown(request, order, s, s.say("told.too_often"), "soon", 429)
    try:
        event = wished(request, order, what, s)
    except coming_back.Unfit as error:
        return shown(request, order, s, s.say(f"told.{error.word}"), "soon", 409)
    refused = next(iter(act(order, [event], by="buyer", now=at, key=key_of(request, order))), "")
    if refused:
        return shown(request, order, s, s.say(f"told.{REFUSED.get(refused, 'refused')}"), "soon", 409)
    return HttpResponseRedirect(f"{status_path(order.pk)}?{urlencode({'told': what, 'l': s.locale})}")


def wished(request: HttpRequest, order: Order, what: str, s: Speech) -> Event:
    """Of the mails that are offered, those without a tick are not wanted; what is not offered stays as it is. Raises Unfit."""
    value = rules.decoder.decode(order.state)
    if what == "sent_back":
        return coming_back.told({name: str(text) for name, text in request.POST.items()}, value, f"buyer:{key_of(request, order)}"[:60], s.now)
    if what != "mails":
        return WISHES[what](at=s.now)
    offered = {one.kind for one in parcels.mails_to_choose(value, policy_of(order, value), s)}
    return MailsChosen(at=s.now, declined=tuple(sorted(({*value.declined[1]} | offered) - {*request.POST.getlist("kind")})))


def policy_of(order: Order, value: rules.Order) -> Policy:
    return policies([(order.shop_id, value.policy)])[order.shop_id, value.policy]


def key_of(request: HttpRequest, order: Order) -> str:
    """Of the form: pressed twice is once. Nobody else's key can be met."""
    return f"b{order.pk}-{''.join(c for c in request.POST.get('key', '') if c.isalnum())[:40] or uuid.uuid4().hex}"


def shown(request: HttpRequest, order: Order, s: Speech, note: str, level: str, code: int = 200) -> HttpResponse:
    access.info("access buyer order=%s", order.pk)
    return private(render(request, "buyer/status.html", page_of(order, s) | {"note": note, "level": level}, status=code))


def private(response: HttpResponse) -> HttpResponse:
    """For one person's eyes: no index keeps it, no address is told where the page leads."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"  # stricter ones would hide the origin from the form's own check
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = ("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                                                   "base-uri 'none'; frame-ancestors 'none'")
    return response


def page_of(order: Order, s: Speech) -> dict[str, Any]:
    order.refresh_from_db(fields=["state", "number"])
    value, chosen_by_shop = rules.decoder.decode(order.state), show(order.shop)
    title, lead = status.sentence(value, s)
    texts = {name: s.say(f"page.{name}") for name in ("skip", "languages", "way", "pay", "parcels", "next", "can", "goods", "sent_mails", "spam")}
    return {
        "s": s, "t": texts, "shop": order.shop, "title": unbroken(title), "lead": unbroken(lead),
        "number": s.say("page.number", number=order.number or order.ref),
        "name": buyer_of(order, value, s.locale), "way": status.way(value, s), "whens": status.whens(value, s), "nothing": s.say("when.nothing"),
        "cans": status.cans(value, s), "ask": s.say("can.ask"), "support": chosen_by_shop["support"], "parcels": parcels.parcels(value, s),
        "goods": status.goods(value, s), "bill": status.bill(value, s), "payment": status.payment(value, s, chosen_by_shop["bank_account"]),
        "back": coming_back.coming_back(value, s), "sending": coming_back.form(value, s),
        "choosable": parcels.mails_to_choose(value, policy_of(order, value), s),
        "choose": {name: s.say(f"parcel.{name}") for name in CHOOSE},
        "mails": mails(order, s), "path": status_path(order.pk), "key": uuid.uuid4().hex,
        "languages": [(one, NAMES[one]) for one in chosen_by_shop["languages"].split(",") if one in LOCALES],
    }


def unbroken(sentence: str) -> SafeString:
    """Its days, hours and sums stay whole at the end of a line: in Japanese and Chinese a line may end anywhere else."""
    parts = WHOLE.split(sentence)
    return format_html_join("", "{}", ((format_html('<span class="nw">{}</span>', part) if at % 2 else part,) for at, part in enumerate(parts)))


def buyer_of(order: Order, value: rules.Order, locale: str) -> str:
    """佐藤 花 様; nothing once they are forgotten."""
    row = Personal.objects.filter(shop=order.shop_id, order=order, ref=value.contact[1]).first() if value.contact[1] else None
    return person(named(msgspec.json.decode(row.data, type=Contact)), locale) if row and row.data else ""


def mails(order: Order, s: Speech) -> list[tuple[str, str]]:
    """What was really handed over, with the subject it bore; bounced ones did not reach anybody."""
    sent = Notice.objects.filter(shop=order.shop_id, order=order, state__in=("sent", "delivered")).exclude(subject="").order_by("sent_at", "id")
    return [(s.day(at), subject) for at, subject in sent.values_list("sent_at", "subject")[:50]]
