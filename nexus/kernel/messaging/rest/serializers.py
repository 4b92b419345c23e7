from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import classproperty
from rest_framework import serializers

from nexus.kernel.api.ids import IdField
from nexus.kernel.messaging.models import Report
from nexus.kernel.messaging.models.messages import LONGEST_TEXT
from nexus.kernel.messaging.subjects import subjects

MOST_ATTACHMENTS = 5
LONGEST_ID = 40

_THING = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11"
_FILE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e20"
_MESSAGE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e22"


class MessageInput(serializers.Serializer[Any]):
    """What one writes: a text, files that were sent up, or both."""

    example: ClassVar[dict[str, Any]] = {"text": "Is it still to be had in green?", "attachments": [_FILE]}

    # As it came: blanks at its edges are the writer's too.
    text = serializers.CharField(
        max_length=LONGEST_TEXT, trim_whitespace=False, allow_blank=True, required=False, default=""
    )
    attachments = serializers.ListField(
        child=IdField(), max_length=MOST_ATTACHMENTS, required=False, default=list
    )

    def validate_attachments(self, files: Sequence[UUID]) -> list[UUID]:
        """Take each file once."""
        if len({*files}) < len(files):
            raise serializers.ValidationError("Name each file once.")
        return [*files]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a message that says nothing."""
        if not attrs["text"].strip() and not attrs["attachments"]:
            raise serializers.ValidationError({"text": "Write something, or name a file."})
        return attrs


class ConversationInput(MessageInput):
    """What one wants to talk about, and the first message; `to` where several could be meant."""

    @classproperty
    def example(self) -> dict[str, Any]:
        """Ask about the first kind of thing that can be talked about on this site."""
        kind = next(iter(subjects().values()))
        return {
            "about": {kind.name: "1" if kind.is_numbered else _THING},
            "text": "I have a question about this.",
        }

    about = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_ID),
        help_text="One thing: its kind, and its id.",
    )
    to = IdField(required=False, help_text="The seller, of an order from several.")

    def validate_about(self, about: dict[str, str]) -> dict[str, str]:
        """Take one thing."""
        if len(about) != 1:
            raise serializers.ValidationError('Name one thing: {"its kind": "its id"}.')
        return about


class ConversationReadInput(serializers.Serializer[Any]):
    """Up to which message one has read; without it, up to the last."""

    example: ClassVar[dict[str, Any]] = {"message": _MESSAGE}

    message = IdField(required=False)


class MessageReportInput(serializers.ModelSerializer[Report]):
    """What is wrong with a message."""

    example: ClassVar[dict[str, Any]] = {"reason": "fraud", "note": "Wants the money by bank transfer."}

    class Meta:
        model = Report
        fields = ["reason", "note"]


class AttachmentInput(serializers.Serializer[Any]):
    """A picture or a PDF."""

    example: ClassVar[dict[str, Any]] = {"file": "(a file)"}

    file = serializers.FileField()
