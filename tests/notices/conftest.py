"""What tests of templates share."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def nothing_is_tidied_up() -> Iterator[None]:
    """The collector goes through all that thousands of other tests have left: its time is none of the template's."""
    gc.disable()
    yield
    gc.enable()
