"""Carriers' words that nobody knew: staff say once what they mean, and every parcel is read by it from then on (TRK-4)."""

from typing import NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console import naming
from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, by, desk_page, may_act, number
from todoke.console.saying import language, say
from todoke.desk.wordings import forget, teach
from todoke.due.clock import now
from todoke.shops.models import Shop, Wording
from todoke.tracking.carriers import name_of
from todoke.tracking.wordings import TEACHABLE

SHOWN = 500


class Taught(NamedTuple):
    """A wording as the list shows it."""

    id: int
    said: str
    carrier: str
    means: str
    by: str
    at: int


class Asked(NamedTuple):
    """A wording that a delivery waits for."""

    said: str
    carrier: str
    carrier_name: str


def meanings() -> list[tuple[str, str]]:
    """(state, as the page says it)."""
    return [(state, naming.of("parcel", state)) for state in TEACHABLE]


def asked(found: tuple[tuple[str, str], ...]) -> list[Asked]:
    return [Asked(said, carrier, name_of(carrier, language()) if carrier else "") for carrier, said in found]


def taught(shop: Shop) -> list[Taught]:
    rows = Wording.objects.filter(shop=shop).order_by("-created_at", "-pk")[:SHOWN]
    return [Taught(row.pk, row.said, name_of(row.carrier, language()) if row.carrier else say("wordings.any_carrier"), naming.of("parcel", row.means),
                   row.made_by.removeprefix("staff:"), row.created_at) for row in rows]  # fmt: skip


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    return render(request, "console/wordings.html", {"rows": taught(request.shop), "may_act": may_act(request.member), "wrong": request.GET.get("wrong")})


@desk_page(OWNER, STAFF)
@require_POST
def learned(request: DeskRequest) -> HttpResponse:
    form = request.POST
    try:
        again = teach(request.shop, form.get("carrier", ""), form.get("said", ""), form.get("means", ""), by=by(request.member), now=now())
    except ValueError:
        return HttpResponseRedirect("/quarantine/words?wrong=1")
    return HttpResponseRedirect(f"/quarantine?again={again}")


@desk_page(OWNER, STAFF)
@require_POST
def forgotten(request: DeskRequest) -> HttpResponse:
    forget(request.shop, number(request.POST.get("wording")))
    return HttpResponseRedirect("/quarantine/words")
