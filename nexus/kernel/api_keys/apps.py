from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """API keys: machines that act for an account, within what it allowed them."""

    name = "nexus.kernel.api_keys"
    verbose_name = "API keys"

    def ready(self) -> None:
        """Have every door know a key by its form."""
        # Models aren't there yet when apps are read.
        from nexus.kernel.api_keys.models import ApiKey  # noqa: PLC0415
        from nexus.kernel.api_keys.reading import account_of  # noqa: PLC0415
        from nexus.kernel.authentication.bearer import TokenKind, read_also  # noqa: PLC0415

        read_also("nx", TokenKind(account_of, ApiKey.objects.standing))
