from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class AuthenticationConfig(AppConfig):
    """Who you are."""

    name = "nexus.kernel.authentication"

    def ready(self) -> None:
        """Register what a start is checked for, and hear of sessions that end, whichever page ends them."""
        import_module("nexus.kernel.authentication.checks")
        user_logged_out.connect(_record_sign_out, dispatch_uid="nexus.authentication")


def _record_sign_out(*, user: Any, **_: Any) -> None:
    from nexus.kernel.audit.actions import record  # noqa: PLC0415 (models aren't there when apps are read)

    if user is not None:
        record("signed_out", user.pk)
