"""The processes of `todoke run`: started in our own process group, started again when one dies, ended together."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

OURS = [sys.executable, "-m", "todoke.cli.main"]
LONGEST_WAIT, HEALTHY_AFTER = 30.0, 20.0  # seconds
PATIENCE = 7.0  # seconds until those that do not end by themselves are ended
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent() -> None:
    """Killed outright, a parent says goodbye to nobody: the kernel tells the children (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Plan(NamedTuple):
    """`keep`: file descriptors that the child inherits (the web's listening socket)."""

    name: str
    words: Sequence[str]
    env: Mapping[str, str]
    keep: tuple[int, ...] = ()


class Child:
    """One process; `failures` counts how often it died soon after its start."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.failures, self.again_at = plan, 0, 0.0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(list(self.plan.words), env=dict(self.plan.env), pass_fds=self.plan.keep, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, preexec_fn=end_with_parent)
        self.started_at, self.again_at = time.monotonic(), 0.0

    def look(self, complain: Callable[[str], None]) -> None:
        """Dead: again after a pause, each time twice as long."""
        code = self.process.poll()
        if code is None:
            return
        if not self.again_at:
            self.failures = 1 if time.monotonic() - self.started_at > HEALTHY_AFTER else self.failures + 1
            wait = min(LONGEST_WAIT, 0.5 * 2 ** (self.failures - 1))
            self.again_at = time.monotonic() + wait
            complain(f"{self.plan.name} has ended ({code}); started again in {wait:g} s")
        elif time.monotonic() >= self.again_at:
            self.start()


class Family:
    """All of them. `end` may be called twice."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.complain = complain

    def add(self, plan: Plan) -> Child:
        self.children.append(Child(plan))
        return self.children[-1]

    def look(self) -> None:
        for child in self.children:
            child.look(self.complain)

    def end(self) -> None:
        """Asked first, and ended if they do not listen."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + PATIENCE
        for child in self.children:
            try:
                child.process.wait(max(0.05, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
