from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.sides import own_side
from nexus.kernel.messaging.models import Attachment, Message
from nexus.kernel.uploads.private import StoredFile, discard_private, stored_file

# Enough for the largest message several times; what isn't sent goes within a day.
MOST_UNSENT: Final = 20


def attach_file(actor: Actor, file: UploadedFile[bytes]) -> Attachment:
    """Send a picture or a PDF up, to name it in a message: FileTooLarge or NotTaken where it can't be."""
    require(actor, "messaging.talk")
    _expect_room(actor)
    # Looking into a file takes its time: no row is locked meanwhile.
    with stored_file(file, "file") as stored:
        return _kept(actor, stored)


def attachment_of(actor: Actor, conversation_id: UUID, attachment_id: UUID) -> Attachment:
    """Give a file that went with a message of a conversation, to its parties alone."""
    own_side(actor, conversation_id)
    return Attachment.objects.get(pk=attachment_id, message__conversation=conversation_id)


@transaction.atomic
def sweep_unsent() -> int:
    """Delete the files that no message was written for; how many."""
    left = list(Attachment.objects.left_over().select_for_update(skip_locked=True))
    Attachment.objects.filter(pk__in=[file.pk for file in left]).delete()
    discard_private(file.key for file in left)
    return len(left)


@transaction.atomic
def _kept(actor: Actor, stored: StoredFile) -> Attachment:
    Message.objects.hold_author(actor.id)  # type: ignore[arg-type]  # only accounts may talk
    _expect_room(actor)
    return Attachment.objects.create(
        uploader_id=actor.id,
        key=stored.key,
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
    )


def _expect_room(actor: Actor) -> None:
    if Attachment.objects.unsent_of(actor.id).count() >= MOST_UNSENT:  # type: ignore[arg-type]
        raise Unprocessable(f"{MOST_UNSENT} of your files wait for a message already. Send them first.")
