"""Who is told of messages: the other side, once a conversation for as long as it hasn't looked."""

from collections.abc import Iterator

from nexus.kernel.events.bus import Heard
from nexus.kernel.messaging.actions.reading import TOLD_AS, quiet_key
from nexus.kernel.messaging.events import MessageSent
from nexus.kernel.messaging.models import Message
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

NEW_MESSAGE = Kind(TOLD_AS, "Somebody has written to you", group="Messages")


@notifies(MessageSent, kind=NEW_MESSAGE)
def message_sent(heard: Heard[MessageSent]) -> Iterator[Notice]:
    """Tell those who speak for the other side, unless it has been read meanwhile."""
    sent = heard.fact
    message = Message.objects.unread_one(sent.message_id)
    if message is None:
        return
    for account in sent.recipient_ids:
        yield Notice(
            account,
            f"{message.sender_name} wrote to you about {message.conversation.title}",
            text=message.text,
            link=f"/api/conversations/{sent.conversation_id}/",
            about={"conversation": str(sent.conversation_id), "message": str(sent.message_id)},
            quiet_key=quiet_key(sent.conversation_id),
        )
