"""A file of tracking numbers at the desk: read, shown what will become of each row, and only then done (CMD-23)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import msgspec
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.channels.csv.file import ENCODING_NAMES, Sheet, Unreadable
from todoke.channels.csv.parcels import Reader, Wanted, parcel_sheet, wanted
from todoke.console.doors import OWNER, STAFF, WAREHOUSE, Desk, DeskRequest, desk_of, desk_page
from todoke.console.leaving import why
from todoke.console.reasons import translated
from todoke.console.saying import known, language, say
from todoke.console.told import tell
from todoke.desk.shipping import DUPLICATE, TAKEN, Answer, planned, ship
from todoke.tracking.carriers import carrier_of, name_of

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 5000
SHOWN = 500  # rows on the page; what may not leave comes first
SALT, LASTS = "todoke.parcels", 4 * 3600
BETWEEN = {",": "comma", "\t": "tab", ";": "semicolon"}


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_safe
def asked(request: DeskRequest) -> HttpResponse:
    return render(request, "console/parcel_file.html", {})


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_POST
def checked(request: DeskRequest) -> HttpResponse:
    """Nothing is done yet: what would become of each row."""
    desk, file = desk_of(request), request.FILES.get("file")
    carrier = request.POST.get("carrier", "").strip()[:60]
    try:
        sheet, rows = rows_of(file, Reader(desk.zone, desk.now, carrier_of(carrier) or carrier))
    except Unreadable as error:
        return render(request, "console/parcel_file.html", {"wrong": str(error), "carrier": carrier}, status=400)
    answers = planned(rows, [desk.shop.pk], desk.now)[0]
    return render(
        request,
        "console/parcel_file.html",
        page_of(desk, answers) | {"sheet": sheet_in_words(sheet), "rows_to_send": signing.dumps(msgspec.to_builtins(rows), salt=SALT, compress=True)},
    )


def rows_of(file: "UploadedFile[Any] | None", reader: Reader) -> tuple[Sheet, list[Wanted]]:
    """Raises Unreadable, in the reader's language."""
    if file is None:
        raise Unreadable(say("parcel_file.no_file"))
    if (file.size or 0) > LARGEST:
        raise Unreadable(say("parcel_file.too_large"))
    try:
        sheet = parcel_sheet(cast(BinaryIO, file.file), {})
    except Unreadable as error:
        raise Unreadable(translated(str(error), "unreadable") or str(error)) from None
    rows: list[Wanted] = []
    for row in wanted(sheet, reader):
        if len(rows) == MOST_ROWS:
            raise Unreadable(say("parcel_file.too_many", n=MOST_ROWS))
        rows.append(row)
    return sheet, rows


def sheet_in_words(sheet: Sheet) -> dict[str, Any]:
    columns = [
        (column, say(f"fields.{field}") if known(f"fields.{field}") else "")
        for column, field in zip(sheet.columns, sheet.meaning.fields, strict=True)
        if column
    ]
    return {
        "read": [pair for pair in columns if pair[1]],
        "left": [column for column, field in columns if not field],
        "tool": sheet.meaning.tool,
        "encoding": ENCODING_NAMES[sheet.encoding],
        "between": say(f"parcel_file.{BETWEEN[sheet.delimiter]}"),
    }


def page_of(desk: Desk, answers: Sequence[Answer]) -> dict[str, Any]:
    """What may not leave first, then what is known, then what will leave."""
    counts = Counter(one.result for one in answers)
    order = sorted(range(len(answers)), key=lambda at: (answers[at].result in (TAKEN, DUPLICATE), answers[at].result == TAKEN, at))
    shown = [line(answers[at]) for at in order[:SHOWN]]
    refused = len(answers) - counts[TAKEN] - counts[DUPLICATE]
    return {"lines": shown, "more": len(answers) - len(shown), "leaving": counts[TAKEN], "known": counts[DUPLICATE], "refused": refused, "checked": True}


def line(one: Answer) -> dict[str, Any]:
    row = one.row
    return {
        "place": row.place,
        "order": one.order,
        "number": row.number,
        "carrier": name_of(row.carrier, language()) if row.carrier else "",
        "numbers": " ".join(row.numbers),
        "why": why(one.reason) if one.result not in (TAKEN, DUPLICATE) else "",
        "known": one.result == DUPLICATE,
    }


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_POST
def done(request: DeskRequest) -> HttpResponse:
    """The same rows, looked at once more and reported. The same again changes nothing."""
    desk = desk_of(request)
    try:
        rows = msgspec.convert(signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=LASTS), list[Wanted])
    except (signing.BadSignature, msgspec.ValidationError):
        tell(request, say("parcel_file.stale"), trouble=True)
        return HttpResponseRedirect("/packing/file")
    answers = ship(rows, [desk.shop.pk], by=desk.by, now=desk.now)
    return render(request, "console/parcel_file.html", page_of(desk, answers) | {"finished": True})
