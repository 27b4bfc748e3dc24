"""Requests over connections that are kept: as fast as they are answered, or so many a second. Runs in a process of its own; prints one JSON object."""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from bench.bodies import delivery


class Answered(NamedTuple):
    name: int  # number of the request
    sent: float  # seconds UTC
    took: float  # seconds
    status: int


class Client(asyncio.Protocol):
    """One connection, one request at a time. Answers are told apart by their length."""

    def __init__(self) -> None:
        self.got, self.waiting = bytearray(), asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, found, body = bytes(self.got).partition(b"\r\n\r\n")
        if found and len(body) >= length(head) and not self.waiting.done():
            self.got.clear()
            self.waiting.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if not self.waiting.done():
            self.waiting.set_exception(ConnectionResetError("hung up"))

    async def ask(self, request: bytes) -> int:
        self.waiting = asyncio.get_running_loop().create_future()
        if self.transport.is_closing():
            raise ConnectionResetError("hung up")
        self.transport.write(request)
        return int(await self.waiting)


def length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)


class Plan(NamedTuple):
    """`rate`: requests a second over all connections, 0 for as fast as they are answered. `first`: the number of the first order."""

    port: int
    requests: int
    connections: int = 16
    rate: float = 0.0
    path: str = "/in/plain/main"
    first: int = 1
    ready: str = ""  # a file that appears when the requests are made


async def run(plan: Plan) -> dict[str, Any]:
    requests = [delivery(f"B{plan.first + at}", plan.path) for at in range(plan.requests)]
    if plan.ready:
        Path(plan.ready).touch()
    answered: list[Answered] = []
    numbers, began = iter(range(plan.requests)), time.time()
    clients = [(await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", plan.port))[1] for _ in range(plan.connections)]
    await asyncio.gather(*(one_connection(client, requests, numbers, answered, (plan, began)) for client in clients))
    for client in clients:
        client.transport.close()
    return told(answered, time.time() - began, plan)


async def one_connection(client: Client, requests: list[bytes], numbers: Any, answered: list[Answered], paced: tuple[Plan, float]) -> None:
    plan, began = paced
    for at in numbers:
        if plan.rate and (wait := began + at / plan.rate - time.time()) > 0:
            await asyncio.sleep(wait)
        sent = began + at / plan.rate if plan.rate else time.time()  # a request that had to wait for its turn has waited
        status = await client.ask(requests[at])
        answered.append(Answered(at, sent, time.time() - sent, status))


def told(answered: list[Answered], seconds: float, plan: Plan) -> dict[str, Any]:
    took = sorted(one.took for one in answered)
    sent = {f"b{plan.first + one.name}@example.com": one.sent for one in answered} if plan.rate else {}
    return {"seconds": seconds, "rate": len(answered) / seconds, "p50": quantile(took, 0.5), "p99": quantile(took, 0.99),
            "statuses": dict(Counter(str(one.status) for one in answered)), "sent": sent}


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(Plan(**json.loads(sys.argv[1]))))))
