"""A file of orders at the desk: its columns as they were understood, corrected once and remembered; what is bad in it; and then it is taken in."""

from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.channels.csv import heads
from todoke.channels.csv.file import ENCODING_NAMES, Sheet, Unreadable
from todoke.channels.csv.orders import corrected, has_fractions, head_of, order_sheet, tells_payments
from todoke.console.doors import OWNER, STAFF, Desk, DeskRequest, access, desk_of, desk_page
from todoke.console.reasons import trouble
from todoke.console.saying import say
from todoke.console.ship import BETWEEN
from todoke.console.told import tell
from todoke.desk.order_file import DUPLICATE, IGNORED, QUARANTINED, TAKEN, Bad, Found, first_rows, looked_at, of_the_shop, taken_in
from todoke.desk.uploads import LARGEST, TooLarge, Upload, brought, discard, keep
from todoke.shops.connect import Offer, Taken, connect
from todoke.shops.models import Connection, Shop

UNREADABLE = (("is empty", "empty"), ("tells parcels", "parcels"), ("names the goods", "no_goods"), ("tells number", "no_number"))
PAGE = "console/order_file.html"
MEGABYTES = LARGEST // (1024 * 1024)
LONGEST = 40  # characters of a sample


class Opened(NamedTuple):
    """A file as it is understood; `wrong`: why it cannot be taken in as it is."""

    sheet: Sheet
    wrong: str = ""


@desk_page(OWNER, STAFF)
@require_safe
def asked(request: DeskRequest) -> HttpResponse:
    return form(request)


def form(request: DeskRequest, wrong: str = "") -> HttpResponse:
    files = list(of_the_shop(request.shop.pk))
    return render(request, PAGE, {"connections": files, "wrong": wrong, "mb": MEGABYTES}, status=400 if wrong else 200)


@desk_page(OWNER, STAFF)
@require_POST
def checked(request: DeskRequest) -> HttpResponse:
    """The file is kept until it is said what it means; no order is made of it."""
    desk, file = desk_of(request), request.FILES.get("file")
    if file is None:
        return form(request, say("parcel_file.no_file"))
    connection = connection_in(desk.shop, request.POST.get("connection", ""), desk.now)
    try:
        mark = kept(desk, connection, file)
    except TooLarge:
        return form(request, say("order_file.too_large", n=MEGABYTES))
    return understood(request, desk, connection, mark)


def connection_in(shop: Shop, named: str, now: int) -> Connection:
    """The one that was picked, or the only one; the first file makes it."""
    files = list(of_the_shop(shop.pk))
    found = next((one for one in files if str(one.pk) == named), files[0] if files else None)
    if found:
        return found
    for name in ("import", f"import-{shop.pk}"):
        try:
            return connect(Offer("csv", name, shop.name), now=now)[0]
        except Taken:
            continue
    raise RuntimeError(f"shop {shop.pk} has no order files, and their name is taken")


def kept(desk: Desk, connection: Connection, file: "UploadedFile[Any]") -> str:
    return keep(connection, desk.person.user_id, file.name or "", file.chunks(), now=desk.now)


def opened(upload: Upload, connection: Connection) -> Opened:
    """Raises Unreadable, in the reader's language, for what no column's name could mend."""
    said = connection.settings.get("columns", {})
    try:
        return Opened(order_sheet(upload.file, said))
    except Unreadable as error:
        why = next((say(f"order_file.{name}") for sign, name in UNREADABLE if sign in str(error)), str(error))
        try:
            return Opened(head_of(upload.file, said), why)
        except Unreadable:
            raise Unreadable(why) from None


def understood(request: DeskRequest, desk: Desk, connection: Connection, mark: str, wrong: str = "") -> HttpResponse:
    """How its columns are read, and what would become of its orders."""
    upload = brought(connection, desk.person.user_id, mark, now=desk.now)
    if upload is None:
        return form(request, say("order_file.stale"))
    with upload.file:
        try:
            sheet, why = opened(upload, connection)
        except Unreadable as error:
            discard(connection, desk.person.user_id)
            return form(request, str(error))
        found = None if why else looked_at(connection, sheet, now=desk.now)
        context = page_of(sheet, found) | {"upload": upload, "connection": connection, "wrong": wrong or why, "doubts": doubts(sheet)}
        return render(request, PAGE, context, status=400 if context["wrong"] else 200)


def page_of(sheet: Sheet, found: Found | None) -> dict[str, Any]:
    between = say(f"parcel_file.{BETWEEN[sheet.delimiter]}")
    return {"columns": columns_of(sheet), "fields": fields(), "encoding": ENCODING_NAMES[sheet.encoding], "between": between, "tool": sheet.meaning.tool,
            "found": found and counts(found), "bad": [bad_in_words(one) for one in found.bad] if found else []}


def counts(found: Found) -> dict[str, Any]:
    names = {"new": TAKEN, "known": DUPLICATE, "ignored": IGNORED, "bad": QUARANTINED}
    return {name: found.counts[state] for name, state in names.items()} | {"all": found.all, "whole": found.whole}


def columns_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Each with what it was taken for and what is in it."""
    rows = first_rows(sheet)
    return [{"at": at, "name": column, "field": field, "samples": list(dict.fromkeys(row[at][:LONGEST] for row in rows if at < len(row) and row[at].strip()))}
            for at, (column, field) in enumerate(zip(sheet.columns, sheet.meaning.fields, strict=True)) if column]


def fields() -> list[tuple[str, str]]:
    """What a column may mean, in words: the usual ones first."""
    return [(field, say(f"fields.{field}")) for field in FIELDS]


def doubts(sheet: Sheet) -> list[str]:
    found = [] if tells_payments(sheet) else [say("order_file.no_payments")]
    return [*found, *([say("order_file.fractions")] if has_fractions(sheet) else [])]


def bad_in_words(bad: Bad) -> dict[str, str]:
    """Line, reason, mend."""
    found = trouble(bad.reason)
    place = found.place.removeprefix("line ").partition(", ") if found.place.startswith("line ") else ("", "", found.place)
    return {"line": place[0] or bad.lines, "column": place[2], "reason": found.reason, "mend": found.mend, "order": bad.order}


@desk_page(OWNER, STAFF)
@require_POST
def mapped(request: DeskRequest) -> HttpResponse:
    """What a person says of the columns stays with these files; the file is read anew."""
    desk = desk_of(request)
    connection = connection_in(desk.shop, request.POST.get("connection", ""), desk.now)
    upload = brought(connection, desk.person.user_id, request.POST.get("mark", ""), now=desk.now)
    if upload is None:
        return form(request, say("order_file.stale"))
    with upload.file:
        try:
            sheet = opened(upload, connection).sheet
        except Unreadable as error:
            return form(request, str(error))
    said = [(column, field) for at, (column, was) in enumerate(zip(sheet.columns, sheet.meaning.fields, strict=True))
            if column and (field := request.POST.get(f"column-{at}", was)) != was and (not field or field in heads.FIELDS)]
    if said:
        connection.settings = corrected(connection.settings, said)
        connection.save(update_fields=["settings"])
    return understood(request, desk, connection, upload.mark)


@desk_page(OWNER, STAFF)
@require_POST
def taken(request: DeskRequest) -> HttpResponse:
    """Good orders are taken, bad ones are said with line, reason and mend. The same file again changes nothing."""
    desk, way = desk_of(request), request.POST.get("as", "")
    connection = connection_in(desk.shop, request.POST.get("connection", ""), desk.now)
    mark = request.POST.get("mark", "")
    if way not in ("live", "history"):
        return understood(request, desk, connection, mark, say("order_file.pick_a_way"))
    upload = brought(connection, desk.person.user_id, mark, now=desk.now)
    if upload is None:
        tell(request, say("order_file.stale"), trouble=True)
        return HttpResponseRedirect("/orders/file")
    access.info("access user=%s shop=%s what=import as=%s file=%s", desk.person.user_id, desk.shop.pk, way, mark[:16])
    with upload.file:
        try:
            sheet = order_sheet(upload.file, connection.settings.get("columns", {}))
        except Unreadable:
            return understood(request, desk, connection, mark)
        found = taken_in(connection, sheet, live=way == "live", now=desk.now, by=desk.by)
    discard(connection, desk.person.user_id)
    return render(request, PAGE, {"done": counts(found), "bad": [bad_in_words(one) for one in found.bad], "upload": upload, "live": way == "live"})


FIELDS = (
    "number", "placed_at", "placed_hour", "sku", "title", "variant", "quantity", "price", "amount", "subtotal", "shipping", "fee", "discount", "tax", "total",
    "currency", "way", "payment_state", "paid_at", "paid", "refunded", "state", "shipping_state", "shipped_at", "delivered_at", "cancelled_at", "cancel",
    "shipping_method", "carrier", "tracking", "name", "family", "given", "company", "mail", "phone", "phone1", "phone2", "phone3", "postal_code",
    "postal_code1", "postal_code2", "postal_code3", "region", "city", "line1", "line2", "country", "to_name", "to_family", "to_given", "to_company", "to_mail",
    "to_phone", "to_phone1", "to_phone2", "to_phone3", "to_postal_code", "to_postal_code1", "to_postal_code2", "to_postal_code3", "to_region", "to_city",
    "to_line1", "to_line2", "to_country", "note", "gift", "coupon", "locale", "line", "kind", "needs_parcel", "updated_at", "yahoo_state", "yahoo_payment",
    "yahoo_shipping",
)  # fmt: skip
