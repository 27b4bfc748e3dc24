"""The demonstration: one command, from nothing to orders that arrive."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from django.conf import settings
from tests.cli.desk import Desk

from todoke.cli.management.commands.run import Command as Run

pytestmark = pytest.mark.crash
MOST_MB = 600


class Running(NamedTuple):
    desk: Desk
    process: Any
    first: dict[str, Any]

    def end(self, how: int = signal.SIGINT) -> float:
        """Seconds until it has ended."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.communicate(timeout=20)
        return time.monotonic() - began


def run(folder: Path, *words: str) -> Running:
    desk = Desk(folder)
    process = desk.opened("run", "--json", *words)
    assert process.stdout is not None
    return Running(desk, process, json.loads(process.stdout.readline()))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = run(tmp_path, "--pace", "4")
    yield found
    if found.process.poll() is None:
        found.end()


def group(leader: int) -> dict[int, int]:
    """Process → its resident memory in kB, of everybody in the process group."""
    found = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                if os.getpgid(int(path.name)) == leader:
                    found[int(path.name)] = next(int(line.split()[1]) for line in (path / "status").read_text().splitlines() if line.startswith("VmRSS"))
            except (OSError, StopIteration):
                continue
    return found


def wait_for_orders(desk: Desk, count: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    while (found := len(desk("orders", "--json").rows)) < count and time.monotonic() < until:
        time.sleep(0.5)
    return found


def test_it_sells_within_a_minute_and_ends_within_ten_seconds(running: Running) -> None:
    """CMD-16, agreement 9: ready, a login, three orders, mails that are caught, under 600 MB; SIGINT ends it and nobody stays behind."""
    assert set(running.first) == {"url", "login", "password", "mail_url"} and running.first["password"]
    assert httpx.get(running.first["url"] + "/health/ready", trust_env=False).status_code == 200
    assert wait_for_orders(running.desk, 3, 60) >= 3
    assert sum(group(running.process.pid).values()) < MOST_MB * 1024
    assert running.end() < 10
    assert running.process.returncode == 0 and group(running.process.pid) == {}
    assert running.desk("verify", "--json").row["broken"] == []


def test_what_dies_is_started_again(running: Running) -> None:
    """CMD-16: a worker that is killed is there again; orders go on being decided."""
    before = group(running.process.pid)
    worker = next(pid for pid in before if b"\0work\0" in (Path("/proc") / str(pid) / "cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + 20
    while not set(group(running.process.pid)) - set(before) and time.monotonic() < until:
        time.sleep(0.1)
    assert set(group(running.process.pid)) - set(before)
    assert wait_for_orders(running.desk, 2, 60) >= 2


def test_the_second_start_finds_shop_and_owner_again(tmp_path: Path) -> None:
    """Agreement 9: the password is made and shown once; --new-password makes another; new orders do not take old numbers."""
    first = run(tmp_path, "--pace", "4")
    wait_for_orders(first.desk, 2, 60)
    assert first.end(signal.SIGTERM) < 10
    known = {row["number"] for row in first.desk("orders", "--json").rows}
    again = run(tmp_path, "--pace", "4")
    try:
        assert (again.first["login"], again.first["password"]) == (first.first["login"], None)
        assert wait_for_orders(again.desk, len(known) + 1, 60) > len(known)
        rows = again.desk("orders", "--json").rows
        assert len({row["number"] for row in rows}) == len(rows)
    finally:
        again.end()


def test_a_taken_port_is_stepped_over_and_a_wanted_one_is_insisted_on(tmp_path: Path) -> None:
    """Agreement 9: 8000 or the next free; --port P that is taken is wrong usage."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = Desk(tmp_path)("run", "--port", str(other.getsockname()[1]))
        assert said.status == 2 and "--port" in said.err


def test_a_desk_of_ones_own_sells_nothing_by_itself(tmp_path: Path) -> None:
    """CMD-16: --no-demo makes no shop; the first connection makes it, and it is the owner's."""
    found = run(tmp_path, "--no-demo")
    try:
        assert found.desk("orders", "--json").rows == []
        assert found.first["password"]
        assert "there is no shop yet" in found.desk("shop").err
    finally:
        assert found.end() < 10


def test_two_demonstrations_on_one_folder_sell_no_number_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-16: the second one's web and worker help, its marketplace stays shut; when the first has ended, the next one sells."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    first, second = Run(), Run()

    assert (first.is_first(), second.is_first()) == (True, False)
    second.lock.close()
    first.lock.close()
    assert second.is_first()
    second.lock.close()
