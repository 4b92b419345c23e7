from django.apps import AppConfig


class OAuthConfig(AppConfig):
    """Other programs: what they may do in an account's name, by OAuth 2.0 and OpenID Connect."""

    name = "nexus.kernel.oauth"
    label = "oauth"
    verbose_name = "OAuth"

    def ready(self) -> None:
        """Have every door know an access token by its form."""
        # Models aren't there yet when apps are read.
        from nexus.kernel.authentication.bearer import TokenKind, read_also  # noqa: PLC0415
        from nexus.kernel.oauth.models import AccessToken  # noqa: PLC0415
        from nexus.kernel.oauth.reading import account_of  # noqa: PLC0415

        read_also("nxo", TokenKind(account_of, AccessToken.objects.standing))
