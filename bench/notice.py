"""Notices: claimed, guarded, rendered, handed to a mail server on this machine, written down as sent. Two workers, best of two runs."""

import smtplib
import sys
import time
from pathlib import Path

from bench.figures import Figure, say
from bench.house import House, flushes_a_second, free_port
from bench.inside import Spent, open_desk, part, side_by_side, wait_until
from bench.sink import read

RUNS, FLOOR_MAILS = 2, 3_000


def trial(size: int, database: str) -> None:
    db, runs, floor, flushes = ("postgresql" if database else "sqlite"), list[Spent](), 0.0, 0
    for run in range(RUNS):
        port = free_port()
        with open_desk(database, f"notice{run}", f"smtp://127.0.0.1:{port}") as house:
            mails = start_sink(house, port)
            part(house, "fill", str(size))
            side_by_side(house, 1, "drain")
            runs.append(side_by_side(house, 2, "send"))
            floor, flushes = max(floor, raw_floor(port)), flushes_a_second(house.folder)
            time.sleep(0.3)
            got = {mail.recipient for mail in read(mails) if not mail.recipient.startswith("floor")}
            if (sent := part(house, "counts")["sent"]) != size or len(got) != size:
                raise RuntimeError(f"{sent} of {size} written down as sent, {len(got)} buyers heard")
    say(Figure("notice", "sent", size / min(one.seconds for one in runs), "mails/s", floor, db, 2, flushes))
    say(Figure("notice", "mails a CPU second of the workers", size / min(one.cpu for one in runs), "mails/CPU s", None, db, 2))


def start_sink(house: House, port: int) -> Path:
    place = house.folder / "mails"
    house.start("-m", "bench.sink", str(port), str(place), log="sink.log")
    wait_until(place)
    return place


def raw_floor(port: int) -> float:
    """smtplib, one connection, one message made beforehand: mails a second."""
    message = b"Subject: nothing\r\nMessage-ID: <floor@localhost>\r\n\r\n" + b"x" * 70 * 100 + b"\r\n"
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        began = time.time()
        for n in range(FLOOR_MAILS):
            server.mail("shop@localhost")
            server.rcpt(f"floor{n}@example.com")
            server.data(message)
        return FLOOR_MAILS / (time.time() - began)


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
