"""What people were told, and how they want to be."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.notifications.models import Notification, Preference

Rows = Iterable[Mapping[str, Any]]


def _told(user_id: UUID) -> Rows:
    return Notification.objects.filter(user=user_id).values("kind", "title", "text", "link", "read_at")


def _preferences(user_id: UUID) -> Rows:
    return Preference.objects.filter(user=user_id).values()


def _erase_told(user_id: UUID) -> None:
    Notification.objects.filter(user=user_id).delete()


def _erase_preferences(user_id: UUID) -> None:
    Preference.objects.filter(user=user_id).delete()


holds(
    Holding("notifications", _told, _erase_told),
    Holding("notification-preferences", _preferences, _erase_preferences),
)
