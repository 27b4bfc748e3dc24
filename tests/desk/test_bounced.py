"""A mail comes back: its notice has bounced, the address is written to no more, staff hear of it, and a corrected address lifts it (NTC-13, NTC-14)."""

import json

import pytest
from django.utils.translation import override
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told
from tests.notices.returned import SENT, failed, letter, report

from todoke.cases.models import Alert
from todoke.console import naming
from todoke.desk.acts import change_people
from todoke.desk.bounced import Back, take_in
from todoke.desk.erase import erase
from todoke.notices.bounces.read import read
from todoke.notices.models import CaughtMail, Notice, Suppressed
from todoke.notices.suppression import suppress, suppressed
from todoke.rules.people import Contact

MAIL = "hana@example.com"
pytestmark = pytest.mark.django_db


def an_order(number: str = "1001", mail: str = MAIL) -> Notice:
    """Placed, and its confirmation sent."""
    connection = a_shop(f"shop-{number}")
    comes_in(connection, placed(number, mail=mail))
    the_worker_runs()
    return Notice.objects.get(order__number=number)


def back(raw: bytes, notice: Notice | None = None, mail: str = MAIL, now: int = NOW) -> list[Back]:
    """A bounce of that notice comes in."""
    raw = raw.replace(SENT.encode(), notice.message_id.encode() if notice else b"").replace(b"one@buyers.example", mail.encode())
    return take_in(read(raw), now=now)


GONE = report(failed("550 5.1.1 <one@buyers.example>... User unknown", "5.1.1"))
LEFT = told("parcel_sent", parcel="A", units={"a": 2}, carrier="yamato", numbers=["444413758703"])
FULL = report(failed("552 5.2.2 mailbox full", "5.2.2"))


def test_the_notice_is_found_by_its_message_id_and_has_bounced_with_the_reason() -> None:
    """NTC-14"""
    notice = an_order()
    done = back(GONE, notice)
    notice.refresh_from_db()
    assert [(one.notice.pk, one.state, one.suppressed) for one in done] == [(notice.pk, "bounced", True)]
    assert (notice.state, notice.reason) == ("bounced", "userunknown")


def test_nothing_more_is_sent_to_an_address_that_does_not_exist() -> None:
    """NTC-14, NTC-18: asked when the next notice leaves, in the words of the guards."""
    back(GONE, an_order())
    comes_in(the_order().connection, LEFT)
    the_worker_runs(NOW + 3_600)
    later = Notice.objects.exclude(kind="order_confirmation")
    assert later.exists() and set(later.values_list("state", "reason")) == {("suppressed", "no_address")}
    assert CaughtMail.objects.count() == 1


def test_other_shops_and_other_buyers_are_written_to_as_ever() -> None:
    """NTC-14: what one shop learnt is not told to another."""
    back(GONE, an_order())
    assert an_order("2001").state == "sent" and an_order("3001", "taro@example.com").state == "sent"


def test_staff_hear_of_it_in_their_own_words() -> None:
    """NTC-13: a line on the page of today, with what to do."""
    back(GONE, an_order())
    what = Alert.objects.get().what
    assert what == "order_confirmation came back: userunknown"
    with override("ja"):
        assert naming.alert(what) == "お知らせ「ご注文の確認」が届かずに戻りました（宛先のアドレスが存在しません）。アドレスを直すか、電話で伝えてください"


def test_a_corrected_address_is_written_to() -> None:
    """NTC-24"""
    back(GONE, an_order())
    change_people(the_order(), by="staff:x", now=NOW + 60, contact=Contact(name="佐藤 花", mail="hana@example.org"))
    comes_in(the_order().connection, LEFT)
    the_worker_runs(NOW + 3_600)
    assert set(CaughtMail.objects.values_list("recipient", flat=True)) == {MAIL, "hana@example.org"}


def test_staff_who_say_that_the_address_is_right_are_believed() -> None:
    """NTC-24: the same address once more."""
    back(GONE, an_order())
    change_people(the_order(), by="staff:x", now=NOW + 60, contact=Contact(name="佐藤 花", mail="Hana@Example.com"))
    assert not Suppressed.objects.exists()


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (FULL, "bounced"),
        (report(failed("", "4.4.7", "delayed")), "sent"),
        (report(failed("250 ok", "2.0.0", "delivered")), "sent"),
        (letter("I am away.", "Automatic reply: hello", MAIL, f"In-Reply-To: {SENT}").replace(b"Return-Path: <>\n", b""), "sent"),
    ],
)
def test_what_may_pass_keeps_nobody_from_the_next_mail(raw: bytes, state: str) -> None:
    """NTC-14: a full mailbox, a warning, a receipt, a note of absence."""
    notice = an_order()
    back(raw, notice)
    notice.refresh_from_db()
    assert notice.state == state and not Suppressed.objects.exists()


def sent_again(first: Notice, number: int) -> Notice:
    """Another mail to the same buyer, handed over later."""
    kept = Notice.objects.get(pk=first.pk)
    kept.pk, kept.occasion, kept.message_id, kept.sent_at, kept.state = None, f"again-{number}", f"<{number}@shop.example>", NOW + number, "sent"
    kept.save()
    return kept


def test_three_in_a_row_that_come_back_for_now_are_enough() -> None:
    """NTC-14: not before."""
    first = an_order()
    seen = [back(FULL, first)[0].suppressed, *(back(FULL, sent_again(first, number))[0].suppressed for number in (1, 2))]
    assert seen == [False, False, True] and Suppressed.objects.get().reason == "mailboxfull"


def test_a_mail_between_them_that_did_not_come_back_breaks_the_row() -> None:
    """NTC-14"""
    first = an_order()
    back(FULL, first)
    sent_again(first, 1)
    assert [back(FULL, sent_again(first, number))[0].suppressed for number in (2, 3)] == [False, False]


def test_the_same_mail_again_changes_nothing() -> None:
    """NTC-14: a pipe may hand it over twice."""
    notice = an_order()
    for _ in range(4):
        back(FULL, notice)
    Alert.objects.update(done_at=NOW)
    assert [one.state for one in back(FULL, notice)] == ["bounced"]
    assert not Suppressed.objects.exists() and Alert.objects.filter(done_at=0).count() == 0


def test_a_graver_word_about_the_same_mail_counts() -> None:
    """NTC-14"""
    notice = an_order()
    back(FULL, notice)
    assert [one.suppressed for one in back(GONE, notice)] == [True] and Notice.objects.get().reason == "userunknown"


def test_a_mail_of_somebody_else_is_of_none_of_ours() -> None:
    """TRU-3: who forges a bounce strikes nobody off, unless he knows the Message-ID."""
    an_order()
    assert take_in(read(GONE.replace(b"one@buyers.example", MAIL.encode())), now=NOW) == []
    assert not Suppressed.objects.exists() and Notice.objects.get().state == "sent"


def test_a_bounce_that_names_no_mail_is_believed_of_an_address_just_written_to() -> None:
    """NTC-14: some servers send nothing back; two weeks later it is no word about that mail."""
    an_order()
    bare = letter("<one@buyers.example>: host mx said: 550 5.1.1 user unknown (in reply to RCPT TO command)")
    assert back(bare, now=NOW + 30 * 86_400) == []
    assert [one.state for one in back(bare)] == ["bounced"]


def test_an_address_further_on_is_ours_under_another_name() -> None:
    """NTC-14: forwarded mail comes back under the last address; we wrote to the first."""
    done = back(GONE, an_order(), mail="inner@elsewhere.example")
    assert [one.suppressed for one in done] == [True]
    assert change_people(the_order(), by="staff:x", now=NOW, contact=Contact(mail=MAIL)) == [] and not Suppressed.objects.exists()


def test_a_complaint_is_told_to_staff_and_stops_nothing() -> None:
    """NTC-14: whoever bought must still hear of the parcel; staff decide."""
    notice = an_order()
    told_so = {"notificationType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": MAIL}]}}
    raw = letter(json.dumps(told_so), "AWS Notification Message", "no-reply@sns.amazonaws.com", f"References: {SENT}")
    assert [one.state for one in back(raw, notice)] == ["sent"]
    assert Alert.objects.get().what == "order_confirmation was reported as spam" and not Suppressed.objects.exists()


def test_what_is_kept_of_an_address_is_no_address_and_forgetting_stays_whole() -> None:
    """TRU-5: a keyed digest."""
    notice = an_order()
    back(GONE, notice)
    row = Suppressed.objects.get()
    assert len(row.digest) == 64 and MAIL not in f"{row.digest}{row.reason}"
    erase([notice.order_id], MAIL)
    assert back(GONE, notice) and Notice.objects.get().recipient == ""


def test_several_ways_to_write_one_address_are_all_shut() -> None:
    """NTC-14: also where two of them stand in one batch."""
    connection = a_shop()
    suppress(connection.shop_id, "Hana@example.com", "userunknown", NOW)
    keys = [(connection.shop_id, one) for one in ("hana@example.com", "HANA@EXAMPLE.COM", "Ｈana@example.com", "ken@example.com")]
    assert suppressed(keys) == frozenset(keys[:3])
