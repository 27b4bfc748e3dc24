"""What comes in from channels: find the connection, prove it is from there, write it down, answer.

  unknown connection                404, no row
  over 10 MB                        413, unread, no row
  not proven                        401, no row
  proven                            200 once it is safe on disk, however bad its body is: what cannot be understood waits in quarantine
  the disk is not ready in time     503: the channel sends it again; so it does where the database is away"""

import hashlib
import logging
import time
from collections.abc import Iterator
from typing import IO

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from todoke.channels.channel import Unproven
from todoke.channels.registry import CHANNELS
from todoke.desk.intake import Delivery, writer
from todoke.due.clock import now
from todoke.shops.find import route
from todoke.shops.secrets import valid_secrets

log = logging.getLogger("todoke.inbound")
MOST = 10 * 1024 * 1024
PATIENCE = 5  # seconds for a sender to finish what is thrown away
LONGEST = 100  # characters of a delivery's id


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_POST
def inbound(request: HttpRequest, channel: str, name: str) -> HttpResponseBase:
    try:
        connection = route(channel, name)
    except DatabaseError:
        log.exception("%s/%s: the database is away", channel, name)
        return plain("not stored; send it again", 503)
    if connection is None:
        return plain("no such connection", 404)
    if int(request.headers.get("content-length") or 0) > MOST:
        return too_large(request)
    body = sent(request).read(MOST + 1)
    if len(body) > MOST:
        return too_large(request)
    at = now()
    try:
        proof = CHANNELS[channel].prove({key.lower(): value for key, value in request.headers.items()}, body, valid_secrets(connection, at), at)
    except Unproven as error:
        log.info("%s: refused, %s", connection, error)
        return plain(f"not proven: {error}", 401)
    try:
        writer.write(Delivery(connection.shop_id, connection.pk, name_of(proof.delivery), proof.topic[:80], body, at, str(connection)))
    except Exception:
        log.exception("%s: not stored", connection)
        return plain("not stored; send it again", 503)
    return plain("ok", 200)


def sent(request: HttpRequest) -> IO[bytes] | HttpRequest:
    """Where the body comes from. Django takes one that is sent in chunks, without its length, for empty; the server knows where that ends."""
    chunked = request.headers.get("transfer-encoding", "").lower() == "chunked" and request.META.get("wsgi.input_terminated")
    return request.META["wsgi.input"] if chunked else request


def name_of(delivery: str) -> str:
    """A delivery's own id; of a longer one a digest stands for the rest, so that no two become one."""
    return delivery if len(delivery) <= LONGEST else f"{delivery[:35]}~{hashlib.sha256(delivery.encode(errors='replace')).hexdigest()}"


def too_large(request: HttpRequest) -> StreamingHttpResponse:
    """Nothing of it is kept: the connection ends here."""
    said = b"larger than 10 MB\n"
    response = StreamingHttpResponse(answered(said, request), status=413, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(said))
    response["Connection"] = "close"
    return response


def answered(said: bytes, request: HttpRequest) -> Iterator[bytes]:
    """The answer at once. What is still being sent is thrown away for a moment: who is cut off while sending never reads the answer."""
    yield said
    until, source = time.monotonic() + PATIENCE, sent(request)
    try:
        if link := request.META.get("gunicorn.socket"):
            link.settimeout(PATIENCE)
        while time.monotonic() < until and source.read(1 << 16):
            pass
    except (OSError, ValueError):  # it is gone, or has gone silent
        log.info("a sender of too much went away")
