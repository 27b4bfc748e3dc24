"""What somebody reads where a page is missing or something broke."""

from django.test import RequestFactory
from django.views.defaults import server_error


def test_a_fault_of_ours_is_said_in_the_readers_words_and_shows_nothing_of_the_inside() -> None:
    """WEB-1: no bare "Server Error (500)"; the page needs neither database nor session."""
    page = server_error(RequestFactory().get("/orders/1"))

    assert page.status_code == 500 and "もう一度お試しください" in page.content.decode() and "Traceback" not in page.content.decode()
