from datetime import datetime

import strawberry

from nexus.kernel.accounts.graphql.types import User
from nexus.kernel.messaging.graphql.choices import ReportReason, ReportStatus


@strawberry.type
class Counterparty:
    """A side of a conversation; whose account is closed has no id and a neutral name."""

    id: strawberry.ID | None
    username: str


@strawberry.type
class ConversationSubject:
    """What is talked about; its title as it was at the beginning."""

    kind: str
    id: strawberry.ID
    title: str


@strawberry.type
class MessageAttachment:
    """A file that goes with a message; it is downloaded over REST."""

    id: strawberry.ID
    name: str
    content_type: str
    size: int


@strawberry.type
class Message:
    """A message; its author is told to one's own side alone."""

    id: strawberry.ID
    conversation: strawberry.ID
    number: int
    sender: Counterparty
    is_mine: bool
    author: User | None
    text: str
    attachments: list[MessageAttachment]
    is_read: bool
    sent_at: datetime


@strawberry.type
class MessageExcerpt:
    """The beginning of a conversation's last message; `attachments` counts its files."""

    id: strawberry.ID
    number: int
    is_mine: bool
    text: str
    attachments: int
    sent_at: datetime


@strawberry.type
class Conversation:
    """A conversation, seen from one's own side: one's own account's, or that of the store one works for."""

    id: strawberry.ID
    about: ConversationSubject
    counterpart: Counterparty
    speaking_for: strawberry.ID | None
    is_host: bool
    unread: int
    read_number: int
    read_by_other: int
    last_message: MessageExcerpt | None
    is_blocked: bool
    can_write: bool
    started_at: datetime
    last_at: datetime


@strawberry.type
class StartedConversation:
    """A conversation, and the message that was just written into it."""

    conversation: Conversation
    message: Message


@strawberry.type
class MessageReport:
    """A report of a message, as whoever filed it sees it."""

    id: strawberry.ID
    message: strawberry.ID
    reason: ReportReason
    note: str
    status: ReportStatus
    filed_at: datetime
