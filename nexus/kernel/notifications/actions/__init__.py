from nexus.kernel.notifications.actions.choosing import Choice, preferences_of, set_preferences, unsubscribe
from nexus.kernel.notifications.actions.mailing import mail_digest, mail_notification, plan_digests
from nexus.kernel.notifications.actions.reading import (
    delete_notification,
    read_notification,
    read_notifications,
    settle,
)
from nexus.kernel.notifications.actions.telling import notify

__all__ = [
    "Choice",
    "delete_notification",
    "mail_digest",
    "mail_notification",
    "notify",
    "plan_digests",
    "preferences_of",
    "read_notification",
    "read_notifications",
    "set_preferences",
    "settle",
    "unsubscribe",
]
