from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out

from nexus.kernel.access.recent import tell_ways


class AuthenticationConfig(AppConfig):
    """Who you are."""

    name = "nexus.kernel.authentication"

    def ready(self) -> None:
        """Register what a start is checked for, and hear of sessions that end, whichever page ends them."""
        import_module("nexus.kernel.authentication.checks")
        import_module("nexus.kernel.authentication.marks").mark_by_themselves()
        import_module("nexus.kernel.authentication.replay").remember_codes_long_enough()
        tell_ways(import_module("nexus.kernel.authentication.proving").ways_to_confirm)
        user_logged_out.connect(_record_sign_out, dispatch_uid="nexus.authentication")


def _record_sign_out(*, user: Any, **_: Any) -> None:
    from nexus.kernel.audit.actions import record  # noqa: PLC0415 (models aren't there when apps are read)

    if user is not None:
        record("signed_out", user.pk)
