from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec

from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.query import ListQuery, Text
from nexus.kernel.messaging.models.conversations import NOBODY
from nexus.kernel.messaging.models.participants import ConversationFilters
from nexus.kernel.messaging.subjects import subjects

Row = dict[str, Any]

EXCERPT_LENGTH = 140

_CONVERSATION = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e21"
_MESSAGE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e22"
_FILE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e20"
_SELLER = {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "nexus_outfitters"}
_BUYER = {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e17", "username": "ada"}
_NOW = "2026-11-21T09:30:00Z"


class PartyRef(msgspec.Struct):
    """A side of a conversation; whose account is closed has no id and a neutral name."""

    id: UUID | None
    username: str

    @classmethod
    def of(cls, account_id: UUID | None, username: str | None) -> "PartyRef":
        """Name an account, or nobody."""
        return cls(account_id, username or NOBODY)


class AboutShape(msgspec.Struct):
    """What is talked about; its title as it was at the beginning."""

    kind: str
    id: int | str
    title: str


class AttachmentShape(msgspec.Struct):
    """A file that goes with a message; a picture comes as WebP, without its metadata."""

    example: ClassVar[Row] = {
        "id": _FILE,
        "name": "shirt.webp",
        "content_type": "image/webp",
        "size": 48_213,
    }

    id: UUID
    name: str
    content_type: str
    size: int


class MessageShape(msgspec.Struct):
    """A message. `author` is told to one's own side alone: who works for a store is the store's matter."""

    example: ClassVar[Row] = {
        "id": _MESSAGE,
        "conversation": _CONVERSATION,
        "number": 1,
        "sender": _BUYER,
        "is_mine": True,
        "author": _BUYER,
        "text": "Is it still to be had in green?",
        "attachments": [AttachmentShape.example],
        "is_read": False,
        "sent_at": _NOW,
    }

    id: UUID
    conversation: UUID
    number: int
    sender: PartyRef
    is_mine: bool
    author: UserRef | None
    text: str
    attachments: list[AttachmentShape]
    is_read: bool
    sent_at: datetime


class MessageExcerpt(msgspec.Struct):
    """The beginning of a conversation's last message."""

    id: UUID
    number: int
    is_mine: bool
    text: str
    attachments: int
    sent_at: datetime


class ConversationShape(msgspec.Struct):
    """A conversation, seen from one's own side.

    speaking_for: the account whose side it is: one's own, or that of the store that one works for.
    read_number, read_by_other: up to which message each side has read.
    """

    example: ClassVar[Row] = {
        "id": _CONVERSATION,
        "about": {"kind": "product", "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11", "title": "Linen Shirt"},
        "counterpart": _SELLER,
        "speaking_for": _BUYER["id"],
        "is_host": False,
        "unread": 0,
        "read_number": 0,
        "read_by_other": 0,
        "last_message": {
            "id": _MESSAGE,
            "number": 1,
            "is_mine": True,
            "text": "Is it still to be had in green?",
            "attachments": 1,
            "sent_at": _NOW,
        },
        "is_blocked": False,
        "can_write": True,
        "started_at": _NOW,
        "last_at": _NOW,
    }

    id: UUID
    about: AboutShape
    counterpart: PartyRef
    speaking_for: UUID | None
    is_host: bool
    unread: int
    read_number: int
    read_by_other: int
    last_message: MessageExcerpt | None
    is_blocked: bool
    can_write: bool
    started_at: datetime
    last_at: datetime

    @classmethod
    def of(cls, row: Row) -> "ConversationShape":
        """Read a row of `Participant.objects.rows()`."""
        return cls(*_conversation(row))


class ToRead(msgspec.Struct):
    """How many messages there are to read, over all conversations."""

    example: ClassVar[Row] = {"unread": 0}

    unread: int


class StartedShape(ConversationShape, kw_only=True):
    """A conversation with the message that was just written into it."""

    example: ClassVar[Row] = ConversationShape.example | {"message": MessageShape.example}

    message: MessageShape

    @classmethod
    def with_message(cls, row: Row, message: Row) -> "StartedShape":
        """Read a row of conversations and one of messages."""
        return cls(*_conversation(row), message=message_reader(row)(message))


class MessageReportShape(msgspec.Struct):
    """A report, as whoever filed it sees it."""

    example: ClassVar[Row] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e23",
        "message": _MESSAGE,
        "reason": "fraud",
        "note": "Wants the money by bank transfer.",
        "status": "open",
        "filed_at": _NOW,
    }

    id: UUID
    message: UUID
    reason: str
    note: str
    status: str
    filed_at: datetime


def message_reader(side: Row) -> Callable[[Row], MessageShape]:
    """Give what reads rows of `Message.objects.rows()`, as the side of a row of conversations sees them."""

    def read(row: Row) -> MessageShape:
        is_mine = row["is_from_host"] == side["is_host"]
        has_author = is_mine and row["author_id"] is not None
        return MessageShape(
            id=row["id"],
            conversation=row["conversation_id"],
            number=row["number"],
            sender=PartyRef.of(row["party_id"], row["party__username"]),
            is_mine=is_mine,
            author=UserRef(row["author_id"], row["author__username"]) if has_author else None,
            text=row["text"],
            attachments=[AttachmentShape(**file) for file in row["attachments"]],
            is_read=row["number"] <= side["read_by_other" if is_mine else "read_number"],
            sent_at=row["sent_at"],
        )

    return read


def excerpt(text: str) -> str:
    """Give a text's beginning, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1] + "…"


def _conversation(row: Row) -> tuple[Any, ...]:
    about = row["about"]
    is_open = not (row["is_blocked"] or row["is_blocked_by_other"])
    return (
        row["conversation_id"],
        AboutShape(row["kind"], int(about) if about.isdecimal() else about, row["title"]),
        PartyRef.of(row["other_id"], row["other__username"]),
        row["party_id"],
        row["is_host"],
        row["unread"],
        row["read_number"],
        row["read_by_other"],
        _last(row),
        row["is_blocked"],
        is_open and row["other_id"] is not None,
        row["started_at"],
        row["last_at"],
    )


def _last(row: Row) -> MessageExcerpt | None:
    if row["last_id"] is None:
        return None
    return MessageExcerpt(
        row["last_id"],
        row["last_number"],
        row["last_is_from_host"] == row["is_host"],
        excerpt(row["last_text"]),
        row["last_files"],
        row["last_sent_at"],
    )


class ConversationQuery(ListQuery, kw_only=True):
    """What the list of conversations can be narrowed to; the one that somebody wrote in last comes first."""

    order: ClassVar[tuple[str, str]] = ("-last_at", "-id")

    unread: bool | None = None
    about: Text | None = None
    about_id: Text | None = None

    @property
    def filters(self) -> ConversationFilters:
        """Give the filters as the QuerySet takes them."""
        if self.about is not None and self.about not in subjects():
            sentence = f"Give one of: {', '.join(sorted(subjects()))}."
            raise ValidationFailed(details={"about": [sentence]})
        return {"unread": self.unread, "kind": self.about, "about": self.about_id}


_ORDERS = {"created_at": ("-number",), "-created_at": ("-number",), "oldest": ("number",)}


class MessageQuery(ListQuery, kw_only=True):
    """How messages are ordered; created_at is newest first."""

    ordering: Literal["created_at", "-created_at", "oldest"] = "created_at"

    @property
    def order(self) -> tuple[str]:
        """Give the column to order by."""
        return _ORDERS[self.ordering]
