"""Links in mails about accounts: to the people's app where the site has one, else to its own pages."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core import signing
from django.urls import reverse

from nexus.kernel.accounts.exceptions import LinkVoid

_ERASURE: Final = "nexus.accounts.erasure"


def confirming_link(address: EmailAddress) -> str:
    """Link to where an address is confirmed."""
    return confirming_page(EmailConfirmationHMAC.create(address).key)


def confirming_page(key: str) -> str:
    """Name the page that confirms by this key."""
    return _page(f"/confirm-email/{key}/", reverse("account_confirm_email", args=[key]))


def resetting_page(key: str) -> str:
    """Name the page that sets a new password by this key."""
    own = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return _page(f"/reset-password/{key}/", own.replace("UID-KEY", key))


def keeping_key(erasure_id: UUID) -> str:
    """Sign the key that takes an erasure back."""
    return signing.dumps(erasure_id.hex, salt=_ERASURE)


def keeping_page(key: str) -> str:
    """Name the app's page that takes an erasure back; none where the site has no app: the key is enough."""
    return _page(f"/keep-account/{key}/", "") if settings.APP_URL else ""


def read_keeping_key(key: str, grace: timedelta) -> UUID:
    """Read the key that takes an erasure back; LinkVoid where it isn't one, or is too old."""
    try:
        return UUID(signing.loads(key, salt=_ERASURE, max_age=grace))
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkVoid from None


def _page(of_app: str, of_site: str) -> str:
    if settings.APP_URL:
        return f"{settings.APP_URL.rstrip('/')}{of_app}"
    return f"{settings.SITE_URL.rstrip('/')}{of_site}"
