"""A site to try on one's own machine: everything on, nothing to set."""

from nexus.config.secret import own_secret
from nexus.config.settings.base import *

SECRET_KEY = env.str("SECRET_KEY", default="") or own_secret(HOME)
RATE_LIMITS_ON = env.flag("NEXUS_RATE_LIMITS", default=False)
if not RATE_LIMITS_ON:
    ACCOUNT_RATE_LIMITS = False  # allauth's: sign-ins, sign-ups
GRAPHIQL_ON = True
SIGN_IN_OVER_HTTP = True  # a provider on the same machine may be tried; NEXUS_OUTBOUND_ALLOW has to name it
DEMO_IS_WELCOME = True
PAYMENT_PROVIDERS = env.words("NEXUS_PAYMENT_PROVIDERS", default=["sandbox"])
GRAPHQL_INTROSPECTION_ON = True
vars().update(env.mail("EMAIL_URL", default="consolemail://"))
WHITENOISE_USE_FINDERS = True
