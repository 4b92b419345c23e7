"""Who is told what by the kernel's rooms that stand beside this one, and so are heard by name."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

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
EXPORT_READY = Kind(
    "export_ready",
    "Your personal data is ready",
    group="Account",
    example=("Your personal data is ready", "Fetch it within the next days: then it is deleted."),
)

# Its mail goes out by itself, so that no wish switches it off.
UNFAMILIAR_SIGN_IN = Kind(
    "unfamiliar_sign_in",
    "A sign-in from somewhere new",
    group="Account",
    email=Frequency.NEVER,
    example=(
        "A new sign-in to your account",
        "From a place or by a device that you haven't come by of late.",
    ),
)


@notifies("authentication.session.unfamiliar", kind=UNFAMILIAR_SIGN_IN)
def unfamiliar_sign_in(heard: Heard[Any]) -> Iterator[Notice]:
    """Tell the owner of an account of a sign-in from somewhere new."""
    yield Notice(
        UUID(heard.payload["user_id"]),
        "A new sign-in to your account",
        "From a place or by a device that you haven't come by of late. Look through your sign-ins.",
        link="/api/auth/sessions/",
    )


@notifies("accounts.export.ready", kind=EXPORT_READY)
def export_ready(heard: Heard[Any]) -> Iterator[Notice]:
    """Tell whoever asked for all that is kept of them that it can be fetched."""
    said = heard.payload
    yield Notice(
        UUID(said["user_id"]),
        "Your personal data is ready",
        "Fetch it within the next days: then it is deleted.",
        link=f"/api/auth/exports/{said['export_id']}/",
        about={"export": said["export_id"]},
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
