"""The room's name, as Django knows it."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "todoke.orders"
