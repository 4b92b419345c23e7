"""What the back office does to several things at once."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import actor_of


def do_to_each(
    request: HttpRequest, things: Iterable[Any], deed: Callable[[Actor, Any], object], done: str
) -> None:
    """Do something to each thing, and say of how many it is done and why not of the others.

    done: what has become of them, as in "3 closed."
    """
    number = 0
    for thing in things:
        try:
            deed(actor_of(request), thing)
        except NexusError as refused:
            messages.warning(request, f"{thing}: {refused.message}")
        else:
            number += 1
    if number:
        messages.success(request, f"{number} {done}.")
