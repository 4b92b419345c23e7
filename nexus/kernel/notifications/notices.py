"""Who is told what by the kernel's rooms that stand beside this one, and so are heard by name."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

IMPORT_FINISHED = Kind(
    "import_finished",
    "An import is finished",
    group="Imports",
    example=("Your import of products is finished", "All of the file has been read in."),
)
IMPORT_FAILED = Kind(
    "import_failed",
    "An import failed",
    group="Imports",
    example=("Your import of products failed", "What was read in until then stays."),
)


@notifies("imports.import.finished", kind=IMPORT_FINISHED)
def import_finished(heard: Heard[Any]) -> Iterator[Notice]:
    """Tell whoever brought a file that it was read in."""
    yield _of_import(heard, "is finished", "All of the file has been read in.")


@notifies("imports.import.failed", kind=IMPORT_FAILED)
def import_failed(heard: Heard[Any]) -> Iterator[Notice]:
    """Tell whoever brought a file that it couldn't be read to its end."""
    yield _of_import(heard, "failed", "What was read in until then stays.")


def _of_import(heard: Heard[Any], what: str, text: str) -> Notice:
    said = heard.payload
    title = f"Your import of {said['kind']} {what}"
    return Notice(UUID(said["owner_id"]), title, text, about={"import": said["import_id"]})
