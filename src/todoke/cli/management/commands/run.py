"""todoke run: web, worker and, in the demonstration, a stand-in marketplace, in one terminal (CMD-16)."""

import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connections

from todoke.cli.children import OURS, Family, Plan
from todoke.cli.command import Command as Base
from todoke.cli.demonstration import CHANNEL, NAME, Login, give_shop, is_stand_in, the_marketplace, the_owner, the_shop
from todoke.shops.models import Connection

HOST, FIRST_PORT, TRIES = "127.0.0.1", 8000, 100
READY_SECONDS, LOOK_SECONDS = 45.0, 0.2


class Command(Base):
    help = "The whole desk in one terminal: web, worker and, in the demonstration, a shop that sells and mails that are caught. Ctrl-C ends it."
    example = "todoke run\n  todoke run --no-demo --port 8080"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=0, metavar="P", help=f"0: {FIRST_PORT} or the next free one")
        parser.add_argument("--host", default=HOST, help="the address that is listened on")
        parser.add_argument("--no-demo", action="store_true", help="your own desk: no shop that sells by itself")
        parser.add_argument("--new-password", action="store_true", help="a new password for the owner, shown once")
        parser.add_argument("--pace", type=float, default=1.0, help="of the demonstration; 2: twice as fast")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="worker processes")

    def do(self, **options: Any) -> None:
        stop = Event()
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(one, lambda *_: stop.set())
        with self.listening(options["host"], options["port"]) as web:
            url = f"http://{options['host'] if options['host'] != '0.0.0.0' else HOST}:{web.getsockname()[1]}"
            login = self.prepare(options)
            family = Family(self.complain)
            try:
                self.start(family, web, url, options)
                if self.is_ready(url, family, stop):
                    self.tell(url, login)
                    self.look_after(family, login, stop)
            finally:
                family.end()

    def listening(self, host: str, port: int) -> socket.socket:
        """Opened here and handed to the web: nobody can take the port meanwhile, and a web that is started again finds its visitors waiting."""
        ports = [port] if port else list(range(FIRST_PORT, FIRST_PORT + TRIES))
        found = next((web for number in ports if (web := opened(host, number)) is not None), None)
        if found is None:
            self.wrong(f"port {port or f'{ports[0]} to {ports[-1]}'} of {host} cannot be opened. Choose another: --port P")
        return found

    def prepare(self, options: dict[str, Any]) -> Login:
        if not options["no_demo"]:
            the_shop()
        return the_owner(new_password=options["new_password"])

    def look_after(self, family: Family, login: Login, stop: Event) -> None:
        """On a desk without a shop the first connection makes one while we run: it is the owner's."""
        has_shop = give_shop(login.name)
        while not stop.wait(LOOK_SECONDS if has_shop else 1.0):
            family.look()
            has_shop = has_shop or give_shop(login.name)
            connections.close_all()

    def start(self, family: Family, web: socket.socket, url: str, options: dict[str, Any]) -> None:
        env = {**os.environ, "TODOKE_URL": os.environ.get("TODOKE_URL", url), "PYTHONUNBUFFERED": "1"}
        family.add(Plan("web", gunicorn(web.fileno()), env, (web.fileno(),)))
        for _ in range(max(1, options["workers"])):
            family.add(Plan("worker", [*OURS, "work"], env))
        if not options["no_demo"]:
            self.open_marketplace(family, url, env, options["pace"])
        connections.close_all()  # this process only looks after the others

    def open_marketplace(self, family: Family, url: str, env: dict[str, str], pace: float) -> None:
        real = Connection.objects.filter(channel=CHANNEL, name=NAME).first()
        if real is not None and not is_stand_in(real):
            self.complain(f"{real} is a shop of your own: no demonstration beside it. Use --no-demo.")
            return
        if not self.is_first():
            self.complain("a demonstration runs on this data already: this one sells nothing. Its web and its worker help the other.")
            return
        port = free_port()
        connection, secret, first = the_marketplace(the_shop(), f"http://{HOST}:{port}")
        words = ["sandbox", CHANNEL, "--port", str(port), "--deliver-to", f"{url}/in/{CHANNEL}/{connection.name}", "--first", str(first),
                 "--seed", str(first), "--pace", str(pace), "--books", str(Path(settings.DATA) / "marketplace.json"), "--json"]
        family.add(Plan("marketplace", [*OURS, *words], {**env, "TODOKE_SANDBOX_SECRET": secret}))

    def is_first(self) -> bool:
        """Two stand-ins would sell the same numbers. The lock is held until this process ends, however it ends."""
        self.lock = open(Path(settings.DATA) / "demonstration.lock", "w")  # noqa: SIM115
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def is_ready(self, url: str, family: Family, stop: Event) -> bool:
        """Until orders can be taken in. A web that cannot even start is told at once."""
        until = time.monotonic() + READY_SECONDS
        with httpx.Client(trust_env=False, timeout=5) as client:
            while time.monotonic() < until and not stop.wait(LOOK_SECONDS):
                family.look()
                try:
                    if client.get(f"{url}/health/ready").status_code == 200:
                        return True
                except httpx.HTTPError:
                    continue
        if not stop.is_set():
            self.complain("the desk did not become ready. Its own words stand above; `todoke doctor` looks further.")
            self.status = 1
        return False

    def tell(self, url: str, login: Login) -> None:
        mails = None if settings.MAIL_URL else f"{url}/mails"
        if self.json:
            self.line({"url": url, "login": login.name, "password": login.password, "mail_url": mails})
            return
        password = f"{login.password}   (shown this once)" if login.password else "as shown at the first start; `todoke run --new-password` makes another"
        who = [f"  sign in as     {login.name}", f"  password       {password}"]
        caught = [f"  caught mails   {mails}"] if mails else []
        self.say("\n".join([f"The desk is open: {url}", *who, *caught, "Ctrl-C closes it."]))


def opened(host: str, port: int) -> socket.socket | None:
    web = socket.socket()
    web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        web.bind((host, port))
        web.listen(512)
    except (OSError, OverflowError):
        web.close()
        return None
    return web


def gunicorn(listening: int) -> list[str]:
    """One process and its threads are enough for one shop in one terminal, and take little memory; `todoke work` and more webs are for more."""
    shared = "/dev/shm" if Path("/dev/shm").is_dir() else str(settings.DATA)
    return [sys.executable, "-m", "gunicorn", "todoke.wsgi:application", f"--bind=fd://{listening}", "--worker-class=gthread", "--workers=2", "--threads=8",
            "--preload", "--timeout=60", "--graceful-timeout=4", "--keep-alive=5", "--log-level=warning", f"--worker-tmp-dir={shared}", "--no-control-socket",
            "--limit-request-line=8190", "--limit-request-fields=64", "--limit-request-field_size=16380"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
