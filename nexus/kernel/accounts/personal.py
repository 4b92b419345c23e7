"""What is kept of accounts themselves, and in the rooms below: who they are, their mail, what they did."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from nexus.kernel.accounts.actions.avatars import let_avatar_go
from nexus.kernel.accounts.actions.exporting import discard_exports
from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.accounts.models import Address, DataExport, User
from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.audit.models import Change, SecurityEvent
from nexus.kernel.kit.ids import new_id
from nexus.kernel.mail.models import Mail
from nexus.kernel.uploads.actions import read_image

Rows = Iterable[Mapping[str, Any]]


def _profile(user_id: UUID) -> Rows:
    yield from User.objects.filter(pk=user_id).rows()


def _picture(user_id: UUID) -> Iterable[tuple[str, bytes]]:
    for name in User.objects.filter(pk=user_id).exclude(avatar="").values_list("avatar", flat=True):
        yield "avatar.webp", read_image(name)


def _erase_profile(user_id: UUID) -> None:
    user = User.objects.get(pk=user_id)
    let_avatar_go(user)
    user.username, user.email = f"erased-{user.pk.hex}", f"{user.pk.hex}@erased.invalid"
    user.first_name = user.last_name = user.phone = user.bio = ""
    for flag in (*User.FLAGS, "is_staff", "is_active"):
        setattr(user, flag, False)
    user.set_unusable_password()
    user.security_stamp, user.last_login = new_id(), None
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    EmailAddress.objects.filter(user=user).delete()
    _erase_traces(user)


def _erase_traces(user: User) -> None:
    # After all else, since what was just changed is written down too, with what it was before.
    Change.objects.forget("user", str(user.pk), ["username", "email"])
    SecurityEvent.objects.forget_places(user.pk)
    OnceAnswered.objects.filter(principal=user.pk).delete()
    own_pages = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    own_pages.update(object_repr=user.username)


def _addresses(user_id: UUID) -> Rows:
    return Address.objects.filter(user=user_id).rows()


def _erase_addresses(user_id: UUID) -> None:
    Address.objects.filter(user=user_id).delete()


def _exports(user_id: UUID) -> Rows:
    return DataExport.objects.filter(user=user_id).rows()


def _erase_exports(user_id: UUID) -> None:
    discard_exports(DataExport.objects.filter(user=user_id))


def _security(user_id: UUID) -> Rows:
    return SecurityEvent.objects.filter(user=user_id).values(
        "happened_at", "name", "address", "user_agent", "details"
    )


def _history(user_id: UUID) -> Rows:
    return Change.objects.of("user", str(user_id)).values("happened_at", "kind", "did", "changes", "reason")


def _mail(user_id: UUID) -> Rows:
    return Mail.objects.filter(to__contains=_mailboxes(user_id)).values(
        "created_at", "sent_at", "subject", "text"
    )


def _erase_mail(user_id: UUID) -> None:
    # What was sent; that it is over is yet to be said, and goes with all mail of that age.
    Mail.objects.filter(to__overlap=_mailboxes(user_id), sent_at__isnull=False).delete()


def _mailboxes(user_id: UUID) -> list[str]:
    return list(User.objects.filter(pk=user_id).values_list("email", flat=True))


holds(
    Holding("profile", _profile, _erase_profile, files=_picture),
    Holding("addresses", _addresses, _erase_addresses),
    Holding("exports", _exports, _erase_exports),
    Holding("security-events", _security),
    Holding("history", _history),
    Holding("mail", _mail, _erase_mail),
)
