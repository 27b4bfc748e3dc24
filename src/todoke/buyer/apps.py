"""The room's name, as Django knows it."""

from django.apps import AppConfig


class BuyerConfig(AppConfig):
    name = "todoke.buyer"
