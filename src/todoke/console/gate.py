"""Coming in: sign-in with a limit on guessing, sign-out, the page of the first run, and the language of the console."""

import hashlib
import sys

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from todoke.console.today import today
from todoke.shops.find import member

TRIES, WINDOW = 5, 900  # guesses for one name from one address, and for how many seconds they count
MOST_TRIES = 30  # from one address, whatever the names


def front(request: HttpRequest) -> HttpResponse:
    """The page of today; for whoever is not in, sign-in, or how to begin where nobody exists yet."""
    if request.user.is_authenticated and member(request.user):
        return today(request)
    if get_user_model().objects.exists():
        return HttpResponseRedirect("/sign-in")
    return render(request, "console/first_run.html")


def trouble(request: HttpRequest) -> HttpResponse:
    """Something of ours went wrong; where the database is away that passes, and whoever asks again is answered."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    page = loader.get_template("500.html").render({}, request)
    return HttpResponse(page, status=503 if away else 500, headers={"Retry-After": "30"} if away else {})


def guess_key(request: HttpRequest, name: str) -> str:
    return "guess:" + hashlib.sha256(f"{name.casefold()}\0{request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()


def guesses(key: str) -> int:
    """Counted so far."""
    cache.add(key, 0, WINDOW)
    return int(cache.get(key, 0))


def one_more(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 0


@never_cache  # nobody who shares the browser goes back to a name, or to a form's token
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; after five wrong guesses a quarter of an hour of rest for that name from that address, after thirty for the address."""
    aim = request.POST.get("next", request.GET.get("next", ""))
    aim = aim if url_has_allowed_host_and_scheme(aim, allowed_hosts={request.get_host()}) else "/"
    context = {"next": aim, "name": request.POST.get("name", ""), "signed_in_without_shop": request.user.is_authenticated and member(request.user) is None}
    if request.method != "POST":
        return render(request, "console/sign_in.html", context)
    key, anybody = guess_key(request, str(context["name"])), guess_key(request, "any\0name")
    left = min(TRIES - guesses(key), MOST_TRIES - guesses(anybody))
    user = authenticate(request, username=context["name"], password=request.POST.get("password", "")) if left > 0 else None
    if user is None:
        left = min(TRIES - one_more(key), MOST_TRIES - one_more(anybody)) if left > 0 else 0
        return render(request, "console/sign_in.html", context | {"left": max(0, left), "wrong": True}, status=429 if left <= 0 else 400)
    cache.delete(key)
    login(request, user)
    return HttpResponseRedirect(aim)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The console's language, kept in a cookie."""
    wanted, aim = request.POST.get("language", ""), request.POST.get("next", "/")
    response = HttpResponseRedirect(aim if url_has_allowed_host_and_scheme(aim, allowed_hosts={request.get_host()}) else "/")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86_400, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
