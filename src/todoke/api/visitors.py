"""Where a visitor comes from: behind a proxy every connection has the proxy's own address, and a limit on guessing would stop everybody at once."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SITE = 64  # bits of an IPv6 address that one household has; the rest it chooses anew for every request, if it likes


class Visitors:
    """REMOTE_ADDR becomes the visitor's, for the limits (of IPv6 its network). It names nobody anywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = visitor(str(request.META.get("REMOTE_ADDR") or ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
        return self.get_response(request)


def visitor(peer: str, forwarded: str) -> str:
    """What the proxy says last, as it has added that itself; whoever comes without a proxy says nothing about themselves."""
    said = read(forwarded.rpartition(",")[2]) if is_proxy(peer) else None
    found = said or read(peer)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, SITE), strict=False))
    return str(found) if found else peer


def read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_proxy(peer: str) -> bool:
    """This machine, a socket's file (which has no address), and in production whatever stands in the same private network."""
    found = read(peer)
    return found is None or found.is_loopback or (settings.PRODUCTION and found.is_private)
