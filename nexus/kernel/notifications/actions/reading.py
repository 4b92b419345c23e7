from collections.abc import Collection
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.notifications.events import (
    AllNotificationsRead,
    NotificationDeleted,
    NotificationRead,
)
from nexus.kernel.notifications.models import Notification


@transaction.atomic
def read_notification(actor: Actor, notification_id: UUID) -> None:
    """Note that a notification of one's own was read; a second time changes nothing."""
    require(actor, "notifications.read_own")
    found = Notification.objects.visible_to(actor).filter(pk=notification_id)
    if found.unread().update(read_at=timezone.now()):
        publish(NotificationRead(notification_id, _id_of(actor)), actor=actor)
    else:
        found.get()


@transaction.atomic
def read_notifications(actor: Actor, up_to: UUID | None = None) -> int:
    """Note that all of one's own were read, or one and what came before it; how many that changed."""
    require(actor, "notifications.read_own")
    own = Notification.objects.visible_to(actor)
    meant = own if up_to is None else own.up_to(own.get(pk=up_to))
    number = meant.unread().update(read_at=timezone.now())
    if number:
        publish(AllNotificationsRead(_id_of(actor)), actor=actor)
    return number


@transaction.atomic
def settle(kind: str, quiet_key: str, user_ids: Collection[UUID], *, actor: Actor) -> None:
    """Note as read what these accounts were told under a quiet key: they have seen the thing itself."""
    told = Notification.objects.unread().filter(user__in=user_ids, kind=kind, quiet_key=quiet_key)
    held = list(told.select_for_update(of=("self",)).order_by("user_id"))
    if held:
        Notification.objects.filter(pk__in=[one.pk for one in held]).update(read_at=timezone.now())
        publish(*(NotificationRead(one.pk, one.user_id) for one in held), actor=actor)


@transaction.atomic
def delete_notification(actor: Actor, notification_id: UUID) -> None:
    """Take a notification of one's own away, for good."""
    require(actor, "notifications.delete_own")
    Notification.objects.visible_to(actor).get(pk=notification_id).delete()
    publish(NotificationDeleted(notification_id, _id_of(actor)), actor=actor)


def _id_of(actor: Actor) -> UUID:
    return cast(UUID, actor.id)  # the rules let nobody else in
