"""Loading the site quickly: every program does it at its start."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Look for no garbage while the site is loaded: what is loaded stays, and looking costs a third."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Hide libraries from others, who would load them wherever they are installed: nobody here uses them."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # as if it weren't installed
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
