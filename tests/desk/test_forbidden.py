"""What a marketplace forbids does not leave, whatever a template says; the rule is kept with the notice."""

import pytest
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs

from todoke.notices.models import CaughtMail, Notice
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("channel", ["amazon", "rakuten", "yahoo"])
def test_what_a_marketplace_forbids_is_kept_back_with_its_rule(channel: str) -> None:
    """NTC-15, CHN-7: guard 7, asked of the very text."""
    comes_in(a_shop(), placed())
    Connection.objects.update(channel=channel)  # as if the order had come from there

    the_worker_runs()

    notice = Notice.objects.get()
    assert (notice.state, notice.reason.partition(":")[0]) == ("suppressed", "forbidden") and not CaughtMail.objects.exists()


def test_an_own_shop_may_say_it() -> None:
    """NTC-15."""
    comes_in(a_shop(), placed())
    the_worker_runs()
    assert Notice.objects.get().state == "sent"
