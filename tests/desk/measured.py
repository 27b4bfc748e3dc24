"""A mail that is measured: sent by a shop that does so, with its links as they left."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.buyer.measured import clerk
from todoke.due.clock import iso
from todoke.notices.models import CaughtMail, Measured
from todoke.shops.choices import change

LATER = NOW + 3600


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in the test's own transaction, an hour after the mail."""
    monkeypatch.setattr(clerk, "take", clerk.write)
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def page_of_a_mail(measure: str, *, agreed: bool = False, number: str = "1001") -> str:
    """The HTML part of a confirmation, as it was handed over."""
    connection = a_shop()
    change(connection.shop, {"measure": measure}, by="owner", now=NOW)
    consent = [told("advertising_consent", number, allowed=True, by="buyer")] if agreed else []
    comes_in(connection, placed(number), *consent)
    the_worker_runs()
    return html_of(number)


def html_of(number: str = "1001") -> str:
    mail = email.message_from_bytes(bytes(CaughtMail.objects.filter(order=the_order(number).pk).latest("pk").raw), policy=default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def signed_links(html: str) -> list[str]:
    """The paths of those that lead through the desk."""
    return [unescape(one) for one in re.findall(rf'href="{re.escape(settings.PUBLIC_URL)}(/r/[^"]+)"', html)]


def pictures(html: str) -> list[str]:
    return re.findall(rf'src="{re.escape(settings.PUBLIC_URL)}(/o/[^"]+)"', html)


def pressed(path: str, **headers: str) -> str:
    """Where it leads."""
    return str(Client(headers=headers).get(path).headers.get("Location", ""))


def counted() -> list[tuple[str, int, int]]:
    return list(Measured.objects.order_by("what", "link").values_list("what", "link", "count"))
