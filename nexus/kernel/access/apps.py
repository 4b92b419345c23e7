from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from nexus.kernel.access.scopes import KERNEL
from nexus.kernel.kit.scopes import offer


class AccessConfig(AppConfig):
    """What one may do."""

    name = "nexus.kernel.access"

    def ready(self) -> None:
        """Read the rules that each app declares beside its actions, and the scopes of each side."""
        for scopes in (KERNEL, *(domain.scopes for domain in settings.DOMAINS)):
            offer(scopes)
        autodiscover_modules("permissions")
