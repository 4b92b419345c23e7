from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.messaging.actions import block_other, mark_read, start_conversation, unblock_other
from nexus.kernel.messaging.exceptions import (
    ConversationBlocked,
    NobodyThere,
    OwnSide,
    TooManyConversations,
    TooManyMessages,
    WhomTo,
)
from nexus.kernel.messaging.models import Message, Participant
from nexus.kernel.messaging.rest.reading import PARTIES, side_of
from nexus.kernel.messaging.rest.serializers import ConversationInput, ConversationReadInput
from nexus.kernel.messaging.rest.shapes import ConversationQuery, ConversationShape, StartedShape, ToRead


class ConversationList(ApiView):
    """One's own conversations."""

    @operation(
        "List one's conversations",
        who="signed in",
        answer=ConversationShape,
        many=True,
        beside=ToRead,
        query=ConversationQuery,
        description="List one's conversations and those of the stores that one works for, the one that "
        "somebody wrote in last first. `unread` beside the count is how many messages there are to read "
        "in all. `about` is a kind of thing (product, order, application), `about_id` a thing's id.",
    )
    def get(self, request: Request) -> Response:
        """List one's conversations."""
        require(self.actor, "messaging.talk")
        query = read_query(request, ConversationQuery)
        own = Participant.objects.visible_to(self.actor)
        rows = own.narrowed(**query.filters).rows()
        to_read = ToRead(own.count_unread())
        return listing(request, rows, query, ConversationShape.of, query.order, to_read)

    @operation(
        "Begin a conversation",
        who="signed in",
        answer=StartedShape,
        status=201,
        body=ConversationInput,
        errors=[
            NotFound,
            Unprocessable,
            OwnSide,
            WhomTo,
            NobodyThere,
            ConversationBlocked,
            TooManyConversations,
            TooManyMessages,
        ],
        description="Write to the other side of a thing that one sees: to a product's seller, about an order "
        "that is paid to its seller or its customer, about an application to the employer or the "
        "applicant. What was said about it before is gone on with: there is one conversation a "
        "thing and pair. An order of several sellers asks for `to`. `message` is the one just "
        "written.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin a conversation, or go on with it."""
        message = start_conversation(self.actor, **self.read_body(ConversationInput))
        row = Message.objects.filter(pk=message.pk).rows().get()
        return created(StartedShape.with_message(side_of(self.actor, message.conversation_id), row), "Sent")


class ConversationDetail(ApiView):
    """One conversation."""

    @operation("Show a conversation", who=PARTIES, answer=ConversationShape, errors=[NotFound])
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Show a conversation, without its messages."""
        return ok(ConversationShape.of(side_of(self.actor, conversation_id)))


class ConversationRead(ApiView):
    """Having read."""

    @operation(
        "Mark a conversation as read",
        who=PARTIES,
        answer=ConversationShape,
        body=ConversationReadInput,
        errors=[NotFound],
        description="Say up to which message one has read, or without one up to the last; the other side "
        "sees it. Nothing becomes unread again.",
    )
    @idempotent
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """Say up to which message one has read."""
        said = self.read_body(ConversationReadInput)
        mark_read(self.actor, conversation_id, said.get("message"))
        return ok(ConversationShape.of(side_of(self.actor, conversation_id)), "Read")


class ConversationBlock(ApiView):
    """Hearing no more of the other side."""

    @operation(
        "Block the other side",
        who=PARTIES,
        answer=ConversationShape,
        errors=[NotFound, NobodyThere],
        description="Hear no more of the other side, in this and in any other conversation.",
    )
    @idempotent
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """Hear no more of the other side."""
        block_other(self.actor, conversation_id)
        return ok(ConversationShape.of(side_of(self.actor, conversation_id)), "Blocked")


class ConversationUnblock(ApiView):
    """Hearing of the other side again."""

    @operation("Unblock the other side", who=PARTIES, answer=ConversationShape, errors=[NotFound])
    @idempotent
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """Let the other side write again."""
        unblock_other(self.actor, conversation_id)
        return ok(ConversationShape.of(side_of(self.actor, conversation_id)), "Unblocked")
