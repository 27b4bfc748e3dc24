"""A notice that mail did not bring goes another way: a text message, LINE, then a call by staff with what to say; nothing twice (NTC-13)."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.utils.translation import override
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told
from tests.notices.a_provider import StandIn, a_provider

from todoke.cases.models import Alert
from todoke.console import naming
from todoke.desk import other_ways
from todoke.desk.brake import Brake
from todoke.desk.deliver import deliver
from todoke.desk.erase import erase
from todoke.desk.mail_events import Report, take_in
from todoke.notices.models import Handover, Notice
from todoke.notices.transports import chosen
from todoke.notices.transports.transport import STRUCK_OFF, Mail, NotTaken
from todoke.orders.models import Entry
from todoke.shops.models import Connection, Shop

pytestmark = pytest.mark.django_db
MORNING = 1_790_031_600  # 22 September 2026, 08:00 in Tokyo, the morning after NOW
LINE = "U" + "1" * 32


@pytest.fixture
def phone_company(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Twilio's and LINE's part, played at one address."""
    with a_provider((201, {"sid": "SM1"}), (200, {})) as house:
        house.answers = [(201, {"sid": "SM1"})]
        monkeypatch.setattr(settings, "SMS_URL", f"twilio://AC1:token@+815012345678?api_url={house.url}")
        yield house
        chosen.way_for.cache_clear()


def with_line(monkeypatch: pytest.MonkeyPatch, house: StandIn) -> None:
    monkeypatch.setattr(settings, "LINE_URL", f"line://TOKEN@?api_url={house.url}")


def an_order(phone: str = "090-1234-5678", line: str = "", mail: str = "hana@example.com", locale: str = "ja") -> Notice:
    """Placed, and its confirmation sent."""
    body = json.loads(placed(mail=mail))
    body["order"] |= {"locale": locale}
    body["order"]["customer"] |= {"phone": phone, "line": line}
    comes_in(a_shop(), json.dumps(body).encode())
    the_worker_runs()
    return Notice.objects.get()


def it_bounces(notice: Notice, **more: Any) -> None:
    take_in([Report("bounced", notice.message_id, answer="550 5.1.1 no such user", **more)], by="mail/resend", now=NOW)


def ways() -> list[tuple[str, str, str]]:
    return list(Handover.objects.order_by("pk").values_list("way", "state", "reason"))


def test_a_bounced_notice_goes_by_text_message_in_the_morning(phone_company: StandIn) -> None:
    """NTC-13: the subject and the link to the order's page, to the buyer's mobile number; nobody is woken."""
    notice = an_order()
    it_bounces(notice)
    the_worker_runs(NOW + 60)
    assert phone_company.asked == [] and Handover.objects.get().due_at == MORNING
    the_worker_runs(MORNING)
    [said] = [parse_qs(one.body.decode()) for one in phone_company.asked]
    assert said["To"] == ["+819012345678"] and said["From"] == ["+815012345678"]
    assert said["Body"][0].startswith("【minato】") and "/s/" in said["Body"][0] and ways() == [("sms", "sent", "")]


def test_the_order_s_journal_tells_it(phone_company: StandIn) -> None:
    """NTC-20: what came back, and which way it went then; each once."""
    it_bounces(an_order())
    the_worker_runs(MORNING)
    it_bounces(Notice.objects.get())
    the_worker_runs(MORNING + 60)
    told = list(Entry.objects.filter(event__startswith="Notice").order_by("seq").values_list("event", "source"))
    assert told == [("NoticeBounced", "mail/resend"), ("NoticeRerouted", "desk")] and len(phone_company.asked) == 1


def test_where_no_text_can_go_line_is_asked(phone_company: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-13: a landline takes no text; LINE has the whole text part, and a key by which it knows a repeat."""
    with_line(monkeypatch, phone_company)
    phone_company.answers = [(200, {})]
    it_bounces(an_order(phone="03-1234-5678", line=LINE))
    the_worker_runs(MORNING)
    [asked] = phone_company.asked
    assert asked.json["to"] == LINE and "粉引の湯呑" in asked.json["messages"][0]["text"] and asked.headers["x-line-retry-key"]
    assert ways() == [("sms", "skipped", "no_mobile_number"), ("line", "sent", "")]


@pytest.mark.parametrize(("locale", "said"), [("ja", "ご注文 1001 の件で"), ("en", "your order 1001"), ("zh-Hans", "订单 1001"), ("ru", "заказа 1001")])
def test_at_last_staff_are_asked_to_call_and_told_what_to_say(locale: str, said: str) -> None:
    """NTC-13: a line on the page of today; the script stands with the order, in the buyer's language, with the number."""
    Shop.objects.update(settings={})
    notice = an_order(locale=locale)
    Notice.objects.update(locale=locale)
    it_bounces(notice)
    the_worker_runs(NOW + 60)
    note = the_order().notes.get().text
    assert said in note and "+819012345678" in note and "minato" in note
    with override("en"):
        assert "please call the buyer" in naming.alert(Alert.objects.get(what__startswith="call").what)


def test_without_a_number_nobody_is_asked_to_call() -> None:
    """NTC-13: the line that it came back stands; there is nothing to dial."""
    it_bounces(an_order(phone="12"))
    the_worker_runs(NOW + 60)
    assert ways() == [("phone", "skipped", "no_number")] and not Alert.objects.filter(what__startswith="call").exists()


@pytest.mark.parametrize(("answer", "states"), [
    ((400, {"code": 21211}), [("sms", "dead", "sms answered 400 21211"), ("phone", "sent", "")]),
    ((503, {}), [("sms", "waiting", "")]), ((401, {"code": 20003}), [("sms", "waiting", "")])])
def test_a_refusal_for_good_takes_the_next_way_one_for_now_is_tried_again(
        phone_company: StandIn, answer: tuple[int, Any], states: list[tuple[str, str, str]]) -> None:
    """NTC-12, NTC-13: of the provider's words only its code is kept, as they may quote the number."""
    phone_company.answers = [answer]
    it_bounces(an_order())
    the_worker_runs(MORNING)
    assert ways() == states


def test_what_is_not_true_any_more_goes_no_other_way(phone_company: StandIn) -> None:
    """NTC-18: an order that was cancelled meanwhile is not confirmed by text message in the morning."""
    it_bounces(an_order())
    comes_in(the_order().connection, told("order_cancelled"))
    Notice.objects.exclude(kind="order_confirmation").delete()
    the_worker_runs(MORNING)
    assert phone_company.asked == [] and {state for _, state, _ in ways()} == {"skipped"}


def test_a_buyer_without_mail_is_texted_and_never_made_a_call_about_each_notice(phone_company: StandIn) -> None:
    """NTC-13: nobody could be called about every notice to whoever never gave an address."""
    an_order(mail="", phone="03-1234-5678")
    the_worker_runs(MORNING)
    assert ways() == [("sms", "skipped", "no_mobile_number")]


def test_what_the_channel_forbids_goes_no_other_way_either(phone_company: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-15: a link away from a marketplace."""
    it_bounces(an_order())
    monkeypatch.setattr(other_ways, "forbidden", lambda channel, kind, text: "rakuten.links")
    the_worker_runs(MORNING)
    assert phone_company.asked == [] and ways()[0] == ("sms", "skipped", "forbidden: rakuten.links")


class Refusing:
    """A mail server that answers each RCPT so."""

    def __init__(self, said: str, stage: str) -> None:
        self.trouble = NotTaken(said, permanent=True, stage=stage)

    def hand_over(self, mail: Mail) -> None:
        raise self.trouble


@pytest.mark.parametrize(("said", "stage", "tried"), [
    ("550 5.1.1 User unknown", "rcpt", ["sms"]), ("550 no such user here", "rcpt", ["sms"]), ("550 5.7.1 blocked by our list", "rcpt", []),
    ("550 5.1.1 User unknown", "data", []), ("postmark writes to it no more", STRUCK_OFF, ["sms"])])
def test_a_mail_that_is_refused_as_nobody_is_there_goes_on_at_once(phone_company: StandIn, said: str, stage: str, tried: list[str]) -> None:
    """NTC-12, NTC-13: a dead letter stays visible; what a filter refuses waits for staff alone."""
    body = json.loads(placed())
    body["order"]["customer"] |= {"phone": "090-1234-5678"}
    comes_in(a_shop(), json.dumps(body).encode())
    deliver(NOW, Refusing(said, stage), Brake())  # type: ignore[arg-type]
    assert [way for way, _, _ in ways()] == tried and Notice.objects.get().state == "dead"


def test_a_marketplace_s_buyer_is_never_texted(phone_company: StandIn) -> None:
    """CHN-7: the number was given for the delivery."""
    it_bounces(an_order())
    Connection.objects.update(channel="aliexpress")
    the_worker_runs(MORNING)
    assert phone_company.asked == [] and ways()[0] == ("sms", "skipped", "forbidden: a marketplace's buyer")


def test_mails_that_are_held_are_held_on_every_way(phone_company: StandIn) -> None:
    """NTC-19."""
    it_bounces(an_order())
    Shop.objects.update(hold_mails=True)
    the_worker_runs(MORNING)
    assert phone_company.asked == [] and ways() == [("sms", "waiting", "")]


def test_whoever_was_forgotten_is_texted_and_called_no_more(phone_company: StandIn) -> None:
    """TRU-5: no number is kept beside the notice."""
    notice = an_order()
    it_bounces(notice)
    erase([notice.order_id], "hana@example.com")
    the_worker_runs(MORNING)
    assert phone_company.asked == [] and {state for _, state, _ in ways()} == {"skipped"} and not the_order().notes.exclude(text="").exists()


def test_a_message_that_did_not_arrive_goes_on_to_the_next_way(phone_company: StandIn) -> None:
    """NTC-13: the phone company says later that it could not be delivered."""
    it_bounces(an_order())
    the_worker_runs(MORNING)
    take_in([Report("bounced", remote="SM1")] * 2, by="sms", now=MORNING + 60)
    the_worker_runs(MORNING + 120)
    assert ways() == [("sms", "bounced", "bounced"), ("phone", "sent", "")]
