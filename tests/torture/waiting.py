"""Waiting for what happens elsewhere."""

import time
from collections.abc import Callable


def eventually(happens: Callable[[], object], patience: float) -> bool:
    """Wait until something is so, for so many seconds at most; whether it came to be."""
    deadline = time.monotonic() + patience
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
