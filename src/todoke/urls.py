"""Where each face is found."""

from django.urls import URLPattern, URLResolver, include, path

handler500 = "todoke.console.gate.trouble"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("todoke.api.urls")),
    path("", include("todoke.console.urls")),
    path("", include("todoke.buyer.urls")),
]
