from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.processes import data_folder


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder of the test's own."""
    with data_folder() as folder:
        yield folder
