"""The API's read side: orders as machines read them, and apart from them, for keys that may, the people (WEB-4).

Lists are paged by key: `next` of an answer is the `cursor` of the next question. Errors are problem+json."""

import hashlib
import logging
from typing import Any

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from todoke.desk.story import row_of, story_of
from todoke.orders.models import Order, Personal
from todoke.rules import order as rules
from todoke.rules.order import PROGRESS_STATES
from todoke.shops.models import ApiKey

log = logging.getLogger("todoke.access")
MOST = 250
PROBLEM = "application/problem+json"


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        return ApiKey.objects.select_related("shop").filter(digest=hashlib.sha256(token.encode()).hexdigest()).first()


class Described(NinjaAPI):
    """Every answer is described: also the one to a key that opens nothing, and errors as what they are."""

    def get_openapi_schema(self, **options: Any) -> Any:
        found = super().get_openapi_schema(**options)
        for operation in [one for methods in found["paths"].values() for one in methods.values()]:
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return found


api = Described(title="Todoke", version="1", docs_url=None, openapi_url="/openapi.json", auth=Bearer(), urls_namespace="api",
               description="Orders of one shop: what came, what was decided, what the buyer was told. POST /in/plain/NAME reports events (Standard Webhooks).")


class Problem(Schema):
    """RFC 9457."""

    title: str
    status: int
    detail: str = ""


REFUSED = {401: Problem, 404: Problem}


class OrderRow(Schema):
    number: str
    channel: str
    connection: str
    shop: str
    placed_at: str | None
    changed_at: int
    progress: str
    funds: str
    hold: str
    dispute: str
    currency: str
    total: str | None


class OrderPage(Schema):
    orders: list[OrderRow]
    next: str | None


class Asked(Schema):
    """Which orders: moments are seconds UTC."""

    created_since: int | None = None
    changed_since: int | None = None
    progress: str | None = None
    limit: int = 50
    cursor: str | None = None


@api.get("/orders", response={200: OrderPage, 400: Problem, 401: Problem}, summary="Orders, the last changed first")
def orders(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    if not 1 <= asked.limit <= MOST:
        raise HttpError(400, f"limit is {asked.limit}. It must lie between 1 and {MOST}.")
    if asked.progress and asked.progress not in PROGRESS_STATES:
        raise HttpError(400, f"progress is {asked.progress!r}. It must be one of {', '.join(PROGRESS_STATES)}.")
    found = Order.objects.select_related("connection", "shop").filter(shop=key_of(request).shop).order_by("-changed_at", "-id")
    for column, since in (("placed_at__gte", asked.created_since), ("changed_at__gte", asked.changed_since)):
        if since is not None:
            found = found.filter(**{column: bounded(since)})
    if asked.progress:
        found = found.filter(progress=asked.progress)
    if asked.cursor:
        at, pk = place(asked.cursor)
        found = found.filter(changed_at__lte=at).exclude(changed_at=at, id__gte=pk)
    rows = list(found[: asked.limit + 1])
    more = rows[asked.limit - 1] if len(rows) > asked.limit else None
    return {"orders": [row_of(order) | {"changed_at": order.changed_at} for order in rows[: asked.limit]],
            "next": f"{more.changed_at}-{more.pk}" if more else None}


def place(cursor: str) -> tuple[int, int]:
    at, _, pk = cursor.partition("-")
    if not (at.isdecimal() and pk.isdecimal() and len(cursor) < 40):
        raise HttpError(400, "cursor is none that an answer gave. Take `next` of the answer before, or leave it out.")
    return bounded(int(at)), bounded(int(pk))


def bounded(number: int) -> int:
    """Within what a database counts."""
    return max(0, min(number, 2**62))


# a number may hold a slash: the longer path is asked first
@api.get("/orders/{connection}/{path:number}/recipient", response={200: dict[str, Any], **REFUSED, 403: Problem}, summary="Names and addresses of one order")
def recipient(request: HttpRequest, connection: str, number: str) -> dict[str, Any]:
    """For keys with the scope `people` only; each reading is logged (TRU-5)."""
    if not key_of(request).people:
        raise HttpError(403, "this key may not read people. Make one with: todoke key NAME --people")
    found = the_order(request, connection, number)
    log.info("key %s read the recipient of order %s", key_of(request).name, found.pk)
    value = rules.decoder.decode(found.state)
    refs = {value.contact[1]: "contact", value.address[1]: "address"}
    rows = Personal.objects.filter(shop=found.shop_id, order=found, ref__in=[ref for ref in refs if ref]).values_list("ref", "data")
    return {refs[ref]: msgspec.json.decode(data) for ref, data in rows}


@api.get("/orders/{connection}/{path:number}", response={200: dict[str, Any], **REFUSED}, summary="One order's story")
def order(request: HttpRequest, connection: str, number: str) -> dict[str, Any]:
    story = story_of(the_order(request, connection, number))
    return story | {"notices": [{k: v for k, v in notice.items() if k != "recipient"} for notice in story["notices"]]}


def the_order(request: HttpRequest, connection: str, number: str) -> Order:
    bare = number.lstrip("#")
    found = Order.objects.select_related("connection", "shop").filter(
        Q(number__in=(number, bare, f"#{bare}")) | Q(number="", ref=number), shop=key_of(request).shop, connection__name=connection).first()
    if found is None:
        raise HttpError(404, f"this shop has no order {connection}/{number}")
    return found


def key_of(request: HttpRequest) -> ApiKey:
    found: ApiKey = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return found


@api.exception_handler(HttpError)
def problem(request: HttpRequest, error: HttpError) -> HttpResponse:
    return told(error.status_code, error.message)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return told(400, "; ".join(f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors))


def told(status: int, detail: str) -> HttpResponse:
    titles = {400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found"}
    body = msgspec.json.encode({"title": titles.get(status, "Error"), "status": status, "detail": detail})
    return HttpResponse(body, status=status, content_type=PROBLEM)


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """A machine that asks for a page that is none is answered like a machine."""
    return told(404, f"there is no /api/{rest}. What there is stands in /api/openapi.json.")
