"""The buyer's pages."""

from django.urls import URLPattern, path

from todoke.buyer.looking import look_up
from todoke.buyer.measured import led_on, picture
from todoke.buyer.opting_out import opt_out
from todoke.buyer.page import status_page, wish

urlpatterns: list[URLPattern] = [
    path("s", look_up, name="look_up"),
    path("s/<str:token>", status_page, name="status"),
    path("u/<str:token>", opt_out, name="opt_out"),
    path("r/<str:token>", led_on, name="led_on"),
    path("o/<str:token>.gif", picture, name="picture"),
    path("s/<str:token>/<slug:what>", wish, name="wish"),
]
