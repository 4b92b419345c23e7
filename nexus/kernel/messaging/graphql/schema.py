from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of
from nexus.kernel.messaging import actions
from nexus.kernel.messaging.graphql.inputs import (
    ConversationFilter,
    ConversationInput,
    MessageInput,
    MessageReportInput,
)
from nexus.kernel.messaging.graphql.types import (
    Conversation,
    Message,
    MessageReport,
    StartedConversation,
)
from nexus.kernel.messaging.models import Message as MessageModel, Participant, Report
from nexus.kernel.messaging.rest import serializers
from nexus.kernel.messaging.rest.reading import side_of
from nexus.kernel.messaging.rest.shapes import (
    ConversationQuery,
    ConversationShape,
    MessageQuery,
    MessageShape,
    Row,
    StartedShape,
    message_reader,
)


@strawberry.type
class Query:
    """What one may ask of one's conversations."""

    @listed(Conversation)
    def conversations(
        self, info: Info, filter: ConversationFilter | None = UNSET
    ) -> Listing[ConversationShape]:
        """One's conversations and those of the stores one works for, the one written in last first."""
        require(info.context.actor, "messaging.talk")
        query = read_narrowing(ConversationQuery, filter)
        own = Participant.objects.visible_to(info.context.actor).narrowed(**query.filters)
        return Listing(own.rows(), query.order, each(ConversationShape.of))

    @shown_as(Conversation | None)
    def conversation(self, info: Info, id: strawberry.ID) -> ConversationShape:
        """A conversation that one is a party to."""
        return _shown(info, uuid_of(id))

    @strawberry.field
    def unread_messages(self, info: Info) -> int:
        """How many messages there are to read, in all of one's conversations."""
        require(info.context.actor, "messaging.talk")
        return Participant.objects.visible_to(info.context.actor).count_unread()

    @listed(Message)
    def messages(self, info: Info, conversation: strawberry.ID) -> Listing[MessageShape]:
        """The messages of a conversation that one is a party to, newest first."""
        conversation_id = uuid_of(conversation)
        read = message_reader(side_of(info.context.actor, conversation_id))
        return Listing(MessageModel.objects.of(conversation_id).rows(), MessageQuery().order, each(read))


@strawberry.type
class Mutation:
    """What one may do in conversations."""

    @mutation(StartedConversation)
    def start_conversation(self, info: Info, input: ConversationInput) -> StartedConversation:
        """Write to the other side of a thing that one sees, or go on with what was said about it."""
        said = read_input(serializers.ConversationInput, input.as_rest_has_it())
        message = actions.start_conversation(info.context.actor, **said)
        side = side_of(info.context.actor, message.conversation_id)
        shown = StartedShape.with_message(side, _row(message))
        return StartedConversation(conversation=shown, message=shown.message)  # type: ignore[arg-type]

    @mutation(Message)
    def send_message(self, info: Info, conversation: strawberry.ID, input: MessageInput) -> MessageShape:
        """Write to the other side, which is notified in the background."""
        said = read_input(serializers.MessageInput, input)
        message = actions.send_message(info.context.actor, uuid_of(conversation), **said)
        return message_reader(side_of(info.context.actor, message.conversation_id))(_row(message))

    @mutation(Conversation)
    def mark_conversation_read(
        self, info: Info, id: strawberry.ID, message: strawberry.ID | None = UNSET
    ) -> ConversationShape:
        """Say up to which message one has read, or without one up to the last; the other side sees it."""
        conversation_id = uuid_of(id)
        actions.mark_read(info.context.actor, conversation_id, uuid_of(message) if message else None)
        return _shown(info, conversation_id)

    @mutation(Conversation)
    def block_counterpart(self, info: Info, conversation: strawberry.ID) -> ConversationShape:
        """Hear no more of the other side, in this and in any other conversation."""
        actions.block_other(info.context.actor, uuid_of(conversation))
        return _shown(info, uuid_of(conversation))

    @mutation(Conversation)
    def unblock_counterpart(self, info: Info, conversation: strawberry.ID) -> ConversationShape:
        """Let the other side write again."""
        actions.unblock_other(info.context.actor, uuid_of(conversation))
        return _shown(info, uuid_of(conversation))

    @mutation(MessageReport)
    def report_message(
        self, info: Info, conversation: strawberry.ID, message: strawberry.ID, input: MessageReportInput
    ) -> MessageReport:
        """Have the site's staff look at a message of the other side, once."""
        said = read_input(serializers.MessageReportInput, input)
        report = actions.report_message(info.context.actor, uuid_of(conversation), uuid_of(message), **said)
        return _report(report)


def _shown(info: Info, conversation_id: UUID) -> ConversationShape:
    return ConversationShape.of(side_of(info.context.actor, conversation_id))


def _row(message: MessageModel) -> Row:
    row: Row = MessageModel.objects.filter(pk=message.pk).rows().get()
    return row


def _report(report: Report) -> MessageReport:
    return MessageReport(
        id=report.pk,  # type: ignore[arg-type]  # written as text in the answer
        message=report.message_id,  # type: ignore[arg-type]
        reason=report.reason,  # type: ignore[arg-type]  # the enum's own value
        note=report.note,
        status=report.status,  # type: ignore[arg-type]
        filed_at=report.filed_at,
    )
