"""What people do at the desk: the same door as everything else."""

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.acts import act, change_people, hold_mails, note, run_again, undo
from todoke.desk.models import Received
from todoke.notices.models import CaughtMail, Notice
from todoke.orders.models import Entry, Note
from todoke.rules.events import CancelDecided, PaymentReceived, ReceiptConfirmed, TellAgain
from todoke.rules.people import Contact

pytestmark = pytest.mark.django_db


def test_a_payment_booked_by_hand_is_an_event_like_any_other() -> None:
    """LIF-6: staff report through the one door, and the journal says who."""
    comes_in(a_shop(), placed(way="bank_transfer", paid=False))

    refused = act(the_order(), [PaymentReceived(payment="pay:hand", amount=5000, way="bank_transfer", at=NOW)], by="staff:mina", now=NOW)

    assert refused == [""] and the_order().progress == "awaiting_shipment"
    assert Entry.objects.get(event="PaymentReceived").source == "staff:mina"


def test_a_form_sent_twice_is_one_act() -> None:
    """LIF-7: the form's key is the delivery's id."""
    comes_in(a_shop(), placed(way="bank_transfer", paid=False))
    paid = [PaymentReceived(payment="pay:hand", amount=5000, at=NOW)]

    act(the_order(), paid, by="staff:mina", now=NOW, key="form-1")
    act(the_order(), paid, by="staff:mina", now=NOW, key="form-1")

    assert Entry.objects.filter(event="PaymentReceived").count() == 1


def test_a_wish_that_cannot_be_is_refused_with_a_sentence() -> None:
    """LIF-2: recorded as refused, with the reason, and nothing changes."""
    comes_in(a_shop(), placed())

    refused = act(the_order(), [ReceiptConfirmed(at=NOW)], by="buyer", now=NOW)

    assert refused == ["part of it is still to come"]
    assert Entry.objects.get(event="ReceiptConfirmed").refused == refused[0]
    assert the_order().progress == "awaiting_shipment"


def test_a_mistyped_address_is_corrected_and_the_notice_sent_again() -> None:
    """NTC-24: to the new address, once, and for thirty seconds it can be undone."""
    comes_in(a_shop(), placed(mail="hanna@example.com"))
    the_worker_runs()

    change_people(the_order(), by="staff:mina", now=NOW + 60, contact=Contact(name="佐藤 花", mail="hana@example.com"))
    act(the_order(), [TellAgain(id="1", kind="order_confirmation", variant="accepted", at=NOW + 60)], by="staff:mina", now=NOW + 60)
    the_worker_runs(NOW + 61)
    early = CaughtMail.objects.count()
    the_worker_runs(NOW + 91)

    assert early == 1
    assert list(CaughtMail.objects.order_by("id").values_list("recipient", flat=True)) == ["hanna@example.com", "hana@example.com"]


def test_what_a_person_sends_can_be_undone() -> None:
    """NTC-19: until it goes; what went cannot be."""
    comes_in(a_shop(), placed())
    the_worker_runs()
    act(the_order(), [TellAgain(id="1", kind="order_confirmation", at=NOW)], by="staff:mina", now=NOW)

    assert undo(Notice.objects.get(by_hand=True), by="staff:mina")
    the_worker_runs(NOW + 100)

    assert CaughtMail.objects.count() == 1
    assert not undo(Notice.objects.get(by_hand=False), by="staff:mina")


def test_mails_that_are_held_wait_and_go_when_they_are_let_go() -> None:
    """NTC-19: one switch holds all mails of a shop back."""
    shop = a_shop().shop
    hold_mails(shop, True, by="staff:mina", now=NOW)
    comes_in(shop.connection_set.get(), placed())
    the_worker_runs()
    held = CaughtMail.objects.count()

    hold_mails(shop, False, by="staff:mina", now=NOW)
    the_worker_runs()

    assert (held, CaughtMail.objects.count()) == (0, 1)


def test_a_note_changes_nothing_about_the_order() -> None:
    """LIF-6: it is no event."""
    comes_in(a_shop(), placed())
    before = the_order().state

    note(the_order(), "お電話あり。土曜に受け取り希望", by="staff:mina", now=NOW)

    assert the_order().state == before and Note.objects.get().by == "staff:mina"


def test_a_delivery_that_nobody_understood_is_run_again_after_the_mend() -> None:
    """CHN-2: it waits with its reason, and is understood once its words are."""
    connection = a_shop()
    assert comes_in(connection, told("order_unknown")) == ["quarantined"]
    row = Received.objects.get()
    Received.objects.update(body=placed(), topic="order_placed")  # as if the connector had learned the word

    assert run_again([row.pk], by="staff:mina", now=NOW) == 1
    the_worker_runs()

    assert Received.objects.get().state == "taken" and the_order().progress == "awaiting_shipment"


def test_a_cancelled_order_is_cancelled_once() -> None:
    """LIF-7: the same wish again is not done again."""
    comes_in(a_shop(), placed())
    act(the_order(), [CancelDecided(reason="stockout", at=NOW)], by="staff:mina", now=NOW)
    entries = Entry.objects.count()

    again = act(the_order(), [CancelDecided(reason="stockout", at=NOW)], by="staff:mina", now=NOW)

    assert the_order().progress == "closed" and the_order().funds == "refund_due"
    assert again[0] and Entry.objects.count() == entries + 1  # the refusal is on record too
