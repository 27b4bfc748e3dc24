"""What an act had to say: shown once, on the next page."""

from typing import Any

from django.http import HttpRequest

SAID = "said"


def tell(request: HttpRequest, words: str, trouble: bool = False) -> None:
    request.session[SAID] = [*request.session.get(SAID, []), {"words": words, "trouble": trouble}]


def told(request: HttpRequest) -> list[dict[str, Any]]:
    """And forgotten with it."""
    return list(request.session.pop(SAID, []))
