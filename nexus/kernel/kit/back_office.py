"""What the back office's pages of all rooms have in common."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest

from nexus.kernel.kit.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Name the member of staff who asks."""
    return Actor.of(request.user)  # type: ignore[arg-type]  # the back office is for accounts only


class NotWrittenHere:
    """A model whose rows come from elsewhere: staff may look, and take away."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody add one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change one."""
        return False


class ReadOnly(NotWrittenHere):
    """A model that staff may only look at."""

    fields: ClassVar[Sequence[str] | None] = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody take one away."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """Show its fields as text: an inline's form would refuse times that are set by themselves."""
        return self.fields or super().get_readonly_fields(request, obj)  # type: ignore[misc]
