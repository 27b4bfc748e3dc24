"""A mail server that takes everything and writes down when, for whom and under which Message-ID. One line each: seconds, recipient, Message-ID."""

import asyncio
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

END = b"\r\n.\r\n"


class Taken(NamedTuple):
    at: float  # seconds UTC, real clock
    recipient: str
    message_id: str


class Talk(asyncio.Protocol):
    """One connection. Only what a client of good manners says is understood."""

    def __init__(self, taken: list[Taken]) -> None:
        self.taken, self.got, self.recipient, self.in_data = taken, bytearray(), "", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.got += data
        while self.one_more():
            pass

    def one_more(self) -> bool:
        end = self.got.find(END if self.in_data else b"\r\n")
        if end < 0:
            return False
        said = bytes(self.got[:end])
        del self.got[: end + (len(END) if self.in_data else 2)]
        self.mail(said) if self.in_data else self.transport.write(self.answer(said))
        return True

    def answer(self, said: bytes) -> bytes:
        word = said[:4].upper()
        if word == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        if word == b"RCPT":
            self.recipient = said.partition(b"<")[2].partition(b">")[0].decode()
        if word == b"QUIT":
            self.transport.close()
        return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if word == b"EHLO" else b"250 ok\r\n"

    def mail(self, said: bytes) -> None:
        self.in_data = False
        head = said.partition(b"\r\n\r\n")[0]
        name = head.partition(b"Message-ID:")[2].partition(b"\r\n")[0].strip().decode()
        self.taken.append(Taken(time.time(), self.recipient, name))
        self.transport.write(b"250 taken\r\n")


class Sink:
    """In a thread of this process, with a loop of its own: whatever else runs a loop here does not matter. `taken` grows as mails come in."""

    def __init__(self, port: int = 0) -> None:
        self.taken: list[Taken] = []
        self.wanted, self.port, self.ready = port, 0, threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.serve, name="sink", daemon=True)
        self.thread.start()
        if not self.ready.wait(10):
            raise TimeoutError("the sink did not open its port")

    def serve(self) -> None:
        """Until it is closed."""
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(self.loop.create_server(lambda: Talk(self.taken), "127.0.0.1", self.wanted))
        self.port = int(server.sockets[0].getsockname()[1])
        self.ready.set()
        self.loop.run_forever()
        server.close()
        for talk in asyncio.all_tasks(self.loop):
            talk.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


def read(place: Path) -> list[Taken]:
    """What a sink of another process has written down so far, whole lines only."""
    whole = place.read_text().rpartition("\n")[0] if place.exists() else ""
    return [Taken(float(at), recipient, name) for at, recipient, name in (line.split("\t") for line in whole.splitlines())]


async def serve(port: int, place: Path) -> None:
    taken: list[Taken] = []
    server = await asyncio.get_running_loop().create_server(lambda: Talk(taken), "127.0.0.1", port)
    async with server:
        with place.open("a") as file:
            while True:
                await asyncio.sleep(0.1)
                file.writelines(f"{one.at}\t{one.recipient}\t{one.message_id}\n" for one in taken)
                file.flush()
                taken.clear()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
