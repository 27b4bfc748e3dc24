"""The orders as a file to take away (CMD-24): for who may see people, and written down who took it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console import naming
from todoke.console.doors import OWNER, STAFF, WAREHOUSE, Desk, DeskRequest, access, desk_of, desk_page
from todoke.console.moments import local
from todoke.desk.exporting import Export, Wanted
from todoke.rules.order import PROGRESS_STATES, UNHEARD

ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}
BACK = 31 * 86_400  # seconds: what the form proposes


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_safe
def asked(request: DeskRequest) -> HttpResponse:
    desk = desk_of(request)
    states = [(state, naming.heading("progress", state)) for state in PROGRESS_STATES if state != UNHEARD]
    return render(request, "console/exporting.html", {"since": local(desk.now - BACK).strftime("%Y-%m-%d"), "states": states})


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_POST
def written(request: DeskRequest) -> HttpResponse:
    """Streamed: however many orders, nothing waits in memory."""
    desk, form = desk_of(request), request.POST
    state = form.get("state", "") if form.get("state", "") in PROGRESS_STATES else ""
    encoding = ENCODINGS.get(form.get("encoding", ""), "utf-8-sig")
    language = "ja" if form.get("heads", "ja") == "ja" else "en"
    access.info("access user=%s shop=%s what=export since=%s state=%s", desk.person.user_id, desk.shop.pk, form.get("since", "")[:10], state)
    export = Export(Wanted(desk.shop, since(form.get("since", ""), desk), state), encoding, language)
    answer: HttpResponseBase = StreamingHttpResponse(export, content_type=f"text/csv; charset={'Shift_JIS' if encoding == 'cp932' else 'utf-8'}")
    answer.headers["Content-Disposition"] = f'attachment; filename="orders-{local(desk.now):%Y%m%d-%H%M}.csv"'
    return answer  # type: ignore[return-value]  # a page like any other but for its length


def since(text: str, desk: Desk) -> int:
    """The first second of that day in the shop's zone; of all time where none is written."""
    try:
        return max(0, int(datetime.fromisoformat(text[:10]).replace(tzinfo=ZoneInfo(desk.zone)).timestamp()))
    except (ValueError, OverflowError):
        return 0
