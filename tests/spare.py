"""Commands for tests, quickly: a process that has loaded what every command loads stands by, and each command is a fork of it. Nothing of the desk is
set up before the fork: settings, database and apps are read in the command's own process, in its own environment and folder.

Tests that speak of the start itself, of signals or of long runs start a process of their own instead."""

import array
import atexit
import importlib
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple

SOURCES = Path(__file__).parents[1] / "src"
LONGEST = 120.0  # seconds of a command
LOADED = (
    "django.core.management", "django.core.checks", "django.db.models", "django.db.migrations.executor", "django.db.backends.sqlite3.base",
    "django.http", "django.urls", "django.template", "django.shortcuts", "httpx", "rich.console", "rich.table", "rich.progress", "jpholiday",
    "msgspec", "liquid", "babel.dates", "psycopg", "cryptography.fernet", "todoke.cli.main", "todoke.channels.registry", "todoke.rules.decide",
    "todoke.tracking.scans", "todoke.tracking.recognise", "todoke.notices.render", "todoke.notices.facts", "todoke.notices.lint.leaving",
    "todoke.notices.transports.smtp",
)  # fmt: skip


class Said(NamedTuple):
    status: int
    out: str
    err: str


def todoke(words: Sequence[str], folder: Path, env: Mapping[str, str], given: str = "") -> Said:
    """One command to its end. Raises TimeoutError."""
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        into.write(given.encode())
        into.seek(0)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(LONGEST)
            line.connect(standing_by())
            asked = json.dumps([["todoke", *words], str(folder), dict(env)]).encode()
            fds = array.array("i", [one.fileno() for one in (into, out, err)])
            line.sendmsg([len(asked).to_bytes(8, "big") + asked], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
            status = int(line.makefile().readline())
        return Said(status, read(out), read(err))


def read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def standing_by() -> str:
    """Its address; it ends with the process that asked for it."""
    place = tempfile.mkdtemp(prefix="todoke-spare-")
    address = os.path.join(place, "s")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TODOKE_", "DATABASE_URL", "DJANGO_"))}
    spare = subprocess.Popen([sys.executable, __file__, address], env={**kept, "PYTHONPATH": str(SOURCES)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert spare.stdout is not None and spare.stdout.readline() == b"ready\n"
    atexit.register(spare.kill)
    return address


# ── in the process that stands by ───────────────────────────────────────────────────────────────────
def serve(address: str) -> None:
    for name in LOADED:
        importlib.import_module(name)
    assert not importlib.import_module("django.conf").settings.configured, "something reads the settings while it is loaded"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for whoever waits for a command
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen(64)
        print("ready", flush=True)
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                answer(line)
            line.close()


def answer(line: socket.socket) -> None:
    """Runs the command in one more process, so that its end can be told whatever that is."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        asked, fds = heard(line)
        child = os.fork()
        if child == 0:
            line.close()
            command(*asked, fds)
        _, status = os.waitpid(child, 0)
        line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    finally:
        os._exit(0)


def heard(line: socket.socket) -> tuple[list[Any], list[int]]:
    data, fds, _, _ = socket.recv_fds(line, 65_536, 3)
    while len(data) < 8 or len(data) - 8 < int.from_bytes(data[:8], "big"):
        data += line.recv(1 << 20)
    return json.loads(data[8:]), fds


def command(words: list[str], folder: str, env: dict[str, str], fds: list[int]) -> None:
    for place, fd in enumerate(fds):
        os.dup2(fd, place)
        os.close(fd)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = words
    random.seed()
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BufferedWriter(io.FileIO(fd, "w", closefd=False)), "utf-8", line_buffering=fd == 2) for fd in (1, 2))
    os._exit(ended())


def ended() -> int:
    """The exit status, as the interpreter would give it."""
    status = 0
    try:
        importlib.import_module("todoke.cli.main").main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001  as at the end of any program
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status


if __name__ == "__main__":
    serve(sys.argv[1])
