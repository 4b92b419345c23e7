"""What conversations announce: ids only. Which person wrote for a side stands in the log as the actor."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ConversationStarted(Fact):
    """Two sides have begun to talk about a thing."""

    name: ClassVar[str] = "messaging.conversation.started"
    subject: ClassVar[str] = "conversation_id"
    conversation_id: UUID


@dataclass(frozen=True)
class MessageSent(Fact):
    """A message was written.

    sender_id: the side that wrote. recipient_ids: the accounts of the other side, as they were then.
    """

    name: ClassVar[str] = "messaging.message.sent"
    subject: ClassVar[str] = "message_id"
    message_id: UUID
    conversation_id: UUID
    sender_id: UUID
    recipient_ids: list[UUID]


@dataclass(frozen=True)
class ConversationRead(Fact):
    """A side has read up to a message of this number."""

    name: ClassVar[str] = "messaging.conversation.read"
    subject: ClassVar[str] = "conversation_id"
    conversation_id: UUID
    reader_id: UUID
    number: int


@dataclass(frozen=True)
class CounterpartyBlocked(Fact):
    """A side wants to hear no more of the other."""

    name: ClassVar[str] = "messaging.conversation.blocked"
    subject: ClassVar[str] = "conversation_id"
    conversation_id: UUID
    by_id: UUID


@dataclass(frozen=True)
class CounterpartyUnblocked(Fact):
    """A side lets the other write again."""

    name: ClassVar[str] = "messaging.conversation.unblocked"
    subject: ClassVar[str] = "conversation_id"
    conversation_id: UUID
    by_id: UUID


@dataclass(frozen=True)
class MessageReported(Fact):
    """A message is for the site's staff to look at."""

    name: ClassVar[str] = "messaging.report.filed"
    subject: ClassVar[str] = "report_id"
    report_id: UUID
    message_id: UUID


@dataclass(frozen=True)
class ReportClosed(Fact):
    """The site's staff have looked at a reported message; outcome: handled or dismissed."""

    name: ClassVar[str] = "messaging.report.closed"
    subject: ClassVar[str] = "report_id"
    report_id: UUID
    outcome: str
