from django.db import transaction

from nexus.kernel.api.errors import NotFound
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.exceptions import KeyInUse
from nexus.kernel.authentication.keypairs import KeyPair, given_key
from nexus.kernel.authentication.models import KeyState, SigningKey
from nexus.kernel.authentication.signing import ACCESS, keep_key, signing_key


@transaction.atomic
def publish_key(algorithm: str = ACCESS) -> SigningKey:
    """Make a key and show it to those who verify; it signs nothing yet."""
    key = keep_key(KeyPair.new(algorithm), KeyState.PUBLISHED)
    _note("signing_key_published", key)
    return key


@transaction.atomic
def sign_with(kid: str) -> SigningKey:
    """Have a published key sign from now on; what the one before has signed still counts."""
    key = _held(kid)
    if key.state == KeyState.RETIRED:
        raise KeyInUse("This key is retired: publish a new one.")
    signing = SigningKey.objects.filter(algorithm=key.algorithm, state=KeyState.SIGNING)
    signing.exclude(pk=kid).move(KeyState.PUBLISHED)
    SigningKey.objects.filter(pk=kid).move(KeyState.SIGNING)
    _note("signing_key_signs", key)
    return key


@transaction.atomic
def retire_key(kid: str) -> SigningKey:
    """Have a key count no more: whatever it has signed is refused within a request. Not one that signs."""
    given = given_key()
    if kid == signing_key().id:
        raise KeyInUse
    if kid == given.id and not SigningKey.objects.filter(pk=kid).exists():
        key = keep_key(KeyPair(kid, ACCESS, None, given.public), KeyState.RETIRED)
    else:
        key = _held(kid)
        SigningKey.objects.filter(pk=kid).move(KeyState.RETIRED)
    _note("signing_key_retired", key)
    return key


def _held(kid: str) -> SigningKey:
    key = SigningKey.objects.select_for_update().filter(pk=kid).first()
    if key is None:
        raise NotFound(f"There is no key {kid}.")
    if key.state == KeyState.SIGNING:
        raise KeyInUse
    return key


def _note(what: str, key: SigningKey) -> None:
    record(what, None, details={"kid": key.pk, "algorithm": key.algorithm})
