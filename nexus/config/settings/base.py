"""What every site has in common; what a site may change is read from the environment here, once."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from nexus.config.addresses import broker_beside
from nexus.config.domains import scheduled, switched_on
from nexus.config.logging import logging_of
from nexus.config.settings.accounts import *
from nexus.config.settings.admin import *
from nexus.config.settings.business import *
from nexus.config.settings.programs import *
from nexus.config.settings.reading import Env

env = Env()

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(env.str("NEXUS_HOME", default=str(ROOT / ".nexus"))).expanduser()

# Which sides of the business this site has.
DOMAINS = switched_on(env.words("NEXUS_DOMAINS", default=["commerce", "jobs"]))

DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
ROOT_URLCONF = "nexus.config.urls"
WSGI_APPLICATION = "nexus.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A path without its slash is unknown, and the answer says so: a redirect would drop a POST's body.
APPEND_SLASH = False

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's pages write times by it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "allauth.headless",
    "oauth2_provider",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "nexus.config",
    "nexus.kernel.tasks",
    "nexus.kernel.api",
    "nexus.kernel.access",
    "nexus.kernel.events",
    "nexus.kernel.audit",
    "nexus.kernel.mail",
    "nexus.kernel.accounts",
    "nexus.kernel.authentication",
    "nexus.kernel.identities",
    "nexus.kernel.api_keys",
    "nexus.kernel.oauth",
    "nexus.kernel.taxonomy",
    "nexus.kernel.currencies",
    "nexus.kernel.search",
    "nexus.kernel.uploads",
    "nexus.kernel.live",
    "nexus.kernel.imports",
    "nexus.kernel.notifications",
    "nexus.kernel.messaging",
    "nexus.kernel.webhooks",
    *(app for domain in DOMAINS for app in domain.apps),
]

MIDDLEWARE = [
    "nexus.kernel.api.middleware.RequestIdMiddleware",
    # Probes know no host name, no TLS and no limit.
    "nexus.kernel.api.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Above whatever may answer early, so that a browser on another origin can read a 429 too.
    "nexus.kernel.api.origins.OriginsMiddleware",
    "nexus.kernel.api.middleware.LimitsMiddleware",
    "nexus.kernel.api.middleware.FreshnessMiddleware",
    "nexus.kernel.api.intake.IntakeMiddleware",
    # Below this line nothing runs for a public read.
    "nexus.kernel.api.public_reads.PublicReadsMiddleware",
    "nexus.config.pages.policy.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nexus.kernel.audit.middleware.SessionActorMiddleware",
    "nexus.kernel.api.middleware.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "nexus" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------------

# A web request gives up early, so that one slow statement can't take the whole site with it.
TIME_LIMITS_MS = {
    "web": {"statement_timeout": 5_000, "lock_timeout": 2_000, "idle_in_transaction_session_timeout": 10_000},
    "worker": {
        "statement_timeout": 60_000,
        "lock_timeout": 10_000,
        "idle_in_transaction_session_timeout": 60_000,
    },
    "command": {},
}
_limits = TIME_LIMITS_MS[env.choice("NEXUS_PROCESS", TIME_LIMITS_MS, default="command")]

DATABASES = {"default": env.database("DATABASE_URL", default="postgresql:///nexus")}
DATABASES["default"].update(ENGINE="nexus.kernel.database", CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=5,  # a database that doesn't answer is away, not slow
    server_side_binding=True,
    prepare_threshold=3,
    options=" ".join(f"-c {name}={limit}" for name, limit in _limits.items()),
)

REDIS_URL = env.valkey("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "nexus",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

# --- Background work ------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.broker("CELERY_BROKER_URL", default=broker_beside(REDIS_URL))
# A message goes to one worker; if that dies, to another: docs/guides/background-work.md tells it all.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
# Sites that share a RabbitMQ host without a vhost each are told apart by this.
CELERY_QUEUE_PREFIX = env.str("CELERY_QUEUE_PREFIX", default="")
CELERY_TASK_DEFAULT_QUEUE = f"{CELERY_QUEUE_PREFIX}default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_BROKER_HEARTBEAT = 30
if CELERY_BROKER_URL.startswith("amqp"):
    # What RabbitMQ hasn't confirmed isn't sent; how long that is waited for is said at each sending.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"confirm_publish": True}
else:
    # What a worker took and never acknowledged is handed out again after this: longer than any task may take.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 300,
        "socket_timeout": 10,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
    }
CELERY_TIMEZONE = "UTC"
# When the mails go out that gather a day's notifications, and on Mondays a week's: an hour in UTC.
DIGEST_HOUR = env.number("NEXUS_DIGEST_HOUR", default=7)
if DIGEST_HOUR not in range(24):
    raise ImproperlyConfigured("Set NEXUS_DIGEST_HOUR to an hour from 0 to 23, in UTC.")
CELERY_BEAT_SCHEDULE = scheduled(
    {
        "sweep-idempotency-keys": {
            "task": "nexus.kernel.api.tasks.sweep_idempotency_keys",
            "schedule": 3_600,
        },
        "sweep-files": {"task": "nexus.kernel.uploads.tasks.sweep_files", "schedule": 86_400},
        "sweep-done-tasks": {"task": "nexus.kernel.tasks.tasks.sweep_done_tasks", "schedule": 86_400},
        "keep-the-log": {"task": "nexus.kernel.events.tasks.keep_the_log", "schedule": 21_600},
        "keep-the-audit": {"task": "nexus.kernel.audit.tasks.keep_the_audit", "schedule": 21_600},
        "sweep-unsent-attachments": {
            "task": "nexus.kernel.messaging.tasks.sweep_unsent_attachments",
            "schedule": 3_600,
        },
        "erase-accounts": {"task": "nexus.kernel.accounts.tasks.erase_accounts", "schedule": 3_600},
        "keep-no-longer": {"task": "nexus.kernel.accounts.tasks.keep_no_longer", "schedule": 21_600},
        "sweep-sign-ins": {"task": "nexus.kernel.authentication.tasks.sweep_sign_ins", "schedule": 86_400},
        "sweep-sent-mail": {"task": "nexus.kernel.mail.tasks.sweep_sent_mail", "schedule": 86_400},
        "sweep-oauth-tokens": {"task": "nexus.kernel.oauth.tasks.sweep_tokens", "schedule": 86_400},
        "sweep-api-keys": {"task": "nexus.kernel.api_keys.tasks.sweep_keys", "schedule": 86_400},
        "sweep-webhooks": {"task": "nexus.kernel.webhooks.tasks.sweep_webhooks", "schedule": 86_400},
        "sync-exchange-rates": {
            "task": "nexus.kernel.currencies.tasks.sync_exchange_rates",
            "schedule": {"minute": 20, "hour": "*/6"},
        },
        "send-daily-digests": {
            "task": "nexus.kernel.notifications.tasks.send_digests",
            "args": ["daily"],
            "schedule": {"minute": 0, "hour": DIGEST_HOUR},
        },
        "send-weekly-digests": {
            "task": "nexus.kernel.notifications.tasks.send_digests",
            "args": ["weekly"],
            "schedule": {"minute": 0, "hour": DIGEST_HOUR, "day_of_week": "monday"},
        },
        "sweep-notifications": {
            "task": "nexus.kernel.notifications.tasks.sweep_notifications",
            "schedule": 86_400,
        },
    },
    *(domain.schedule for domain in DOMAINS),
)
# How many whole months the log of events goes back; 0 keeps all.
EVENTS_KEPT_MONTHS = env.number("NEXUS_EVENTS_MONTHS", default=24)
# The same for histories and security events; the database itself keeps the last six.
AUDIT_KEPT_MONTHS = env.number("NEXUS_AUDIT_MONTHS", default=36)

# --- Calls to addresses that others name ----------------------------------------------------------------

# Only https, to public addresses, on these ports; what a site lets through by name is `host:port`, as in
# receiver.intranet:8443, which may then be plain http too.
OUTBOUND_HTTP = env.flag("NEXUS_OUTBOUND_HTTP", default=False)
OUTBOUND_PORTS = env.ports("NEXUS_OUTBOUND_PORTS", default=[443, 8443])
OUTBOUND_ALLOW = env.words("NEXUS_OUTBOUND_ALLOW")
OUTBOUND_SECONDS = 10
# After how many days without a success an endpoint is given up, and how long deliveries are kept.
WEBHOOK_FAILING_DAYS = env.number("NEXUS_WEBHOOK_FAILING_DAYS", default=5, least=1)
WEBHOOK_KEPT_DAYS = env.number("NEXUS_WEBHOOK_KEPT_DAYS", default=30)
# What encrypted columns are encrypted with: the first writes, all read. Without any it is derived from
# SECRET_KEY, which production doesn't allow.
FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS")

# --- Mail -----------------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 5
# Whom our mail is from.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Nexus <nexus@localhost>")

# --- The API --------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["nexus.kernel.authentication.rest.bearer.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["nexus.kernel.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "nexus.kernel.api.parsing.JSONParser",
        "nexus.kernel.api.parsing.MultiPartParser",
        "nexus.kernel.api.parsing.FormParser",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "nexus.kernel.api.rendering.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "nexus.config.pages.document.RoomSchema",
    "EXCEPTION_HANDLER": "nexus.kernel.api.rendering.tell_failure",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Nexus",
    "VERSION": "1.0",
    "DESCRIPTION": "One backend for a marketplace and a job board.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api",
    "PREPROCESSING_HOOKS": ["nexus.kernel.api.shapes.only_unversioned"],
    "POSTPROCESSING_HOOKS": [
        "nexus.kernel.api.shapes.add_components",
        "nexus.config.pages.document.add_bearer",
        "nexus.config.pages.document.share_errors",
        "nexus.config.pages.document.describe_rooms",
        "nexus.config.pages.preface.add_preface",
    ],
}

# Token buckets by the hour; off, the headers stay away too. protocol: an address's requests under /oauth/.
RATE_LIMITS_ON = env.flag("NEXUS_RATE_LIMITS", default=True)
RATE_LIMITS_PER_HOUR = {"anonymous": 100, "signed_in": 1_000, "premium": 5_000, "protocol": 5_000}
# Counted by nobody: the reference, and what a payment provider has signed.
UNLIMITED_PATHS = (
    "/api/docs/",
    "/api/v1/docs/",
    "/api/payments/webhooks/",
    "/api/v1/payments/webhooks/",
)
# How many proxies of our own stand in front: the address that the first of them heard from is the client's.
TRUSTED_PROXIES = env.number("NEXUS_TRUSTED_PROXIES", default=0)

# Public answers kept whole in Valkey; of 0 seconds, only the counts of lists are remembered.
PAGE_CACHE_ON = env.flag("NEXUS_PAGE_CACHE", default=True)
PAGE_LIFETIME_MS = env.number("NEXUS_PAGE_SECONDS", default=60) * 1_000

# While this file is there, /health/ready says no: whoever is about to stop the site makes it first.
DRAINING_FILE = HOME / "draining"

# Where browsers open sockets: wss://live.example.com, :8001 for that port of the site's own host, or nothing
# where a proxy brings both together.
LIVE_URL = env.str("NEXUS_LIVE_URL", default="")

# What /health/metrics is read with; without one, only programs on this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# How many sockets of the live server one account may have open, and how many it takes in all.
LIVE_SOCKETS_PER_USER = env.number("NEXUS_LIVE_SOCKETS_PER_USER", default=20, least=1)
LIVE_SOCKETS = env.number("NEXUS_LIVE_SOCKETS", default=10_000, least=1)

CORS_ALLOWED_ORIGINS = env.words(
    "CORS_ALLOWED_ORIGINS", default=["http://localhost:3000", "http://127.0.0.1:3000"]
)
# For the cookie that a browser's refresh token is in; nothing else of the API reads a cookie.
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Every header that the guides tell clients to send.
CORS_ALLOW_HEADERS = [
    "authorization",
    "change-reason",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "x-cart-token",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "etag",
    "idempotency-replayed",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "x-cart-token",
    "x-request-id",
]
CORS_PREFLIGHT_MAX_AGE = 86_400
CORS_URLS_REGEX = r"^/(api|graphql|oauth/(token|revoke|userinfo)|\.well-known)"

CSRF_FAILURE_VIEW = "nexus.kernel.api.failures.forged"

# The largest body; only a form with files may be larger.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_UPLOAD = env.number("NEXUS_LARGEST_UPLOAD", default=32 * 1024 * 1024, least=1)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Logs -----------------------------------------------------------------------------------------------

LOGGING = logging_of(json=False, access_lines=env.flag("NEXUS_ACCESS_LOG", default=False))

# --- Pages and files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(HOME / "media")))
IMAGE_MAX_BYTES = env.number("NEXUS_IMAGE_MAX_BYTES", default=8 * 1024 * 1024, least=1)
# What only certain eyes may see lies apart, so that no web server that gives out MEDIA_ROOT gives it too.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(HOME / "private")))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Whether `manage.py demo` may load accounts whose passwords everyone knows.
DEMO_IS_WELCOME = False
# Whether a site that may have them starts with them.
DEMO_IS_WANTED = env.flag("NEXUS_DEMO", default=True)

# The app that people use, which mails link to; a notification's link there is its path in the API without
# /api. None: mails carry no such links.
APP_URL = env.site("NEXUS_APP_URL", default="")

# Where people and the sandbox's webhooks find this site.
SITE_URL = env.site("NEXUS_SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}")
# By which name ID tokens call it.
OAUTH2_PROVIDER["OIDC_ISS_ENDPOINT"] = SITE_URL
