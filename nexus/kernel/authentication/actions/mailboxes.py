"""E-mail addresses, proved to be their account's by a link that was mailed to them."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from nexus.kernel.access import require
from nexus.kernel.accounts.actions import ask_for_link
from nexus.kernel.accounts.exceptions import AddressTaken, LinkVoid
from nexus.kernel.accounts.models import LinkPurpose, User
from nexus.kernel.authentication.flow import as_an_app, within_limits_of
from nexus.kernel.kit.actor import Actor


def ask_for_confirmation(request: HttpRequest, email: str) -> None:
    """Have the link mailed once more, if the address waits to be confirmed; the caller isn't told."""
    with as_an_app(request):
        within_limits_of(request, "confirm_email", email)
    ask_for_link(LinkPurpose.CONFIRM, email)


def confirm_address(request: HttpRequest, key: str) -> None:
    """Confirm an address by the key of its link; a new one takes the old one's place, which is told.

    AddressTaken where somebody else has proved meanwhile that it is theirs.
    """
    with as_an_app(request):
        try:
            _confirm(request, key)
        except IntegrityError:
            raise AddressTaken from None


def vouch_for_address(request: HttpRequest, actor: Actor, address: EmailAddress) -> None:
    """Confirm an address by an administrator's word, as its link would; AddressTaken as there."""
    require(actor, "accounts.change_standing")
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=address.user_id)
            is_confirmed = get_adapter().confirm_email(request, address)
    except IntegrityError:
        raise AddressTaken from None
    if not is_confirmed:
        raise AddressTaken


@transaction.atomic
def _confirm(request: HttpRequest, key: str) -> None:
    _hold(key)
    found = EmailConfirmationHMAC.from_key(key)
    if found is None:  # another one was quicker
        raise LinkVoid
    if found.confirm(request) is None:
        raise AddressTaken


def _hold(key: str) -> None:
    found = EmailConfirmationHMAC.from_key(key)
    if found is None:
        raise LinkVoid
    held = User.objects.select_for_update().filter(pk=found.email_address.user_id, is_active=True)
    if held.first() is None:
        raise LinkVoid
