"""Who you are: sign-in, second factors, others' identities, tokens."""

from datetime import timedelta

from nexus.config.settings.identities import sign_in_providers
from nexus.config.settings.reading import Env

env = Env()

AUTH_USER_MODEL = "accounts.User"
# allauth is the only login: the API's, the admin's, and whatever comes.
AUTHENTICATION_BACKENDS = ["nexus.kernel.authentication.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_email"
ACCOUNT_ADAPTER = "nexus.kernel.authentication.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "nexus.kernel.authentication.forms.AddressForm",
    "reset_password": "nexus.kernel.authentication.forms.ResetForm",
    "reset_password_from_key": "nexus.kernel.authentication.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
# none, optional (a link is mailed) or mandatory (no sign-in before it was followed).
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "NEXUS_EMAIL_VERIFICATION", ("none", "optional", "mandatory"), default="optional"
)
# A new address takes the old one's place once it is confirmed; who had the old one is told.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# allauth's own, and fewer mails to an address that somebody else may have typed.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"reset_password": "20/m/ip,3/15m/key"}
# For how long a link to set a new password works.
PASSWORD_RESET_TIMEOUT = 60 * env.number("NEXUS_RESET_MINUTES", default=60, least=1)
# How long an export of personal data can be fetched, and an erasure taken back; 0: not at all.
EXPORT_KEPT_DAYS = env.number("NEXUS_EXPORT_DAYS", default=7)
ERASURE_GRACE_DAYS = env.number("NEXUS_ERASURE_DAYS", default=14)
# When an account goes whose address nobody confirmed and that nobody used; 0 keeps all.
UNCONFIRMED_KEPT_DAYS = env.number("NEXUS_UNCONFIRMED_DAYS", default=30)
MFA_ADAPTER = "nexus.kernel.authentication.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "nexus.kernel.authentication.forms.CodeForm",
    "reauthenticate": "nexus.kernel.authentication.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off; each code still counts once
MFA_TOTP_ISSUER = "Nexus"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Where nobody confirms an address, nobody could set up a factor.
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION == "none"
# The roles that need a second factor: without one, an account of theirs can only set one up.
MFA_REQUIRED_FOR = frozenset(env.words("NEXUS_MFA_REQUIRED_FOR"))
# The domain that passkeys belong to, such as example.com for www. and api.example.com; else the site's own.
PASSKEY_DOMAIN = env.str("NEXUS_PASSKEY_DOMAIN", default="")
# For how many minutes a proof of who one is counts, where dangerous things are changed.
CONFIRM_MINUTES = env.number("NEXUS_CONFIRM_MINUTES", default=15, least=1)
# The same on allauth's pages.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * CONFIRM_MINUTES
# How long a half-done sign-in may take, and how often a code may be wrong in it.
CHALLENGE_SECONDS = 300
CHALLENGE_TRIES = 5
# How many codes an account may get wrong in an hour, over all of its challenges.
FACTOR_TRIES_PER_HOUR = 10
# With whom people may sign in besides, and where they may come back to from there, letter by letter.
SIGN_IN_PROVIDERS = sign_in_providers(env)
SIGN_IN_REDIRECTS = env.words("NEXUS_SIGN_IN_REDIRECTS")
SIGN_IN_OVER_HTTP = False
SOCIALACCOUNT_ADAPTER = "nexus.kernel.identities.adapter.IdentityAdapter"
SOCIALACCOUNT_EMAIL_REQUIRED = False  # whether there is one, and whose it is, our own action asks
HEADLESS_TOKEN_STRATEGY = "nexus.kernel.authentication.strategy.TokenStrategy"
PASSWORD_HASHERS = [
    "nexus.kernel.authentication.hashers.Argon2",
    # What imported accounts may come with; each is hashed anew at its next sign-in.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# How long an access token lives; sign-out is felt at once all the same.
ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
REFRESH_TOKEN_LIFETIME = timedelta(days=14)
# For how long a process goes by what it was told of a sign-in, while Valkey says that nothing has changed.
SIGN_IN_REMEMBERED_S = 1.0
# After so long one signs in anew, however often the tokens were renewed meanwhile.
SIGN_IN_LIFETIME = timedelta(days=env.number("NEXUS_SIGN_IN_DAYS", default=90, least=1))
# Where a browser that wishes so keeps its refresh token.
REFRESH_COOKIE_NAME = "nexus_refresh"
ACCESS_TOKEN_ISSUER = env.str("NEXUS_ISSUER", default="nexus")
ACCESS_TOKEN_AUDIENCE = "nexus-api"
# 32 random bytes in base64; without them the key is derived from SECRET_KEY.
ACCESS_TOKEN_SIGNING_KEY = env.str("NEXUS_SIGNING_KEY", default="")
