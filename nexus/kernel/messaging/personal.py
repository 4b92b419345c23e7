"""What people wrote to each other: their own words and files are theirs, the other side's stay with it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.messaging.models import Attachment, Block, Conversation, Message, Report
from nexus.kernel.uploads.private import discard_private, read_private

Rows = Iterable[Mapping[str, Any]]

ERASED: Final = "This message was erased with its author's account."


def _conversations(user_id: UUID) -> Rows:
    own = Conversation.objects.filter(Q(guest=user_id) | Q(host=user_id))
    return own.values("id", "kind", "about", "title", "started_at")


def _messages(user_id: UUID) -> Rows:
    return Message.objects.filter(author=user_id).values("conversation_id", "number", "text", "sent_at")


def _files(user_id: UUID) -> Iterable[tuple[str, bytes]]:
    for file in Attachment.objects.filter(uploader=user_id):
        yield f"{file.pk}-{file.name}", read_private(file.key)


def _erase_messages(user_id: UUID) -> None:
    files = Attachment.objects.filter(uploader=user_id)
    discard_private(files.values_list("key", flat=True))
    files.delete()
    Message.objects.filter(author=user_id).update(text=ERASED)
    Report.objects.filter(reporter=user_id).update(note="")
    Block.objects.filter(Q(by=user_id) | Q(whom=user_id)).delete()


holds(
    Holding("conversations", _conversations),
    Holding("messages", _messages, _erase_messages, files=_files),
)
