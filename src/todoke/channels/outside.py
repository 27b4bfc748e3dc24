"""Where the desk may connect to: an address that somebody gave it must not lead to what stands inside (SSRF).

Looked at is what a name leads to at the moment of connecting, not what is written: a name may change, and 2130706433 or ::ffff:7f00:1 are 127.0.0.1.
Never: this network's own neighbours (169.254.0.0/16 is where clouds hand out their keys), everybody at once, nobody. In production neither this
machine nor a private network, unless TODOKE_INSIDE names it."""

import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import httpx
from django.conf import settings

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address stands at its end


class Inside(ValueError):
    """Where it leads is inside. The text says where, and the mend."""


class Outside(httpcore.SyncBackend):
    """Connects to what was looked at, whatever the name leads to a moment later."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = addresses(host, port)
        for one in others:
            try:
                return super().connect_tcp(one, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(last, port, timeout, local_address, socket_options)


def kept_outside(client: httpx.Client) -> httpx.Client:
    """The same client; where HTTPS_PROXY names a proxy, that one decides."""
    client._transport._pool._network_backend = Outside()  # type: ignore[attr-defined]  # httpx offers no other place for it
    return client


def addresses(host: str, port: int) -> list[str]:
    """All that may be asked, in the resolver's own sequence. Raises Inside, httpcore.ConnectError."""
    try:
        found = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from None
    fit = [one for one in found if may_be_asked(host, one)]
    if not fit:
        raise Inside(f"{host} is inside ({', '.join(found)}). If that is meant, name it in TODOKE_INSIDE.")
    return fit


def may_be_asked(host: str, address: str) -> bool:
    bare = innermost(ip_address(address))
    if bare.is_link_local or bare.is_multicast or bare.is_unspecified or bare.is_reserved:
        return False
    return bare.is_global or not settings.PRODUCTION or any(names(one, host, bare) for one in settings.INSIDE)


def innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address that is written as one of IPv6."""
    if isinstance(address, IPv4Address):
        return address
    return next(within(address), address)


def within(address: IPv6Address) -> Iterator[IPv4Address]:
    yield from (one for one in (address.ipv4_mapped, address.sixtofour) if one)
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def names(said: str, host: str, address: IPv4Address | IPv6Address) -> bool:
    """`said`: a host's name, an address, or a network such as 10.0.0.0/8."""
    if said == host.lower():
        return True
    try:
        return address in ip_network(said, strict=False)
    except ValueError:
        return False
