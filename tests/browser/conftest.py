"""A real server on the whole demonstration."""

from collections.abc import Iterator

import pytest

from tools.demonstration import Demonstration, demonstration


@pytest.fixture(scope="module")
def demo() -> Iterator[Demonstration]:
    """The demonstration, served."""
    with demonstration() as served:
        yield served
