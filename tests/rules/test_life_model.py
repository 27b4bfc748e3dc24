"""The tables, proven by walking every configuration that a small order can reach (tests/rules/life/).

`make test` walks about a minute of it on two processors; TODOKE_WHOLE=1 walks all of it, and also finds rows that nothing ever takes."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.rules.life import alphabet
from tests.rules.life.check import Report, never_used, prove
from tests.rules.life.slices import Job, jobs

from todoke.rules.events import EVENTS

WHOLE = os.environ.get("TODOKE_WHOLE") == "1"
SECONDS = float(os.environ.get("TODOKE_WHOLE_SECONDS", "inf"))  # after so long what is not walked yet is skipped, and said to be
JOBS = list(jobs(WHOLE))
BEGAN = time.monotonic()
LEFT_OUT = (  # more than ten seconds each: only walked whole
    "everything", "paying and cancelling · shop rules · pays first", "paying and cancelling · closes late", "payments · shop rules · pays first",
    "goods · closes late", "goods · shop rules · pays later", "goods · channel rules · pays later", "afterwards · shop rules",
    "afterwards · channel rules · pays later", "afterwards · clock completes", "two lines · shop rules", "two lines · channel rules · pays first",
    "two lines, one of them short · shop rules", "two lines, one of them short · channel rules · pays first", "goods come and go")
CHOSEN = [job for job in JOBS if WHOLE or not str(job).startswith(LEFT_OUT)]


MOVES_NOTHING = {  # news of people, of scans that ParcelMoved stands for, of notices; another version of the same choices
    "ContactChanged", "AddressChanged", "AdvertisingConsent", "ParcelLabelled", "ParcelOutForDelivery", "ParcelAttemptFailed", "ParcelHeld",
    "ParcelTroubled", "ParcelRefused", "ParcelSilent", "NoticeDelivered", "NoticeBounced", "NoticeRerouted", "PolicyMoved",
}  # fmt: skip


def test_every_event_is_walked_or_moves_nothing() -> None:
    """LIF-2: a new event is a move of the checker's alphabet."""
    assert EVENTS.keys() - vars(alphabet).keys() == MOVES_NOTHING


@pytest.fixture(scope="module")
def found() -> Iterator[dict[Job, "Future[Report]"]]:
    """Every slice is walked in a process of its own, two at a time, the longest first."""
    first = CHOSEN if float("inf") > SECONDS else CHOSEN[::-1]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield {job: pool.submit(prove, job) for job in first}
        if time.monotonic() - BEGAN >= SECONDS:
            workers = list(pool._processes.values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()


def walked(future: "Future[Report]") -> Report:
    try:
        return future.result(timeout=None if float("inf") == SECONDS else max(0.1, BEGAN + SECONDS - time.monotonic()))
    except TimeoutError:
        pytest.skip(f"not walked to its end within {SECONDS:.0f} s (TODOKE_WHOLE_SECONDS)")


@pytest.mark.parametrize("job", CHOSEN, ids=str)
def test_every_claim_holds_wherever_an_order_can_come(found: dict[Job, "Future[Report]"], job: Job) -> None:
    """LIF-2, LIF-3, LIF-7: facts are never refused and meet in any order; deadlines, money and goods add up; every wait has an answer."""
    report = walked(found[job])
    assert not report.failures, "\n".join(report.lines())
    assert report.counts["configurations"] > 10


@pytest.mark.skipif(not WHOLE, reason="only the whole walk can say so (TODOKE_WHOLE=1)")
def test_no_row_of_the_tables_is_never_taken(found: dict[Job, "Future[Report]"]) -> None:
    """LIF-2: the table says what happens, and nothing that cannot."""
    assert not never_used(set().union(*(walked(future).rows for future in found.values())))
