"""A buyer's mail address is whatever somebody typed: one that is none stops its own mails and nobody else's."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs

from todoke.cases.models import Alert
from todoke.desk import deliver
from todoke.notices.message import Envelope, build, mailable
from todoke.notices.models import CaughtMail, Notice
from todoke.notices.render import Rendered

NONE = ("no-at", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example", "<x@example.com>", "a b@example.com", "é@example.com", "@example.com",
        "a@", "a@-b.example", "a@b..example", "a@" + "b" * 70 + ".example", '"a b"@example.com', "a@b.example\0")
GOOD = {"hana@example.com": "hana@example.com", " hana@example.com ": "hana@example.com", "ｈａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ": "hana@example.com",
        "x@例え.jp": "x@xn--r8jz45g.jp", "a..b.@docomo.example": "a..b.@docomo.example", "shop@localhost": "shop@localhost"}


@pytest.mark.django_db
def test_one_bad_address_keeps_nobody_from_being_told() -> None:
    """TRU-2, NTC-24: the others get their mails; of this one staff hear, and the reason stands with the notice."""
    connection = a_shop()
    comes_in(connection, *(placed(str(at), mail=mail) for at, mail in enumerate((*NONE, "hana@example.com"))))

    the_worker_runs()

    assert list(CaughtMail.objects.values_list("recipient", flat=True)) == ["hana@example.com"]
    assert set(Notice.objects.exclude(state="sent").values_list("state", "reason")) == {("suppressed", "no_address")}
    assert Alert.objects.filter(what__contains="mail address").count() == len(NONE)


@pytest.mark.django_db
def test_a_notice_that_breaks_in_an_unforeseen_way_steps_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-2, NTC-12: the ones behind it go out in the same round."""
    comes_in(a_shop(), *(placed(str(number)) for number in range(3)))
    written = deliver.written

    def breaks(letter: deliver.Letter, now: int) -> Rendered:
        if letter.value.manner.number == "1":
            raise ZeroDivisionError("a fault of ours")
        return written(letter, now)

    monkeypatch.setattr(deliver, "written", breaks)
    the_worker_runs()

    assert CaughtMail.objects.count() == 2
    assert "a fault of ours" in Notice.objects.get(state="waiting").last_error


@pytest.mark.django_db
def test_a_notice_that_cannot_even_be_opened_steps_aside() -> None:
    """TRU-2: a row that nobody can read is claimed by itself and put off; the rest of its batch goes out."""
    comes_in(a_shop(), *(placed(str(number)) for number in range(3)))
    broken = Notice.objects.order_by("pk")[1]
    Notice.objects.filter(pk=broken.pk).update(event="{")

    the_worker_runs()

    assert CaughtMail.objects.count() == 2
    assert "DecodeError" in Notice.objects.get(pk=broken.pk).last_error


@pytest.mark.parametrize("given", NONE)
def test_what_is_no_address_is_known_for_none(given: str) -> None:
    """NTC-24."""
    assert mailable(given) == ""


@pytest.mark.parametrize(("given", "taken"), GOOD.items())
def test_what_can_be_read_as_an_address_is(given: str, taken: str) -> None:
    """NTC-24: widths, blanks and hosts in other letters; the odd ones that carriers gave out too."""
    assert mailable(given) == taken


@given(st.text(max_size=60))
def test_whatever_is_typed_no_header_can_be_added(typed: str) -> None:
    """NTC-24, TRU-3: either no address, or exactly one, in one line."""
    address = mailable(f"{typed}@example.com")
    if address:
        envelope = Envelope("s@example.com", "s@example.com", address, "k", "t", 0)
        made = message_from_bytes(build(envelope, Rendered("s", "p", "t", "h")), policy=default)
        assert [one.addr_spec for one in made["To"].addresses] == [address] and len(made.keys()) == 12
