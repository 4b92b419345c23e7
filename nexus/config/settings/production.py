"""A site that others rely on: secrets from the environment, everything over TLS."""

from django.core.exceptions import ImproperlyConfigured

from nexus.config.logging import logging_of
from nexus.config.secret import long_enough
from nexus.config.settings.base import *

# An empty variable is one that somebody forgot to fill in.
for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "FIELD_ENCRYPTION_KEYS"):
    if not env.str(name).strip():
        raise ImproperlyConfigured(f"Set the {name} environment variable: it is empty")
SECRET_KEY = long_enough(env.str("SECRET_KEY"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
GRAPHIQL_ON = env.flag("NEXUS_GRAPHIQL", default=False)
# Without it GraphiQL knows no completion; the schema itself is no secret, it stands in docs/schema.graphql.
GRAPHQL_INTROSPECTION_ON = env.flag("NEXUS_GRAPHQL_INTROSPECTION", default=GRAPHIQL_ON)

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A browser takes a cookie of such a name from this very host over TLS only.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
REFRESH_COOKIE_NAME = "__Host-refresh"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

LOGGING = logging_of(json=True, access_lines=env.flag("NEXUS_ACCESS_LOG", default=True))

# Where `collectstatic` puts them; a site to try finds each file where it lies.
STATIC_ROOT = HOME / "static"
STORAGES |= {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
vars().update(env.mail("EMAIL_URL", default="smtp://localhost:25"))
