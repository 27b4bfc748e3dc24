"""SPF, DKIM and DMARC as receivers look them up, from a name server that a test answers for."""

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.cli.mail_domain import LOOK, NOT_CHECKED, OK, WRONG, dkim, dmarc, looked_up, spf

GOOD = {"shop.example": ["google-site-verification=x", "v=spf1 include:spf.mail.example ~all"], "k1._domainkey.shop.example": ["v=DKIM1; k=rsa; p=MIIB"],
        "_dmarc.shop.example": ["v=DMARC1; p=quarantine; rua=mailto:d@shop.example"]}


class NameServer(threading.Thread):
    """Answers TXT questions from a table; what is not in it does not exist."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.table: dict[str, list[str]] = {}
        self.broken = False
        self.start()

    def run(self) -> None:
        while True:
            asked, whom = self.socket.recvfrom(4096)
            if not asked:
                return
            question = dns.message.from_wire(asked)
            answer = dns.message.make_response(question)
            name = question.question[0].name
            texts = self.table.get(name.to_text(omit_final_dot=True).lower(), [])
            if self.broken:
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif texts:
                answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", ['"' + text.replace('"', "") + '"' for text in texts]))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.socket.sendto(answer.to_wire(), whom)

    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.socket.getsockname()[1]
        return resolver


@pytest.fixture
def server() -> Iterator[NameServer]:
    found = NameServer()
    yield found
    found.socket.sendto(b"", found.socket.getsockname())
    found.join(5)
    found.socket.close()


def states(server: NameServer, selector: str = "") -> list[str]:
    return [said.state for said in looked_up("shop.example", selector, server.resolver())]


def test_a_domain_that_is_in_order_is_said_to_be(server: NameServer) -> None:
    """NTC-14, CMD-15: one word about each of the three."""
    server.table = GOOD
    assert states(server) == [OK, OK, OK] and states(server, "k1") == [OK, OK, OK] and states(server, "other") == [OK, WRONG, OK]


def test_a_domain_of_which_nothing_is_known_is_told_what_to_add(server: NameServer) -> None:
    """NTC-14: with the record to write."""
    found = list(looked_up("shop.example", "", server.resolver()))
    assert [said.state for said in found] == [WRONG, LOOK, WRONG]
    assert "v=spf1" in found[0].mend and "TODOKE_DKIM_SELECTOR" in found[1].mend and "_dmarc.shop.example" in found[2].mend


def test_where_no_name_server_answers_nothing_is_guessed(server: NameServer) -> None:
    """NTC-14: not checked, and said to be."""
    server.broken = True
    assert states(server) == [NOT_CHECKED]


@pytest.mark.parametrize(("records", "state", "word"), [
    (["v=spf1 +all"], WRONG, "everybody"), (["v=spf1 a ~all", "v=spf1 mx ~all"], WRONG, "2 records"), (["v=spf1 include:a.example"], LOOK, "everybody else"),
    (["v=spf1 " + "include:x.example " * 11 + "-all"], WRONG, "10 look-ups"), (["v=spf10 -all"], WRONG, "does not say who"),
    (["V=SPF1 ip4:192.0.2.1 -ALL"], OK, ""),
    (["v=spf1 redirect=_spf.example"], OK, "")])
def test_spf_is_read_as_receivers_read_it(records: list[str], state: str, word: str) -> None:
    """NTC-14, RFC 7208."""
    said = spf("shop.example", records)
    assert said.state == state and word in said.message


@pytest.mark.parametrize(("table", "state"), [
    ({"_dmarc.mail.shop.example": ["v=DMARC1; p=reject"]}, OK), ({"_dmarc.shop.example": ["v=DMARC1; p=reject; sp=none"]}, LOOK),
    ({"_dmarc.shop.example": ["v=DMARC1;p=reject"]}, OK), ({"_dmarc.mail.shop.example": ["v=DMARC1; p=maybe"]}, WRONG),
    ({"_dmarc.mail.shop.example": ["hello"]}, WRONG)])
def test_dmarc_counts_from_the_domain_above_where_there_is_no_own(table: dict[str, list[str]], state: str) -> None:
    """NTC-14, RFC 7489 6.6.3."""
    assert dmarc("mail.shop.example", lambda name: table.get(name, [])).state == state


def test_a_key_that_was_withdrawn_is_no_key() -> None:
    """NTC-14, RFC 6376 3.6.1: an empty p."""
    assert dkim("shop.example", ("k1",), lambda name: ["v=DKIM1; p="]).state == WRONG
    assert dkim("shop.example", ("k1",), lambda name: ["k=rsa; p=MI IB"]).state == OK


@given(st.lists(st.text(max_size=80), max_size=4))
def test_whatever_stands_in_dns_nothing_breaks(records: list[str]) -> None:
    """NTC-14: strangers write it."""
    found = [spf("x.example", records), dkim("x.example", ("a", "b"), lambda _: records), dmarc("a.x.example", lambda _: records)]
    assert all(said.message for said in found)


@pytest.mark.parametrize(("record", "state", "mend"), [
    ("v=DKIM1; k=rsa; p=OURS", OK, ""), ("v=DKIM1; k=rsa; p=OTHER", WRONG, "p=OURS"), ("v=DKIM1; p=", WRONG, "present one"), ("", WRONG, "p=OURS")])
def test_the_key_that_signs_must_be_the_one_in_dns(record: str, state: str, mend: str) -> None:
    """NTC-14: where the desk signs by itself; the record to add is shown."""
    found = dkim("shop.example", ("todoke",), lambda name: [record] if record else [], "OURS")
    assert found.state == state and mend in found.mend
