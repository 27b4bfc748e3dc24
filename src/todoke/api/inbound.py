"""What comes in from channels: find the connection, prove it is from there, write it down, answer.

  unknown connection                404, no row
  over 10 MB                        413, unread, no row
  not proven                        401, no row
  proven                            200 once it is safe on disk, however bad its body is: what cannot be understood waits in quarantine
  the disk is not ready in time     503: the channel sends it again"""

import logging

from django.http import HttpRequest, HttpResponse
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


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_POST
def inbound(request: HttpRequest, channel: str, name: str) -> HttpResponse:
    connection = route(channel, name)
    if connection is None:
        return plain("no such connection", 404)
    if int(request.headers.get("content-length") or 0) > MOST:
        return too_large()
    body = request.read(MOST + 1)
    if len(body) > MOST:
        return too_large()
    at = now()
    try:
        proof = CHANNELS[channel].prove({key.lower(): value for key, value in request.headers.items()}, body, valid_secrets(connection, at), at)
    except Unproven as error:
        log.info("%s: refused, %s", connection, error)
        return plain(f"not proven: {error}", 401)
    try:
        writer.write(Delivery(connection.shop_id, connection.pk, proof.delivery[:100], proof.topic[:80], body, at, str(connection)))
    except Exception:
        log.exception("%s: not stored", connection)
        return plain("not stored; send it again", 503)
    return plain("ok", 200)


def too_large() -> HttpResponse:
    """The rest is not read: the connection ends here."""
    response = plain("larger than 10 MB", 413)
    response["Connection"] = "close"
    return response
