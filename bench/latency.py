"""From the event to the hand-over of its confirmation, at 100 orders a second: two server processes, one worker, a mail server, all on this machine."""

import json
import sys
import time
from pathlib import Path

from bench.figures import Figure, say
from bench.house import House, flushes_a_second, free_port
from bench.inside import open_desk, part
from bench.load import quantile
from bench.notice import start_sink
from bench.sink import read

RATE, PATIENCE = 100.0, 30.0


def trial(size: int, database: str) -> None:
    db, port, mail_port = ("postgresql" if database else "sqlite"), free_port(), free_port()
    with open_desk(database, "latency", f"smtp://127.0.0.1:{mail_port}") as house:
        mails = start_sink(house, mail_port)
        house.web(port)
        house.worker()
        all_awake(house, port, mails)
        sent = part(house, json.dumps({"port": port, "requests": size, "connections": 16, "rate": RATE}), module="bench.load")["sent"]
        until = time.monotonic() + PATIENCE
        while len(read(mails)) < size + 1 and time.monotonic() < until:
            time.sleep(0.2)
        took = sorted(mail.at - sent[mail.recipient] for mail in read(mails) if mail.recipient in sent)
        flushes = flushes_a_second(house.folder)
    if len(took) != size:
        raise RuntimeError(f"{len(took)} of {size} were confirmed within {PATIENCE:g} s of the last order")
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        say(Figure("latency", f"event to hand-over, {name}", quantile(took, share) * 1000, "ms", None, db, 1, flushes))


def all_awake(house: House, port: int, mails: Path) -> None:
    """One order before the others: programs that are still starting are not what is measured. Raises TimeoutError."""
    part(house, json.dumps({"port": port, "requests": 1, "connections": 1, "first": 10**6}), module="bench.load")
    until = time.monotonic() + PATIENCE
    while not read(mails):
        if time.monotonic() > until:
            raise TimeoutError("the first order was not confirmed")
        time.sleep(0.05)


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
