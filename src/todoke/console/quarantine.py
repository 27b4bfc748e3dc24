"""What came in and was not understood (CHN-2): each delivery with its reason and mend, its body as it came, the way back in."""

from typing import NamedTuple

import msgspec
from django.db.models.functions import Length
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, by, desk_page, looked_at, may_act, number
from todoke.console.moments import moment
from todoke.console.reasons import Trouble, trouble
from todoke.console.wordings import asked, meanings
from todoke.desk.acts import run_again
from todoke.desk.models import Received
from todoke.desk.wordings import unknown_in
from todoke.due.clock import now
from todoke.orders.models import Order
from todoke.shops.models import Shop

ROWS = 50
SHOWN = 200_000  # characters of a body on its page; all of it can be saved


class Row(NamedTuple):
    """A delivery as the list shows it."""

    id: int
    at: int
    connection: str
    topic: str
    trouble: Trouble
    kept: bool  # its body is still there


class Slice(NamedTuple):
    rows: list[Row]
    older: int  # continue before this id; 0: this is the end


def waiting(shop: Shop, before: int = 0) -> Slice:
    """The newest first, by key."""
    found = Received.objects.filter(shop=shop, state="quarantined").order_by("-id").select_related("connection").defer("body")
    rows = list((found.filter(pk__lt=before) if before else found).annotate(size=Length("body"))[: ROWS + 1])
    shown = [Row(row.pk, row.received_at, str(row.connection), row.topic, trouble(row.reason or row.last_error), row.size > 0)
             for row in rows[:ROWS]]
    return Slice(shown, shown[-1].id if len(rows) > ROWS else 0)


def last_delivery(shop: Shop) -> Received | None:
    return Received.objects.filter(shop=shop).select_related("connection").defer("body").order_by("-id").first()


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    before = number(request.GET.get("before"))
    found = waiting(request.shop, before)
    last = None if found.rows else last_delivery(request.shop)
    return render(request, "console/quarantine.html", {
        "slice": found, "before": before, "last": last, "last_at": moment(last.received_at) if last else "",
        "may_act": may_act(request.member), "again": request.GET.get("again")})


@desk_page(OWNER, STAFF)
@require_POST
def again(request: DeskRequest) -> HttpResponse:
    """One, by its own button, or all that are ticked; only this shop's."""
    wanted = [request.POST["one"]] if "one" in request.POST else request.POST.getlist("received")
    ours = Received.objects.filter(shop=request.shop, pk__in=[number(text) for text in wanted[:1000]])
    done = run_again(list(ours.values_list("pk", flat=True)), by=by(request.member), now=now())
    return HttpResponseRedirect(f"/quarantine?again={done}")


def one_of(shop: Shop, pk: int) -> Received:
    found = Received.objects.filter(shop=shop, pk=pk).select_related("connection").first()
    if found is None:
        raise Http404
    return found


@desk_page(OWNER, STAFF)
@require_safe
def body(request: DeskRequest, pk: int) -> HttpResponse:
    """As it came, for eyes only: every character is text."""
    row = one_of(request.shop, pk)
    looked_at(request.member, row.order, f"body of delivery {row.pk}")
    text, is_json = readable(bytes(row.body))
    return render(request, "console/quarantine_body.html", {
        "row": row, "trouble": trouble(row.reason or row.last_error), "state": f"quarantine.state_{row.state}",
        "asked": asked(unknown_in(row)) if row.state == "quarantined" else [], "meanings": meanings(),
        "lines": text[:SHOWN].splitlines(), "cut": SHOWN if len(text) > SHOWN else 0, "is_json": is_json, "size": len(row.body),
        "order": Order.objects.filter(shop=request.shop, pk=row.order).select_related("connection").first()})


def readable(raw: bytes) -> tuple[str, bool]:
    """JSON with a field a line (figures stay as they were written); anything else as it is, what is no UTF-8 as �."""
    try:
        return msgspec.json.format(raw, indent=2).decode(), True
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw.decode("utf-8", "replace"), False


@desk_page(OWNER, STAFF)
@require_safe
def saved(request: DeskRequest, pk: int) -> HttpResponse:
    """The very bytes, to be saved, never shown by the browser."""
    row = one_of(request.shop, pk)
    looked_at(request.member, row.order, f"body of delivery {row.pk}, saved")
    headers = {"Content-Disposition": f'attachment; filename="delivery-{row.pk}.bin"',
               "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(row.body), content_type="application/octet-stream", headers=headers)
