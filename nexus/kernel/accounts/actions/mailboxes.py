"""An account's e-mail address: the one that counts, and the one that is to count once it is confirmed."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from nexus.kernel.access import require
from nexus.kernel.accounts.actions.letters import write_to
from nexus.kernel.accounts.links import confirming_link
from nexus.kernel.accounts.models import TAKEN_EMAIL, User
from nexus.kernel.api.errors import Conflict, NotFound
from nexus.kernel.audit.actions import record
from nexus.kernel.kit.actor import Actor


def hold_address(user: User) -> None:
    """Make the address the account's only one: unverified, so that it links to nothing yet."""
    _expect_free(user, user.email)
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True)


def await_address(user: User, email: str) -> None:
    """Have a new address wait for its confirmation, in place of any other; the old one is told."""
    _expect_free(user, email)
    own = EmailAddress.objects.filter(user=user)
    if not own.filter(email=user.email).exists():
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    own.filter(primary=False).exclude(email=user.email).delete()
    waiting = EmailAddress.objects.create(user=user, email=email)
    write_to(user, "email_confirmation", to=email, activate_url=confirming_link(waiting))
    write_to(user, "email_change_asked", new=email)
    record("email_change_asked", user.pk)


@transaction.atomic
def drop_pending_address(actor: Actor) -> None:
    """Keep the old address after all: the link that was mailed to the new one is void."""
    require(actor, "accounts.view_user")
    waiting = EmailAddress.objects.filter(user=actor.id, primary=False, verified=False)
    if not waiting.exclude(email=F("user__email")).delete()[0]:
        raise NotFound("No address waits to be confirmed.")


def tell_old_address(user: User, address: str) -> None:
    """Tell the mailbox that was the account's that it is no more."""
    if address:
        write_to(user, "email_changed", to=address, to_email=user.email)


def is_anothers(email: str, user: User) -> bool:
    """Tell whether an address is another account's: the one that counts, or one that it has confirmed."""
    confirmed = EmailAddress.objects.filter(email=email.lower(), verified=True).exclude(user=user)
    return bool(confirmed.exists() or User.objects.filter(email=email).exclude(pk=user.pk).exists())


def _expect_free(user: User, email: str) -> None:
    if is_anothers(email, user):
        raise Conflict(TAKEN_EMAIL, {"email": [TAKEN_EMAIL]})
