from django.apps import AppConfig
from django.db.backends.signals import connection_created

from nexus.kernel.audit.telling import tell_from_now_on


class AuditConfig(AppConfig):
    """Who changed what, when and why; who signed in, and who couldn't."""

    name = "nexus.kernel.audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Have every connection tell the database who writes."""
        connection_created.connect(tell_from_now_on, dispatch_uid="nexus.audit")
