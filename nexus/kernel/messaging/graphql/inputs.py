from dataclasses import replace

import strawberry
from strawberry import UNSET

from nexus.kernel.messaging.graphql.choices import ReportReason


@strawberry.input
class SubjectInput:
    """A thing to talk about: its kind is product, order or application."""

    kind: str
    id: strawberry.ID


@strawberry.input
class ConversationInput:
    """What one wants to talk about, and the first message; `to` is the seller, of an order from several."""

    about: SubjectInput
    text: str = ""
    attachments: list[strawberry.ID] | None = UNSET
    to: strawberry.ID | None = UNSET

    def as_rest_has_it(self) -> "ConversationInput":
        """Name the thing by its kind: the kinds are the site's, and no schema of ours lists them."""
        return replace(self, about={self.about.kind: str(self.about.id)})  # type: ignore[arg-type]


@strawberry.input
class MessageInput:
    """What one writes: a text, files that were sent up, or both."""

    text: str = ""
    attachments: list[strawberry.ID] | None = UNSET


@strawberry.input
class MessageReportInput:
    """What is wrong with a message."""

    reason: ReportReason
    note: str = ""


@strawberry.input
class ConversationFilter:
    """What the list of conversations can be narrowed to: a kind of thing, one thing, what is unread."""

    unread: bool | None = UNSET
    about: str | None = UNSET
    about_id: strawberry.ID | None = UNSET
