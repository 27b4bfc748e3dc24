"""Alive, and ready: can orders be taken in?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from todoke.desk.intake import writer


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when a delivery could be written down now; 503 with the reason when not. Of a full disk only a write can tell."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM desk_received LIMIT 1")
    except DatabaseError as error:
        return JsonResponse({"ready": False, "reason": f"the database does not answer: {error}"}, status=503)
    if why := writer.trouble():
        return JsonResponse({"ready": False, "reason": f"the last delivery could not be written down: {why}"}, status=503)
    return JsonResponse({"ready": True})
