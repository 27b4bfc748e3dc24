"""Pages of what comes in and what goes out, and of how the shop wants it: quarantine, connections, mails, settings."""

from django.urls import URLPattern, path

from todoke.console import connections, figures, mails, quarantine, shop_settings, wordings

pages_of_shop: list[URLPattern] = [
    path("quarantine", quarantine.listed),
    path("quarantine/again", quarantine.again),
    path("quarantine/words", wordings.listed),
    path("quarantine/words/teach", wordings.learned),
    path("quarantine/words/forget", wordings.forgotten),
    path("quarantine/<int:pk>", quarantine.body),
    path("quarantine/<int:pk>/body", quarantine.saved),
    path("connections", connections.listed),
    path("connections/new", connections.connected),
    path("connections/<int:pk>", connections.one),
    path("connections/<int:pk>/secret", connections.rotated),
    path("connections/<int:pk>/mails", connections.switched),
    path("mails", mails.listed),
    path("mails/figures", figures.shown),
    path("mails/<int:pk>", mails.one),
    path("mails/<int:pk>/html", mails.page),
    path("settings", shop_settings.shown),
    path("settings/save", shop_settings.saved),
    path("settings/hold", shop_settings.held),
    path("settings/brake", shop_settings.braked),
    path("settings/test", shop_settings.tested),
]
