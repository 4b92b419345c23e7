"""What each of the sandbox's tokens does."""

from dataclasses import dataclass
from typing import Final

from nexus.commerce.payments.providers.base import Result


@dataclass(frozen=True, slots=True)
class Token:
    """How a charge ends. after_step: how it ends once the customer has done the second step.

    is_heard: False where the request never arrives. is_answered: False where the first answer is lost.
    """

    result: Result
    reason: str = ""
    after_step: Result = Result.SUCCEEDED
    is_heard: bool = True
    is_answered: bool = True


def _declined(reason: str) -> Token:
    return Token(Result.DECLINED, reason)


TOKENS: Final = {
    "tok_success": Token(Result.SUCCEEDED),
    "tok_declined": _declined("The card was declined."),
    "tok_insufficient_funds": _declined("The card has insufficient funds."),
    "tok_expired_card": _declined("The card has expired."),
    "tok_timeout": Token(Result.SUCCEEDED, is_heard=False),
    "tok_success_then_timeout": Token(Result.SUCCEEDED, is_answered=False),
    "tok_declined_then_timeout": Token(Result.DECLINED, "The card was declined.", is_answered=False),
    "tok_requires_action": Token(Result.REQUIRES_ACTION),
    "tok_requires_action_then_declined": Token(
        Result.REQUIRES_ACTION, "The second step failed.", after_step=Result.DECLINED
    ),
}

UNKNOWN: Final = _declined("The sandbox doesn't know this token. Try tok_success.")
