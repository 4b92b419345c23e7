from nexus.kernel.notifications.models.notification import Notification, Told, Writing
from nexus.kernel.notifications.models.preference import Channels, Preference

__all__ = ["Channels", "Notification", "Preference", "Told", "Writing"]
