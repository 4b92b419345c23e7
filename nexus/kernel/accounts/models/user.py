from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Final, TypedDict, Unpack
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Upper

from nexus.kernel.accounts.names import (
    USERNAME_LENGTH,
    EmailAddressField,
    as_read,
    one_script_a_word,
    phone_characters,
    username_characters,
)
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line
from nexus.kernel.uploads.fields import FileNameField

TAKEN_USERNAME: Final = "This username is taken."
TAKEN_EMAIL: Final = "This e-mail address is taken."

# What people may be besides customers, and take up by themselves.
ROLE_FLAGS: Final = {
    Role.SELLER: "is_seller",
    Role.EMPLOYER: "is_employer",
    Role.JOB_SEEKER: "is_job_seeker",
}


class UserFilters(TypedDict, total=False):
    """What the list of accounts can be narrowed to; None leaves it as it is."""

    search: str | None
    is_seller: bool | None
    is_employer: bool | None
    is_job_seeker: bool | None
    is_premium: bool | None
    is_active: bool | None


class UserQuerySet(models.QuerySet["User"]):
    """Accounts, as lists and look-ups want them."""

    def visible_to(self, actor: Actor) -> UserQuerySet:
        """Keep those that the actor may see: active ones when signed in, every one as an administrator."""
        if actor.is_admin:
            return self
        return self.filter(is_active=True) if actor.is_signed_in else self.none()

    def narrowed(self, **to: Unpack[UserFilters]) -> UserQuerySet:
        """Keep those whose name or e-mail contains a text, and whose flags are as asked."""
        search = to.pop("search", None)
        found = self.filter(**{name: wanted for name, wanted in to.items() if wanted is not None})
        if not search:
            return found
        columns = ("username", "email", "first_name", "last_name")
        return found.filter(Q(*((f"{column}__icontains", search) for column in columns), _connector=Q.OR))

    def rows(self) -> models.QuerySet[User, dict[str, Any]]:
        """Give plain rows with what the API shows of an account."""
        own = EmailAddress.objects.filter(user=OuterRef("pk"))
        shown: models.QuerySet[User, dict[str, Any]] = self.values(
            *SHOWN,
            is_email_verified=Exists(own.filter(email=OuterRef("email"), verified=True)),
            pending_email=Subquery(
                own.filter(primary=False, verified=False).exclude(email=OuterRef("email")).values("email")[:1]
            ),
        )
        return shown

    def never_used(self, before: datetime) -> UserQuerySet:
        """Keep those opened so long ago, of an address that nobody confirmed, and that nobody ever used."""
        addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
        return self.filter(
            Exists(addresses),
            ~Exists(addresses.filter(verified=True)),
            date_joined__lt=before,
            last_login=None,
            is_staff=False,
            is_superuser=False,
        )

    def called(self, username: str) -> User | None:
        """Give the active account of this name, in any case; None where there is none."""
        return self.filter(username__iexact=username, is_active=True).first()

    def signing_in(self, login: str) -> UserQuerySet:
        """Keep the account of this username or of the e-mail address that counts, active or not.

        One that took the name another has for its address comes second.
        """
        found = self.filter(Q(username__iexact=login) | Q(email=login.lower()))
        return found.order_by(Case(When(email=login.lower(), then=0), default=1))

    def id_of(self, login: str) -> UUID | None:
        """Name that account; None where there is none."""
        return self.signing_in(login).values_list("pk", flat=True).first()

    def lock_admins(self) -> set[UUID]:
        """Name the accounts that can administer the site, and hold them until the transaction ends."""
        held = self.filter(is_superuser=True, is_active=True).order_by("pk").select_for_update()
        return set(held.values_list("pk", flat=True))


class Users(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts."""


class User(AbstractUser):
    """An account: one person or business, in as many roles as it likes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        max_length=USERNAME_LENGTH,
        validators=[username_characters],
        error_messages={"unique": TAKEN_USERNAME},
    )
    email = EmailAddressField()
    first_name = models.CharField(max_length=150, blank=True, validators=[one_line, one_script_a_word])
    last_name = models.CharField(max_length=150, blank=True, validators=[one_line, one_script_a_word])
    is_seller = models.BooleanField(default=False, help_text="Sells products.")
    is_employer = models.BooleanField(default=False, help_text="Posts jobs.")
    is_job_seeker = models.BooleanField(default=False, help_text="Applies to jobs.")
    is_premium = models.BooleanField(default=False, help_text="Has the higher rate limit.")
    is_support = models.BooleanField(
        default=False, db_default=False, help_text="Sees what an administrator sees, and changes none of it."
    )
    phone = models.CharField(max_length=32, blank=True, validators=[phone_characters])
    bio = models.TextField(max_length=2_000, blank=True)
    avatar = FileNameField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The name of its largest picture.",
    )
    security_stamp = models.UUIDField(
        default=new_id,
        editable=False,
        help_text="Changes with the credentials: what was issued before is void.",
    )

    FLAGS: ClassVar = (
        "is_seller",
        "is_employer",
        "is_job_seeker",
        "is_premium",
        "is_support",
        "is_superuser",
    )

    objects: ClassVar[Users] = Users()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["username"], name="user_username", violation_error_message=TAKEN_USERNAME
            ),
            # Upper, because that is how Django asks for a name in any case: the index answers look-ups too.
            models.UniqueConstraint(
                Upper("username"), name="user_username_any_case", violation_error_message=TAKEN_USERNAME
            ),
            models.UniqueConstraint(fields=["email"], name="user_email", violation_error_message=TAKEN_EMAIL),
        ]
        indexes = [models.Index(fields=["date_joined", "id"])]
        ordering = ["-date_joined", "-id"]

    def clean(self) -> None:
        """Hold the name to its rules."""
        super().clean()
        self.first_name, self.last_name = as_read(self.first_name), as_read(self.last_name)
        username = self.username or ""  # a form that refused it has already said so
        if "@" in username and username.lower() != self.email:
            # It would pass for the owner of that mailbox.
            sentence = "A username with an @ must be the account's own e-mail address."
            raise ValidationError({"username": sentence})

    @property
    def confirms_addresses(self) -> bool:
        """Tell whether a new address has to be confirmed before it counts."""
        return bool(settings.ACCOUNT_EMAIL_VERIFICATION != "none")

    @property
    def flags(self) -> tuple[bool, ...]:
        """Give what its roles are made of, as one value to compare."""
        return tuple(getattr(self, flag) for flag in self.FLAGS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the account; a new password voids what was issued under the old one.

        Django's silent rehash of a good password isn't a new one, and signs nobody out.
        """
        if self._password is not None:  # type: ignore[attr-defined]
            self.security_stamp = new_id()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "security_stamp"}
        super().save(*args, **kwargs)

    def shut(self) -> None:
        """Deactivate it: it can't sign in, and being opened again revives no old sign-in."""
        self.is_active = False
        self.security_stamp = new_id()

    @property
    def roles(self) -> Iterator[Role]:
        """List the roles this account holds; everyone is a customer."""
        yield Role.CUSTOMER
        held = {
            **{role: getattr(self, flag) for role, flag in ROLE_FLAGS.items()},
            Role.PREMIUM: self.is_premium,
            Role.SUPPORT: self.is_support,
            Role.ADMIN: self.is_superuser,
        }
        yield from (role for role, is_held in held.items() if is_held)


SHOWN = (
    "id",
    "username",
    "email",
    "first_name",
    "last_name",
    "phone",
    "bio",
    "avatar",
    "is_seller",
    "is_employer",
    "is_job_seeker",
    "is_premium",
    "is_superuser",
    "is_active",
    "date_joined",
)
# What public answers tell of an account: a change of anything else leaves what is cached of them as it is.
SHOWN_TO_ALL = {"username", "is_active"}
