from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import created
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.messaging.actions import report_message, send_message
from nexus.kernel.messaging.exceptions import ConversationBlocked, NobodyThere, TooManyMessages
from nexus.kernel.messaging.models import Message
from nexus.kernel.messaging.rest.reading import PARTIES, side_of
from nexus.kernel.messaging.rest.serializers import MessageInput, MessageReportInput
from nexus.kernel.messaging.rest.shapes import MessageQuery, MessageReportShape, MessageShape, message_reader


class MessageList(ApiView):
    """The messages of a conversation."""

    @operation(
        "List a conversation's messages",
        who=PARTIES,
        answer=MessageShape,
        many=True,
        query=MessageQuery,
        errors=[NotFound],
        description="List a conversation's messages, newest first; `ordering=oldest` turns it round. The "
        "text stands as it was written: show it as text, never as HTML.",
    )
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """List a conversation's messages."""
        side = side_of(self.actor, conversation_id)
        query = read_query(request, MessageQuery)
        rows = Message.objects.of(conversation_id).rows()
        return listing(request, rows, query, message_reader(side), query.order)

    @operation(
        "Write a message",
        who=PARTIES,
        answer=MessageShape,
        status=201,
        body=MessageInput,
        errors=[NotFound, ConversationBlocked, NobodyThere, TooManyMessages],
        description="Write to the other side, which is notified in the background. `attachments` names files "
        "that were sent up before: POST /api/conversations/attachments/.",
    )
    @idempotent
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """Write to the other side."""
        said = self.read_body(MessageInput)
        message = send_message(self.actor, conversation_id, **said)
        row = Message.objects.filter(pk=message.pk).rows().get()
        return created(message_reader(side_of(self.actor, conversation_id))(row), "Sent")


class MessageReport(ApiView):
    """A message that somebody should look at."""

    @operation(
        "Report a message",
        who=PARTIES,
        answer=MessageReportShape,
        status=201,
        body=MessageReportInput,
        errors=[NotFound, Conflict, Unprocessable],
        description="Have the site's staff look at a message of the other side, once. They see it with what "
        "was said around it, and nothing else of the conversation.",
    )
    @idempotent
    def post(self, request: Request, conversation_id: UUID, message_id: UUID) -> Response:
        """Have the site's staff look at a message."""
        said = self.read_body(MessageReportInput)
        report = report_message(self.actor, conversation_id, message_id, **said)
        shown = MessageReportShape(
            report.pk, message_id, report.reason, report.note, report.status, report.filed_at
        )
        return created(shown, "Reported")
