from nexus.kernel.messaging.models.attachments import Attachment
from nexus.kernel.messaging.models.blocks import Block
from nexus.kernel.messaging.models.conversations import Conversation
from nexus.kernel.messaging.models.messages import Message
from nexus.kernel.messaging.models.participants import Participant, ParticipantQuerySet
from nexus.kernel.messaging.models.reports import Report, ReportReason, ReportStatus

__all__ = [
    "Attachment",
    "Block",
    "Conversation",
    "Message",
    "Participant",
    "ParticipantQuerySet",
    "Report",
    "ReportReason",
    "ReportStatus",
]
