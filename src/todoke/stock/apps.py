"""The room's name, as Django knows it."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "todoke.stock"
