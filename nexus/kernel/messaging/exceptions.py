from collections.abc import Iterable
from uuid import UUID

from nexus.kernel.api.errors import PermissionDenied, RateLimited, Unprocessable


class ConversationBlocked(PermissionDenied):
    """One of the two sides wants to hear no more of the other."""

    code = "CONVERSATION_BLOCKED"
    sentence = "This conversation takes no more messages: one side has blocked the other."


class NobodyThere(Unprocessable):
    """The other side's account is closed."""

    code = "COUNTERPARTY_GONE"
    sentence = "The other side's account is closed: nobody would read this."


class OwnSide(Unprocessable):
    """One can't talk with oneself, nor with those one speaks for."""

    code = "OWN_SIDE"
    sentence = "The other side would be your own."


class WhomTo(Unprocessable):
    """Several could be meant; `details` lists them."""

    code = "SEVERAL_COUNTERPARTIES"
    sentence = "Several could be meant: name one of `details` as `to`."
    shown = {"to": ["0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e17"]}

    def __init__(self, whom: Iterable[UUID]) -> None:
        super().__init__(details={"to": sorted(str(each) for each in whom)})


class TooManyConversations(RateLimited):
    """So many new conversations a day look like advertising."""

    code = "TOO_MANY_CONVERSATIONS"
    sentence = "You have begun many conversations today. Retry-After says when the next one may follow."


class TooManyMessages(RateLimited):
    """Nobody writes that fast."""

    code = "TOO_MANY_MESSAGES"
    sentence = "You have written many messages within a minute. Retry-After says when to go on."
