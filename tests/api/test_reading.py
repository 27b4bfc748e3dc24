"""The API's read side, through the door."""

import hashlib
from urllib.parse import quote

import pytest
from django.test import Client

from todoke.desk.recording import Recording, take
from todoke.orders.models import Order
from todoke.shops.connect import Offer, connect
from todoke.shops.models import ApiKey, Connection, Shop

NOW = 1_790_000_000
BODY = (
    b'{"type":"order_placed","at":"2026-09-21T10:00:00+09:00","order":{"number":"1001","currency":"JPY","total":"5000","locale":"ja",'
    b'"payment":{"way":"card","paid":true},"lines":[{"id":"a","sku":"CUP","title":"\xe6\xb9\xaf\xe5\x91\x91","quantity":2,"price":"2500","amount":"5000"}],'
    b'"customer":{"name":"\xe4\xbd\x90\xe8\x97\xa4 \xe8\x8a\xb1","mail":"hana@example.com"}}}'
)


def a_shop_with_an_order(name: str) -> Connection:
    connection, _ = connect(Offer("plain", name, name), now=NOW)
    take(connection, [Recording("", BODY)], live=True, now=NOW, by=str(connection))
    return connection


def a_key(shop: Shop, *, people: bool = False) -> Client:
    secret = f"secret of {shop.name} {people}"
    ApiKey.objects.create(shop=shop, name=secret, digest=hashlib.sha256(secret.encode()).hexdigest(), people=people)
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.mark.django_db
def test_a_key_lists_its_shops_orders_and_no_others() -> None:
    """WEB-4: nothing of one shop is shown to another."""
    ours, theirs = a_shop_with_an_order("ours"), a_shop_with_an_order("theirs")

    page = a_key(ours.shop).get("/api/orders").json()

    assert [(row["connection"], row["number"], row["total"]) for row in page["orders"]] == [("ours", "1001", "5000")]
    assert a_key(ours.shop, people=True).get(f"/api/orders/{theirs.name}/1001").status_code == 404


@pytest.mark.django_db
def test_people_are_read_apart_and_only_with_the_scope() -> None:
    """WEB-4, TRU-5: an order's story holds no name; who may read people gets them by a question of its own."""
    shop = a_shop_with_an_order("ours").shop

    story = a_key(shop).get("/api/orders/ours/1001")
    refused = Client(headers={"authorization": f"Bearer secret of {shop.name} False"}).get("/api/orders/ours/1001/recipient")
    people = a_key(shop, people=True).get("/api/orders/ours/1001/recipient").json()

    assert "hana@example.com" not in story.content.decode() and "佐藤" not in story.content.decode()
    assert refused.status_code == 403
    assert people["contact"]["mail"] == "hana@example.com"


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["limit=0", "limit=999999999999999999999999", "cursor=x", "progress=lost", "created_since=99999999999999999999999"])
def test_a_question_that_cannot_be_is_answered_with_the_mend(question: str) -> None:
    """TRU-3: bad input gets a clear error, or an empty answer, and never a 500."""
    shop = a_shop_with_an_order("ours").shop

    answer = a_key(shop).get(f"/api/orders?{question}")

    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or answer.json()["detail"]


@pytest.mark.django_db
def test_without_a_key_there_is_no_answer() -> None:
    """TRU-4: anonymous readers get 401."""
    assert Client().get("/api/orders").status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("orders?limit=0", 400), ("orders/ours/none", 404), ("orders/ours/1001/recipient", 403), ("nowhere", 404), ("orders/ours/", 404)]
)
def test_every_refusal_is_a_problem(path: str, status: int) -> None:
    """WEB-4: also where there is no such page."""
    answer = a_key(a_shop_with_an_order("ours").shop).get(f"/api/{path}")
    assert (answer.status_code, answer["content-type"], answer.json()["status"]) == (status, "application/problem+json", status)


def test_whoever_writes_where_nothing_is_hears_that() -> None:
    """WEB-4: and nothing of forms and cookies."""
    answer = Client(enforce_csrf_checks=True).post("/api/nowhere")
    assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")


def test_the_description_names_every_answer_as_it_is_sent() -> None:
    """WEB-4: the one to a key that opens nothing, too."""
    paths = Client().get("/api/openapi.json").json()["paths"]
    told = {path: {status: set(answer["content"]) for status, answer in methods["get"]["responses"].items()} for path, methods in paths.items()}
    assert {path: {status for status in answers if status != "200"} for path, answers in told.items()} == {
        "/api/orders": {"400", "401"},
        "/api/orders/{connection}/{number}": {"401", "404"},
        "/api/orders/{connection}/{number}/recipient": {"401", "403", "404"},
    }
    assert {media for answers in told.values() for status, answer in answers.items() if status != "200" for media in answer} == {"application/problem+json"}


@pytest.mark.django_db
def test_every_order_of_the_list_can_be_read_by_what_it_is_called() -> None:
    """WEB-4, agreement 4: a number with a slash; an order that has no number yet."""
    ours = a_shop_with_an_order("ours")
    take(ours, [Recording("", BODY.replace(b'"1001"', b'"24/7"'))], live=True, now=NOW, by=str(ours))
    Order.objects.filter(number="1001").update(number="", ref="77")
    reader = a_key(ours.shop, people=True)
    named = [quote(row["number"], safe="") for row in reader.get("/api/orders").json()["orders"]]
    assert sorted(named) == ["24%2F7", "77"]
    assert [reader.get(f"/api/orders/ours/{name}{more}").status_code for name in named for more in ("", "/recipient")] == [200] * 4
