"""With whom people may sign in besides: read from the environment, once."""

import json
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def sign_in_providers(env: Env) -> dict[str, Any]:
    """Give every provider that the environment names, by its id."""
    providers = _by_openid_connect(env.str("OIDC_PROVIDERS", default=""))
    if client_id := env.str("GOOGLE_CLIENT_ID", default=""):
        providers["google"] = {
            "name": "Google",
            "issuer": "https://accounts.google.com",
            "client_id": client_id,
            "client_secret": env.str("GOOGLE_CLIENT_SECRET", default=""),
            "userinfo": False,  # its id_token says all of it
        }
    if client_id := env.str("GITHUB_CLIENT_ID", default=""):
        providers["github"] = {
            "name": "GitHub",
            "speaks": "github",
            "issuer": env.str("GITHUB_URL", default="https://github.com").rstrip("/"),
            "client_id": client_id,
            "client_secret": env.str("GITHUB_CLIENT_SECRET", default=""),
            "scopes": ["read:user", "user:email"],
        }
    return providers


def _by_openid_connect(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text or "{}")
    except ValueError as why:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS has to be JSON: {why}") from None
    if not isinstance(read, dict):
        raise ImproperlyConfigured("OIDC_PROVIDERS has to be a JSON object, with a provider under each id")
    return read
