from django.urls import path

from nexus.kernel.messaging.rest.attachments import AttachmentFile, AttachmentList
from nexus.kernel.messaging.rest.messages import MessageList, MessageReport
from nexus.kernel.messaging.rest.views import (
    ConversationBlock,
    ConversationDetail,
    ConversationList,
    ConversationRead,
    ConversationUnblock,
)

_ONE = "conversations/<uuid:conversation_id>/"

urlpatterns = [
    path("conversations/", ConversationList.as_view()),
    path("conversations/attachments/", AttachmentList.as_view()),
    path(_ONE, ConversationDetail.as_view()),
    path(f"{_ONE}messages/", MessageList.as_view()),
    path(f"{_ONE}messages/<uuid:message_id>/report/", MessageReport.as_view()),
    path(f"{_ONE}read/", ConversationRead.as_view()),
    path(f"{_ONE}block/", ConversationBlock.as_view()),
    path(f"{_ONE}unblock/", ConversationUnblock.as_view()),
    path(f"{_ONE}attachments/<uuid:attachment_id>/", AttachmentFile.as_view()),
]
