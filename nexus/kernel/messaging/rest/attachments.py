from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import created
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.files import FileView, download
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.messaging.actions import attach_file, attachment_of
from nexus.kernel.messaging.actions.attaching import MOST_UNSENT
from nexus.kernel.messaging.rest.reading import PARTIES
from nexus.kernel.messaging.rest.serializers import MOST_ATTACHMENTS, AttachmentInput
from nexus.kernel.messaging.rest.shapes import AttachmentShape
from nexus.kernel.uploads.private import read_private
from nexus.kernel.uploads.rest.sending import UploadView

# To be saved, not to be opened: what it is stands in the message.
BYTES = "application/octet-stream"
_LOADS_NOTHING = "default-src 'none'; sandbox"


class AttachmentList(UploadView):
    """Files on their way into messages."""

    @operation(
        "Send a file up for a message",
        who="signed in",
        answer=AttachmentShape,
        status=201,
        body=AttachmentInput,
        body_types=["multipart/form-data"],
        errors=[Unprocessable],
        description="Send a picture (JPEG, PNG, WebP, GIF, AVIF: made anew as WebP, without its metadata) or "
        f"a PDF, then name its id in a message, which takes {MOST_ATTACHMENTS}. At most {MOST_UNSENT} files "
        "wait for their message; one that isn't used within a day is deleted.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Send a file up."""
        kept = attach_file(self.actor, self.read_body(AttachmentInput)["file"])
        return created(AttachmentShape(kept.pk, kept.name, kept.content_type, kept.size), "File kept")


class AttachmentFile(FileView):
    """A file of a conversation."""

    file_type = BYTES

    @operation(
        "Download a file of a conversation",
        who=PARTIES,
        file=BYTES,
        errors=[NotFound],
        description="Download a file that went with a message, to be saved under its name. There is no other "
        "address that leads to it.",
    )
    def get(self, request: Request, conversation_id: UUID, attachment_id: UUID) -> HttpResponse:
        """Download a file."""
        file = attachment_of(self.actor, conversation_id, attachment_id)
        answer = download(read_private(file.key), BYTES, file.name)
        answer["Content-Security-Policy"] = _LOADS_NOTHING
        return answer
