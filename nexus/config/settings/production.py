"""A site that others rely on: secrets from the environment, everything over TLS."""

from nexus.config.logging import logging_of
from nexus.config.settings.base import *

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES["default"] |= {k: v for k, v in env.db_url("DATABASE_URL").items() if k != "OPTIONS"}
GRAPHIQL_ON = env.bool("NEXUS_GRAPHIQL", default=False)
# Without it GraphiQL knows no completion; the schema itself is no secret, it stands in docs/schema.graphql.
GRAPHQL_INTROSPECTION_ON = env.bool("NEXUS_GRAPHQL_INTROSPECTION", default=GRAPHIQL_ON)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

LOGGING = logging_of(json=True, access_lines=env.bool("NEXUS_ACCESS_LOG", default=True))

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
