"""Who may come in: every page of the console stands behind `desk_page`. What belongs to another shop is never found."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from todoke.due.clock import now
from todoke.shops.choices import show
from todoke.shops.find import member
from todoke.shops.models import Member, Shop

OWNER, STAFF, READONLY, WAREHOUSE = "owner", "staff", "readonly", "warehouse"
ROLES = (OWNER, STAFF, READONLY, WAREHOUSE)
P = ParamSpec("P")
access = logging.getLogger("todoke.access")
access.setLevel(logging.INFO)  # whatever TODOKE_LOG says: who looked is always kept


class DeskRequest(HttpRequest):
    """A request by somebody who works in a shop."""

    shop: Shop
    member: Member


Page = Callable[Concatenate[DeskRequest, P], HttpResponse]


def desk_page(*roles: str) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Only for people of a shop, and only for these roles (none named: all). Anonymous → sign-in; another role → 403."""
    allowed = roles or ROLES

    def door(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(page)
        def opened(request: HttpRequest, /, *args: P.args, **named: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = member(request.user)
            if found is None or found.role not in allowed:
                raise PermissionDenied
            if holds_nul(request):
                raise BadRequest("a NUL character is no text")
            inside: Any = request
            inside.shop, inside.member = found.shop, found
            with timezone.override(ZoneInfo(show(found.shop)["zone"])):
                response = page(inside, *args, **named)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        return opened

    return door


def holds_nul(request: HttpRequest) -> bool:
    """No field of ours holds one, and PostgreSQL keeps none in a text."""
    return any("\0" in text for form in (request.GET, request.POST) for _, texts in form.lists() for text in texts)


def may_act(person: Member) -> bool:
    """Owner and staff change orders; the warehouse ships; who only reads changes nothing."""
    return person.role in (OWNER, STAFF)


def number(text: str | None) -> int:
    """A key from the address line, or 0."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def by(person: Member) -> str:
    """Under this name the journal keeps what they did."""
    return f"staff:{person.user.get_username()}"[:150]


def looked_at(person: Member, order: int, what: str) -> None:
    """TRU-5: access to a person's data is logged, without the data."""
    access.info("access user=%s shop=%s order=%s what=%s", person.user_id, person.shop_id, order, what)


@dataclass(frozen=True)
class Desk:
    """Who sits at the desk, in which shop, and what time it is there."""

    person: Member
    shop: Shop
    zone: str
    now: int

    @property
    def name(self) -> str:
        return self.person.user.get_username()

    @property
    def by(self) -> str:
        return by(self.person)

    @property
    def writes(self) -> bool:
        return may_act(self.person)

    @property
    def ships(self) -> bool:
        return self.person.role in (OWNER, STAFF, WAREHOUSE)

    @property
    def owns(self) -> bool:
        return self.person.role == OWNER

    def looked_at(self, order: int, what: str) -> None:
        looked_at(self.person, order, what)


def desk_of(request: Any) -> Desk:
    """Of a request that came through a door."""
    return Desk(request.member, request.shop, show(request.shop)["zone"], now())
