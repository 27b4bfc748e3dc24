"""The floor of a webhook: the same server, a Django view that does nothing."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="nothing is signed with it", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    return HttpResponse(b"ok\n", content_type="text/plain; charset=utf-8", headers={"Content-Length": "3"})


urlpatterns = [path("<path:rest>", nothing)]
application = get_wsgi_application()
