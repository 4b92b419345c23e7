"""How a door reads a key: by its hash, with the account and what is allowed in one SELECT."""

from hashlib import sha256

from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import InvalidToken
from nexus.kernel.api_keys.models import USE_NOTED_EVERY, ApiKey
from nexus.kernel.authentication.bearer import Credential


def account_of(key: str) -> tuple[User, Credential]:
    """Name the account that a key speaks for, and within which scopes; else InvalidToken."""
    user = ApiKey.objects.account(digest_of(key))
    if user is None:
        raise InvalidToken
    now = timezone.now()
    if user.key_last_used_at is None or user.key_last_used_at < now - USE_NOTED_EVERY:
        ApiKey.objects.note_use(user.key_id, now)
    return user, Credential(user.key_id, int(user.key_expires_at.timestamp()), frozenset(user.key_scopes))


def digest_of(key: str) -> bytes:
    """Give what is kept of a key."""
    return sha256(key.encode()).digest()
