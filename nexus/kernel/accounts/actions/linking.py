"""Links that anybody may ask for, for any address: what is done at once is the same for all of them."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from nexus.kernel.accounts.actions.letters import write_to
from nexus.kernel.accounts.events import LinkAsked
from nexus.kernel.accounts.links import confirming_link, resetting_page
from nexus.kernel.accounts.models import LinkPurpose, LinkRequest, User
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import VISITOR


@transaction.atomic
def ask_for_link(purpose: LinkPurpose, email: str) -> None:
    """Have a link mailed to an address, if there is an account that it is for: that is found out later."""
    asked = LinkRequest.objects.create(purpose=purpose, email=email)
    publish(LinkAsked(asked.pk), actor=VISITOR)


@transaction.atomic
def answer_link_request(request_id: UUID) -> None:
    """Mail the link that was asked for, once; nobody's address gets nothing."""
    asked = LinkRequest.objects.take(request_id)
    if asked is None:
        return
    if asked.purpose == LinkPurpose.RESET:
        _mail_reset(asked.email)
    else:
        _mail_confirmation(asked.email)


def _mail_reset(email: str) -> None:
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    url = resetting_page(_resetting_key(user))
    write_to(user, "password_reset_key", password_reset_url=url, minutes=minutes)
    record("password_reset_asked", user.pk)


def _mail_confirmation(email: str) -> None:
    waiting = EmailAddress.objects.filter(email=email, verified=False, user__is_active=True)
    for address in waiting.select_related("user"):
        user: User = address.user
        write_to(user, "email_confirmation", to=email, activate_url=confirming_link(address))


def _resetting_key(user: User) -> str:
    from allauth.account.forms import default_token_generator  # noqa: PLC0415 (heavy, and for this alone)
    from allauth.account.utils import user_pk_to_url_str  # noqa: PLC0415

    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
