from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from nexus.kernel.accounts.actions import Registration, open_account
from nexus.kernel.accounts.models import User
from nexus.kernel.identities.actions.holding import hold
from nexus.kernel.identities.exceptions import AddressMissing
from nexus.kernel.identities.names import free_username
from nexus.kernel.identities.providers.claims import Claimed


@transaction.atomic
def open_account_for(claimed: Claimed, identity: Any) -> User:
    """Open an account for whoever a provider knows: no password, its address verified if it is there."""
    user = _opened(claimed)
    if claimed.is_email_verified:
        EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    hold(user, identity)
    return user


def _opened(claimed: Claimed) -> User:
    if not claimed.email:
        raise AddressMissing
    needed: Registration = {"username": free_username(claimed.usernames), "email": claimed.email}
    names: Registration = {"first_name": claimed.first_name, "last_name": claimed.last_name}
    try:
        return open_account(needed | names)
    except ValidationError as fault:
        if "email" in fault.error_dict:
            raise AddressMissing from None
    return open_account(needed)  # what they are called there isn't what a name may look like here
