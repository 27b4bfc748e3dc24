"""What the desk connects to by an address that somebody gave it: nothing inside, however it is written (TRU-4)."""

import socket
from collections.abc import Callable
from typing import Any

import httpcore
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.desk.scene import a_shop

from todoke.channels import outside
from todoke.channels.asking import get
from todoke.channels.channel import Refusal
from todoke.desk.forward import Forwarder
from todoke.desk.models import Hook
from todoke.shops.secrets import seal

NEVER = ("169.254.169.254", "[fe80::1]", "0.0.0.0", "[::]", "224.0.0.1", "255.255.255.255", "2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]",
         "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "user:pass@169.254.169.254", "169.254.43518")  # fmt: skip
INSIDE = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "10.0.0.5", "192.168.1.1", "172.16.0.1", "100.64.0.1",
          "[fd00:ec2::254]", "[64:ff9b::a00:5]", "public.example@127.0.0.1")  # fmt: skip


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)


@pytest.mark.parametrize("host", NEVER)
def test_the_clouds_own_addresses_are_never_asked(host: str) -> None:
    """TRU-4: neither in production nor where one tries things out."""
    with pytest.raises(Refusal, match=r"inside") as said:
        get("The channel", f"http://{host}/latest/meta-data/")
    assert said.value.again is False


@pytest.mark.parametrize("host", INSIDE)
def test_in_production_nothing_inside_is_asked(production: None, host: str) -> None:
    """TRU-4: however it is written."""
    with pytest.raises(Refusal, match=r"TODOKE_INSIDE"):
        get("The channel", f"http://{host}:9/")


def answers(monkeypatch: pytest.MonkeyPatch, *lists: list[str]) -> None:
    """What the resolver says, one answer after the other."""
    said = iter(lists)
    found: Callable[..., Any] = lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(said)]  # noqa: E731
    monkeypatch.setattr(outside.socket, "getaddrinfo", found)


def test_a_name_is_asked_where_it_was_looked_at(production: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-4: one that leads inside the second time it is looked up (DNS rebinding) is not looked up twice; of several addresses those inside are left."""
    tried: list[str] = []
    answers(monkeypatch, ["10.0.0.5", "8.8.8.8"], ["10.0.0.5"])
    monkeypatch.setattr(
        httpcore.SyncBackend, "connect_tcp", lambda self, host, *rest, **_: tried.append(host) or (_ for _ in ()).throw(httpcore.ConnectError())
    )
    with pytest.raises(Refusal, match="cannot be reached"):
        get("The channel", "http://rebound.example/")
    assert tried == ["8.8.8.8"]


@pytest.mark.parametrize("said", ["n8n", "10.0.0.0/8", "10.0.0.5"])
def test_what_is_named_may_be_asked(production: None, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """TRU-4, TRU-7: a workflow tool in one's own network is meant."""
    monkeypatch.setattr(settings, "INSIDE", [said])
    answers(monkeypatch, ["10.0.0.5"])

    assert outside.addresses("N8N", 80) == ["10.0.0.5"]


@pytest.mark.django_db
def test_a_hook_that_has_come_to_lead_inside_is_told_nothing(production: None) -> None:
    """TRU-4, CHN-6: it says why, and waits."""
    hook = Hook.objects.create(shop=a_shop().shop, name="n8n", url="http://127.0.0.1:9/", secret=seal("whsec_a2V5"), events=[], created_at=0)

    said = Forwarder().post(hook, {"id": "1.1.1"})

    assert "TODOKE_INSIDE" in said.reason and not said.refused


@pytest.mark.django_db
def test_a_hook_to_the_inside_is_not_even_added(production: None) -> None:
    """TRU-4: said at once, with the mend."""
    a_shop()
    with pytest.raises(CommandError, match="TODOKE_INSIDE"):
        call_command("hook", "add", "n8n", "http://192.168.1.1/")
    assert not Hook.objects.exists()
