"""How much one account may write; asked while it holds its own pen, so that at once isn't more."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from django.utils import timezone

from nexus.kernel.api.errors import RateLimited
from nexus.kernel.messaging.exceptions import TooManyConversations, TooManyMessages
from nexus.kernel.messaging.models import Conversation, Message
from nexus.kernel.messaging.models.conversations import DAY
from nexus.kernel.messaging.models.messages import MINUTE

CONVERSATIONS_A_DAY: Final = 50
MESSAGES_A_MINUTE: Final = 30


def expect_not_too_fast(account_id: UUID) -> None:
    """Let an account write one message after the other, so many within a minute: else TooManyMessages."""
    Message.objects.hold_author(account_id)
    written = Message.objects.written_within_a_minute(account_id, MESSAGES_A_MINUTE)
    _expect_room(written, MESSAGES_A_MINUTE, MINUTE, TooManyMessages)


def expect_few_begun(account_id: UUID) -> None:
    """Let an account begin so many conversations within a day: else TooManyConversations."""
    begun = Conversation.objects.begun_within_a_day(account_id, CONVERSATIONS_A_DAY)
    _expect_room(begun, CONVERSATIONS_A_DAY, DAY, TooManyConversations)


def _expect_room(done: list[datetime], most: int, period: timedelta, refusal: type[RateLimited]) -> None:
    if len(done) >= most:
        wait = done[-1] + period - timezone.now()
        raise refusal(retry_after=max(1, ceil(wait.total_seconds())))
