"""Other programs: how this site is an OAuth 2 and OpenID Connect provider to them."""

from typing import Any

# Their tables are ours, with ids like all others and the stamp of their account: the toolkit's stay unmade.
MIGRATION_MODULES = {"oauth2_provider": None}
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth.Client"
OAUTH2_PROVIDER_GRANT_MODEL = "oauth.Grant"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "oauth.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "oauth.RefreshToken"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth.IDToken"
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "oauth.DeviceGrant"
OAUTH2_PROVIDER: dict[str, Any] = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "ID_TOKEN_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 86_400,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ACCESS_TOKEN_GENERATOR": "nexus.kernel.oauth.tokens.new_access_token",
    "REFRESH_TOKEN_GENERATOR": "nexus.kernel.oauth.tokens.new_refresh_token",
    "OAUTH_PRE_TOKEN_VALIDATION": [],  # the toolkit's own looks for devices, whose flow has no door here
    "OAUTH2_VALIDATOR_CLASS": "nexus.kernel.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "nexus.kernel.oauth.scopes.HouseScopes",
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OIDC_ENABLED": True,
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    # RFC 9700, to its last line: PKCE with S256 only, neither implicit nor password grants, hashes at rest.
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "PKCE_REQUIRED",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
            "REFRESH_TOKEN",
            "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING",
        )
    },
    "APPLICATION_ADMIN_CLASS": "nexus.kernel.oauth.admin.ClientAdmin",
    **{
        f"{held}_ADMIN_CLASS": "nexus.kernel.oauth.admin.TokenAdmin"
        for held in ("GRANT", "ACCESS_TOKEN", "REFRESH_TOKEN", "ID_TOKEN")
    },
}
