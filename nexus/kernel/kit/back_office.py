"""What the back office's pages of all rooms have in common."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from nexus.kernel.kit.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Name the member of staff who asks."""
    return Actor.of(request.user)  # type: ignore[arg-type]  # the back office is for accounts only


class DeletedByAction:
    """A model whose rows go by an action, as through the API: one, or several together or not at all."""

    def take_away(self, actor: Actor, thing: Any) -> None:
        """Take one away."""
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Take one away, by its action."""
        self.take_away(actor_of(request), obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        """Name what goes with it; whether it may go is the action's to say, not of each page's."""
        shown, counts, _, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return shown, counts, set(), protected

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        """Take each away, by its action; where one may not go, none goes."""
        for thing in queryset:
            self.take_away(actor_of(request), thing)


class WrittenByAdministrators:
    """A model that says who may do what: other members of staff look, whatever else they were let do."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let administrators add one."""
        return actor_of(request).is_admin

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let administrators change one."""
        return actor_of(request).is_admin

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let administrators take one away."""
        return actor_of(request).is_admin


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


class Rows(ReadOnly, TabularInline):  # type: ignore[misc]
    """What hangs on a thing, to read on its page: fifty lines at a time, with what they name."""

    list_select_related: ClassVar[Sequence[str]] = ()
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch what the lines name together with them, in an order that pages can be cut by."""
        found: QuerySet[Any] = super().get_queryset(request)
        if self.list_select_related:
            found = found.select_related(*self.list_select_related)
        return found if found.ordered else found.order_by("pk")
