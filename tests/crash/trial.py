"""A trial by killing: signed deliveries come in without a pause, web processes and workers die at any moment and are started again; then all is counted."""

import http.client
import itertools
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.bodies import order_body, raw, signed
from bench.house import free_port
from bench.sink import Sink
from tests.house import House

RETRY_SECONDS = 0.05


class Shop(threading.Thread):
    """It sends orders one after the other, each again until it is taken, as a shop does. `acknowledged`: what it was told is safe."""

    def __init__(self, port: int, numbers: "itertools.count[int]", pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.numbers, self.pause = port, numbers, pause
        self.acknowledged: list[str] = []
        self.open = True

    def run(self) -> None:
        while self.open:
            number = f"K{next(self.numbers)}"
            body = raw(order_body(number))
            while self.open and not self.sent(number, body):
                time.sleep(RETRY_SECONDS)
            time.sleep(self.pause)

    def sent(self, number: str, body: bytes) -> bool:
        """An answer that is cut short is no answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("POST", "/in/plain/main", body, signed(body, f"msg_{number}"))
            status = link.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        if status == 200:
            self.acknowledged.append(number)
        return status == 200


class Trial:
    """Two web processes, two workers, four shops, one mail server. `kills`: how often the random hand strikes."""

    def __init__(self, house: House, sink: Sink, seed: int) -> None:
        self.house, self.sink, self.hand, self.port = house, sink, random.Random(seed), free_port()
        numbers = itertools.count(1)
        self.shops = [Shop(self.port, numbers, 0.05) for _ in range(4)]
        self.web = house.web(self.port)
        self.workers = [house.worker(), house.worker()]
        self.killed: Counter[str] = Counter()
        self.blows: list[Callable[[], None]] = []

    def run(self, kills: int) -> None:
        for shop in self.shops:
            shop.start()
        for _ in range(kills):
            time.sleep(self.hand.uniform(0.05, 1.2))
            self.next_blow()()
        time.sleep(0.5)
        for shop in self.shops:
            shop.open = False
        for shop in self.shops:
            shop.join(40)

    def next_blow(self) -> Callable[[], None]:
        """At random, and none of them forgotten for long."""
        if not self.blows:
            self.blows = [self.kill_worker, self.kill_worker, self.kill_web_process, self.kill_web]
            self.hand.shuffle(self.blows)
        return self.blows.pop()

    def kill_worker(self) -> None:
        at = self.hand.randrange(len(self.workers))
        self.strike(self.workers[at], "worker")
        self.workers[at] = self.house.worker()

    def kill_web(self) -> None:
        """All of it: gunicorn and its processes at once."""
        self.strike(self.web, "web")
        self.web = self.house.web(self.port)

    def kill_web_process(self) -> None:
        """One of gunicorn's children; it starts another."""
        if children := children_of(self.web.pid):
            os.kill(self.hand.choice(children), signal.SIGKILL)
            self.killed["web process"] += 1

    def strike(self, process: "subprocess.Popen[bytes]", name: str) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.house.started.remove(process)
        self.killed[name] += 1

    def drain(self) -> None:
        """Everything comes to its end; what the dead held is free when their leases end."""
        self.house.end()
        done = self.house.todoke("work", "--until-idle")
        assert done.status == 0, done.complaint

    @property
    def acknowledged(self) -> list[str]:
        return [number for shop in self.shops for number in shop.acknowledged]


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []
