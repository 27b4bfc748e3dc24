"""Alive, and ready: can orders be taken in?"""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from todoke.desk.intake import writer

log = logging.getLogger("todoke.inbound")


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when a delivery could be written down now; 503 with the reason when not. Of a full disk only a write can tell."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM desk_received LIMIT 1")
    except DatabaseError as error:
        log.warning("the database does not answer: %s", error)  # where it stands is for the operator's eyes
        return not_ready("the database does not answer")
    if why := writer.trouble():
        log.warning("the last delivery could not be written down: %s", why)
        return not_ready("the last delivery could not be written down")
    return JsonResponse({"ready": True})


def not_ready(reason: str) -> JsonResponse:
    return JsonResponse({"ready": False, "reason": f"{reason}; the log says more"}, status=503)
