"""The console's pages over very many orders: each is asked for thirty times, the slowest twentieth left out of what is told (p95)."""

import sys
import time

import httpx

from bench.figures import Figure, say
from bench.house import House, free_port
from bench.inside import open_desk, part

LIVED, TIMES = 1_000, 30  # orders that were really decided; the others are copies of them, row by row
PAGES = {
    "today": "/", "orders": "/orders", "orders waiting to leave": "/orders?view=awaiting_shipment", "search, a name": "/orders?q=佐藤",
    "search, a mail": "/orders?q=b77@", "search, a number": "/orders?q=B7x5",
    "search, nobody": "/orders?q=鈴木一郎", "an order's story": "/orders/{order}", "caught mails": "/mails", "figures of the mails": "/mails/figures",
    "quarantine": "/quarantine", "packing": "/packing", "connections": "/connections", "settings": "/settings",
    "lanes": "/lanes", "notices": "/notices", "order files": "/orders/file",
}


def trial(size: int, database: str) -> None:
    db = "postgresql" if database else "sqlite"
    with open_desk(database, "pages") as house:
        part(house, "fill", str(LIVED))
        part(house, "drain_all")
        part(house, "multiply", str(max(1, size // LIVED)))
        found = part(house, "signed_in")
        if found["orders"] < size:
            raise RuntimeError(f"{found['orders']} orders of {size}")
        for name, took in asked(house, found).items():
            say(Figure("pages", f"{name}, {size:,} orders, p95", took, "ms", None, db, 2))


def asked(house: House, found: dict[str, str]) -> dict[str, float]:
    """Page → p95 in milliseconds, over HTTP, one after the other."""
    port = free_port()
    web = house.web(port)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies={"sessionid": found["session"]}, trust_env=False) as client:
            return {name: slowest(client, page.format(order=found["order"])) for name, page in PAGES.items()}
    finally:
        house.end(web)


def slowest(client: httpx.Client, page: str) -> float:
    took = list[float]()
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.get(page)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answered {answer.status_code}")
    return sorted(took)[int(TIMES * 0.95)]


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
