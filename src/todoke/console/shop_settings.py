"""A shop's settings: name and addresses, days, what its notices say; the switch that holds all mails, the brake, a test mail.

Only the owner changes them. Whatever was typed stays in its field until it can be kept."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from liquid.exceptions import LiquidError

from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, by, desk_page
from todoke.console.moments import moment
from todoke.console.reasons import say_again, translated
from todoke.console.saying import known, language, say
from todoke.desk.acts import hold_mails, release_brake
from todoke.desk.sample_mail import test_mail
from todoke.desk.texts import texts_of, titles
from todoke.due.clock import now
from todoke.notices.catalogue import CATEGORIES, CatalogueError
from todoke.notices.models import Notice
from todoke.notices.transports.transport import NotTaken
from todoke.shops.choices import DAYS, MEASURES, SPOKEN, Mend, Wrong, change, days_of, mail, show
from todoke.shops.models import PolicyVersion, Shop

OFFERS = ("promo_sender", "signature", "review_url", "coupon")  # what advertises, a week after delivery
PLAIN = ("name", "zone", "closures", "deadlines", "ships_from", "sender", "support", "returns_text", "bank_account", *OFFERS)  # typed as they are kept
NAMES = {"ja": "日本語", "en": "English", "zh-Hans": "简体中文", "ru": "Русский"}


class Choice(NamedTuple):
    """One of several to tick or to choose."""

    value: str
    title: str
    on: bool


class Days(NamedTuple):
    """`mon-fri 09:00-18:00 JP` in its parts."""

    ticks: list[Choice]
    opens: str
    closes: str
    holidays: bool  # the shop keeps public holidays


# ── what is typed, as the texts that a shop keeps ──────────────────────────────────────────────────
def typed(form: QueryDict, shop: Shop) -> dict[str, str]:
    """Every setting as text."""
    texts = {key: form.get(key, "").replace("\r\n", "\n").strip() for key in PLAIN}
    spoken = [form.get("main", ""), *(one for one in SPOKEN if one in form.getlist("language"))]
    days = [day for day in DAYS if day in form.getlist("day")]
    hours = f"{form.get('opens', '')}-{form.get('closes', '')} {'JP' if 'holidays' in form else 'none'}"
    return {**texts, "languages": ",".join(dict.fromkeys(filter(None, spoken))), "calendar": f"{in_short(days)} {hours}",
            "measure": form.get("measure") or show(shop)["measure"], "mails": without({*kinds(shop)} - {*form.getlist("kind")})}


def in_short(days: list[str]) -> str:
    """`mon-fri` for three or more in a row, else `mon,thu`."""
    first, last = (DAYS.index(days[0]), DAYS.index(days[-1])) if days else (0, 0)
    return f"{days[0]}-{days[-1]}" if len(days) > 2 and last - first == len(days) - 1 else ",".join(days)


def without(off: set[str]) -> str:
    return ",".join(f"-{kind}" for kind in sorted(off)) or "all"


def kinds(shop: Shop) -> list[str]:
    """In the sequence of the page of notices: by category, then by name."""
    of = texts_of(shop)
    return sorted(of.kinds(), key=lambda kind: (CATEGORIES.index(of.about(kind).category), kind))


# ── the texts, as fields ────────────────────────────────────────────────────────────────────────────
def days(text: str) -> Days:
    which, hours, holidays = [*text.split(" "), "", ""][:3]
    opens, _, closes = hours.partition("-")
    chosen = days_of(which)
    ticks = [Choice(day, say(f"settings.{day}"), at in chosen) for at, day in enumerate(DAYS)]
    return Days(ticks, opens, closes, holidays != "none")


def languages(text: str) -> tuple[list[Choice], list[Choice]]:
    """The main one, and all that are spoken."""
    spoken = text.split(",")
    return ([Choice(one, NAMES[one], one == spoken[0]) for one in SPOKEN],
            [Choice(one, NAMES[one], one in spoken) for one in SPOKEN])


def sent(text: str, shop: Shop) -> list[Choice]:
    off = {kind.strip("-") for kind in text.split(",")} if text.startswith("-") else set()
    own = titles(shop)
    return [Choice(kind, own.get(kind) or kind_name(kind), text != "none" and kind not in off) for kind in kinds(shop)]


def measures(text: str) -> list[Choice]:
    return [Choice(one, say(f"settings.measure_{one.replace(',', '_')}"), one == text) for one in MEASURES]


def kind_name(kind: str) -> str:
    return say(f"kinds.{kind}") if known(f"kinds.{kind}") else kind


def in_words(errors: list[tuple[str, str, str]], texts: Mapping[str, str]) -> dict[str, str]:
    """Beside each field what is wrong and how it is mended, in the reader's language."""
    gap = "" if language() == "ja" else " "
    found = {key: gap.join((translated(reason, "reasons") or reason, translated(mend, "mends") or mend))
             for key, reason, mend in errors}
    if "calendar" in found:
        found["calendar"] = say("settings.calendar_wrong")
    wide = {key: say("settings.wide_at") for key in found if key in ("sender", "support", "to") and "＠" in texts[key]}
    return found | wide


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF, READONLY)
@require_safe
def shown(request: DeskRequest) -> HttpResponse:
    return page(request, show(request.shop))


def page(request: DeskRequest, texts: Mapping[str, str], *, status: int = 200, **more: Any) -> HttpResponse:
    """The page around these texts. `wrong`: a sentence for each field that cannot be kept; the first of them gets the focus."""
    shop, role, wrong = request.shop, request.member.role, more.get("wrong", {})
    main, spoken = languages(texts["languages"])
    test = {"to": getattr(request.user, "email", ""), "kind": "order_confirmation", "locale": texts["languages"].split(",")[0]}
    return render(request, "console/settings.html", {
        "text": texts, "first": next(iter(wrong), ""), "main": main, "spoken": spoken, "days": days(texts["calendar"]),
        "kinds": sent(texts["mails"], shop), "measures": measures(texts["measure"]),
        "may_own": role == OWNER, "may_test": role in (OWNER, STAFF), **counts(shop),
        "brake_why": say_again(shop.brake) if shop.brake else "", "last": last_change(shop), "sends": bool(settings.MAIL_URL),
        "test": test, "done": request.GET.get("done", ""), **more}, status=status)


def counts(shop: Shop) -> dict[str, int]:
    """How many notices lie behind the switch and behind the brake."""
    waiting = Notice.objects.filter(shop=shop, state="waiting")
    return {"held": waiting.filter(due_at__lte=now()).count() if shop.hold_mails else 0,
            "braked": waiting.filter(reason="brake").count() if shop.brake else 0}


def last_change(shop: Shop) -> dict[str, Any]:
    found = PolicyVersion.objects.filter(shop=shop, version=shop.policy_version).first()
    return {"version": shop.policy_version, "by": found.made_by.removeprefix("staff:") if found else "",
            "at": moment(found.created_at) if found and found.created_at else ""}


@desk_page(OWNER)
@require_POST
def saved(request: DeskRequest) -> HttpResponse:
    """All of it or nothing. `seen`: the version that was on the page; a newer one is shown before it is written over."""
    texts, stands = typed(request.POST, request.shop), show(request.shop)
    if request.POST.get("seen") != str(request.shop.policy_version):
        return page(request, texts, status=409, late=True)
    wanted = {key: text for key, text in texts.items() if text != stands[key]}
    try:
        if wanted:
            change(request.shop, wanted, by=by(request.member), now=now())
    except Wrong as error:
        return page(request, {**stands, **texts}, wrong=in_words(error.errors, texts), status=422)
    return HttpResponseRedirect("/settings?done=saved")


@desk_page(OWNER)
@require_POST
def held(request: DeskRequest) -> HttpResponse:
    """One switch for all mails of the shop (NTC-19)."""
    hold = request.POST.get("hold") == "1"
    hold_mails(request.shop, hold, by=by(request.member), now=now())
    return HttpResponseRedirect(f"/settings?done={'held' if hold else 'going'}#mails")


@desk_page(OWNER)
@require_POST
def braked(request: DeskRequest) -> HttpResponse:
    """Staff have looked: what the brake stopped goes out, or is discarded."""
    act = request.POST.get("act")
    if request.shop.brake and act in ("release", "discard"):
        release_brake(request.shop, act == "discard", by=by(request.member), now=now())
        return HttpResponseRedirect(f"/settings?done={act}#mails")
    return HttpResponseRedirect("/settings#mails")


@desk_page(OWNER, STAFF)
@require_POST
def tested(request: DeskRequest) -> HttpResponse:
    """Any notice to oneself (NTC-24), with made-up facts. What the mail server says is shown as it says it."""
    test = {key: request.POST.get(key, "").strip() for key in ("kind", "locale", "to")}
    said, fault = "", ""
    try:
        if test["locale"] not in SPOKEN:
            raise KeyError(test["locale"])
        test_mail(request.shop, test["kind"], test["locale"], mail(test["to"]), now=now())
    except Mend as error:
        fault = in_words([("to", error.reason, error.mend)], test)["to"]
    except (KeyError, CatalogueError, LiquidError):
        fault = say("settings.test_no_text")
    except NotTaken as error:
        said = error.reason
    if said or fault:
        return page(request, show(request.shop), status=422, test=test, test_said=said, test_fault=fault)
    return HttpResponseRedirect("/settings?done=tested#test")
