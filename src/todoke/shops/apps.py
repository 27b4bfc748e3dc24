"""The room's name, as Django knows it."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "todoke.shops"
