"""Pages of quarantine, connections, settings and caught mails."""

from django.urls import URLPattern, path

from todoke.console import quarantine

pages_b: list[URLPattern] = [
    path("quarantine", quarantine.listed),
    path("quarantine/again", quarantine.again),
    path("quarantine/<int:pk>", quarantine.body),
    path("quarantine/<int:pk>/body", quarantine.saved),
]
