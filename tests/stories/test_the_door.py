"""The door, over HTTP: what is proven is kept however bad it is, what is not leaves no row, and nothing disturbs anybody else."""

import http.client
import random
from collections.abc import Callable, Iterator

import pytest
from bench.bodies import SECRET, order_body, raw, signed
from bench.house import free_port
from bench.postgres import Postgres
from tests.house import House
from tests.stories.teller import rows, tokyo

MB = 1024 * 1024
NOW = "2026-11-24 10:00"
PORTS: dict[str, int] = {}
Post = Callable[..., int]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Open: plain/main and shopify/main, two web processes."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with House(tmp_path_factory.mktemp("door"), server.create("door", "migrated") if server else "") as house:
        house.connect("plain", "main", "--secret", SECRET)
        PORTS[house.db] = free_port()
        house.web(PORTS[house.db])
        yield house
    if server:
        server.drop("door")


@pytest.fixture
def post(desk: House) -> Post:
    """The status of the answer."""

    def send(body: bytes, headers: dict[str, str], path: str = "/in/plain/main", declared: int | None = None) -> int:
        link = http.client.HTTPConnection("127.0.0.1", PORTS[desk.db], timeout=30)
        try:
            link.putrequest("POST", path)
            length = {} if "transfer-encoding" in headers else {"content-length": str(len(body) if declared is None else declared)}
            for name, value in (length | headers).items():
                link.putheader(name, value)
            link.endheaders()
            link.send(body)
            return link.getresponse().status
        finally:
            link.close()

    return send


def received(desk: House) -> int:
    return int(rows(desk, "SELECT COUNT(*) FROM desk_received")[0][0])


def state_of(desk: House, name: str) -> tuple[str, str]:
    """What became of a delivery, once a worker has looked at it."""
    desk.todoke("work", "--until-idle")
    ((state, reason),) = rows(desk, "SELECT state, reason FROM desk_received WHERE delivery = %s", name)
    return state, reason


def test_a_proven_order_is_taken_in(desk: House, post: Post) -> None:
    """TRU-1, CHN-2: 200, and the order is there after a worker's round."""
    body = raw(order_body("D-1"))

    assert post(body, signed(body, "d-1")) == 200
    assert state_of(desk, "d-1")[0] == "taken" and desk.todoke("order", "D-1").status == 0


def test_the_same_delivery_again_is_the_same_delivery(desk: House, post: Post) -> None:
    """TRU-3, agreement 8: the webhook's id is the key; a repeat is answered 200 and is no second row."""
    body = raw(order_body("D-2"))
    first, again = post(body, signed(body, "d-2")), post(body, signed(body, "d-2"))

    assert (first, again) == (200, 200)
    assert rows(desk, "SELECT COUNT(*) FROM desk_received WHERE delivery = 'd-2'") == [(1,)]


def test_one_byte_changed_is_refused_without_a_row(desk: House, post: Post) -> None:
    """TRU-3, agreement 8: at twenty places of the body, by chance; 401, no row."""
    body, before, hand = raw(order_body("D-3")), received(desk), random.Random(7)
    for at in sorted(hand.sample(range(len(body)), 20)):
        touched = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        assert post(touched, signed(body, "d-3")) == 401

    assert received(desk) == before


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused_without_a_row(desk: House, post: Post, missing: str) -> None:
    """TRU-3."""
    body, before = raw(order_body("D-4")), received(desk)
    headers = {name: value for name, value in signed(body, "d-4").items() if name != missing}

    assert post(body, headers) == 401 and received(desk) == before


@pytest.mark.parametrize("seconds_off", [-3600, 3600, 10**9])
def test_a_clock_far_from_ours_is_refused(desk: House, post: Post, seconds_off: int) -> None:
    """TRU-3: replayed from the past, or signed in the future."""
    body, before = raw(order_body("D-5")), received(desk)
    at = int(signed(b"", "x")["webhook-timestamp"]) + seconds_off

    assert post(body, signed(body, "d-5", at)) == 401 and received(desk) == before


def test_an_unknown_connection_is_not_found(desk: House, post: Post) -> None:
    """Agreement 8: 404, no row, whichever part of the address is wrong."""
    body, before = raw(order_body("D-6")), received(desk)

    assert [post(body, signed(body, "d-6"), path) for path in ("/in/plain/nobody", "/in/nothing/main", "/in/shopify/main")] == [404] * 3
    assert received(desk) == before


def test_eleven_megabytes_are_refused_unread(desk: House, post: Post) -> None:
    """Agreement 8: 413, and the sender need not even send them: the length is enough."""
    before = received(desk)

    assert post(b"", {}, declared=11 * MB) == 413
    assert received(desk) == before


def test_who_sends_eleven_megabytes_all_the_same_reads_the_answer(desk: House, post: Post) -> None:
    """Agreement 8: many clients listen only when they have sent everything; they are not cut off while they do."""
    body, before = b" " * (11 * MB), received(desk)

    assert post(body, signed(body, "d-11")) == 413
    assert received(desk) == before


def test_a_body_in_chunks_is_read_like_any_other(desk: House, post: Post) -> None:
    """CHN-2: a sender that does not know the length beforehand is proven all the same."""
    body = raw(order_body("D-12"))
    headers = signed(body, "d-12") | {"transfer-encoding": "chunked"}

    assert post(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body), headers) == 200
    assert state_of(desk, "d-12")[0] == "taken"


def test_ids_that_differ_only_far_behind_are_two_deliveries(desk: House, post: Post) -> None:
    """CHN-2: nothing is lost because a sender makes long ids."""
    before = received(desk)
    for number in ("D-13", "D-14"):
        body = raw(order_body(number))
        assert post(body, signed(body, f"https://koharu.example/orders/{'x' * 100}/{number}")) == 200

    assert received(desk) == before + 2


def test_nine_megabytes_are_taken(desk: House, post: Post) -> None:
    """Agreement 8: the limit is where it is said to be."""
    body = raw(order_body("D-7", ribbon="x" * (9 * MB)))

    assert post(body, signed(body, "d-7")) == 200
    assert state_of(desk, "d-7")[0] == "taken"


HOSTILE = {
    "garbage": b"\x00\xff\xfe garbage",
    "nothing": b"",
    "null": b"null",
    "a_number": b"1e999",
    "half": b'{"type": "order_placed", "order": {"number": "D-8',
    "deep": b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep_order": b'{"type": "order_placed", "at": "2026-11-24T10:00:00Z", "order": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "shift_jis": '{"type": "order_placed", "order": {"number": "皿"}}'.encode("shift_jis"),
    "utf_16": '{"type": "order_placed"}'.encode("utf-16"),
    "lone_surrogate": rb'{"type": "order_placed", "at": "2026-11-24T10:00:00Z", "order": {"number": "\ud800"}}',
    "nul": rb'{"type": "order_placed\u0000", "at": "2026-11-24T10:00:00Z", "order": {"number": "D\u0000"}}',
    "no_type": b'{"order": {"number": "D-9"}}',
    "unknown_type": b'{"type": "world_ended", "at": "2026-11-24T10:00:00Z", "order": {"number": "D-9"}}',
    "no_zone": b'{"type": "payment_received", "at": "2026-11-24T10:00:00", "order": {"number": "D-9"}, "amount": "1"}',
    "year_9999": b'{"type": "payment_received", "at": "9999-12-31T23:59:59-23:59", "order": {"number": "D-9"}, "amount": "1"}',
    "huge_number": b'{"type": "payment_received", "at": "2026-11-24T10:00:00Z", "order": {"number": "D-9"}, "amount": ' + b"9" * 400 + b"}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_proven_garbage_is_kept_in_quarantine_and_disturbs_nobody(desk: House, post: Post, name: str) -> None:
    """TRU-3, CHN-2, agreement 8: 200, kept as it came, a reason in words; the order sent beside it is taken in."""
    body, good = HOSTILE[name], raw(order_body(f"G-{name}"))
    answers = post(body, signed(body, f"bad-{name}")), post(good, signed(good, f"good-{name}"))
    state, reason = state_of(desk, f"bad-{name}")
    ((kept,),) = rows(desk, "SELECT body FROM desk_received WHERE delivery = %s", f"bad-{name}")

    assert answers == (200, 200) and bytes(kept) == body
    assert state == "quarantined" and len(reason) > 10
    assert state_of(desk, f"good-{name}")[0] == "taken"


def test_the_books_are_whole_after_all_of_it(desk: House) -> None:
    """TRU-3: nothing lost, nothing else disturbed."""
    said = desk.todoke("verify")

    assert said.status == 0 and said.line["broken"] == []


def test_a_desk_in_production_refuses_a_turned_clock(house: House) -> None:
    """CMD, agreement 6: TODOKE_NOW is for trials."""
    house.env |= {"TODOKE_ENV": "production", "TODOKE_SECRET_KEY": "x" * 50, "TODOKE_HOSTS": "example.com"}
    said = house.todoke("orders", now=tokyo(NOW))

    assert said.status == 2 and "TODOKE_NOW" in said.complaint
