from typing import TypedDict
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.accounts.events import UserChanged, UserDeleted, UserRegistered
from nexus.kernel.accounts.exceptions import LastAdministrator
from nexus.kernel.accounts.models import SHOWN_TO_ALL, User
from nexus.kernel.api.errors import Conflict
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of, protected
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class Particulars(TypedDict, total=False):
    """What people say of themselves."""

    username: str
    email: str
    first_name: str
    last_name: str
    phone: str
    bio: str
    is_seller: bool
    is_employer: bool
    is_job_seeker: bool


class Registration(Particulars):
    """What opening an account takes."""

    password: str


class AccountFields(Particulars, total=False):
    """What an administrator may change besides."""

    is_active: bool
    is_premium: bool


@transaction.atomic
def open_account(fields: Registration) -> User:
    """Open an account; a taken username or e-mail address is a Conflict."""
    user = User(**{name: value for name, value in fields.items() if name != "password"})
    _check(user, fields["password"])
    user.set_password(fields["password"])
    _store(user)
    _hold_address(user)
    publish(UserRegistered(user.pk), actor=Actor.of(user))
    return user


@transaction.atomic
def update_account(actor: Actor, user_id: UUID, fields: AccountFields) -> User:
    """Change an account's particulars, or as an administrator its standing; what isn't given stays."""
    require(actor, "accounts.view_user")
    shuts = fields.get("is_active") is False
    admins = User.objects.lock_admins() if shuts else set()
    user: User = User.objects.visible_to(actor).select_for_update().get(pk=user_id)
    require(actor, "accounts.change_user", user)
    if not fields.keys() <= Particulars.__annotations__.keys():
        require(actor, "accounts.change_standing", user)
    _change(user, fields, admins)
    if fields.keys() & SHOWN_TO_ALL:
        bump("accounts")
    publish(UserChanged(user.pk, sorted(fields)), actor=actor)
    return user


@transaction.atomic
def delete_account(actor: Actor, user_id: UUID) -> None:
    """Remove an account that nothing hangs on."""
    require(actor, "accounts.delete_user")
    admins = User.objects.lock_admins()
    user = User.objects.select_for_update().get(pk=user_id)
    _keep_an_admin(user, admins)
    with protected("Products, jobs or orders hang on this account: deactivate it instead."):
        user.delete()
    bump("accounts")
    publish(UserDeleted(user_id), actor=actor)


def _change(user: User, fields: AccountFields, admins: set[UUID]) -> None:
    address, was_active = user.email, user.is_active
    for name, value in fields.items():
        setattr(user, name, value)
    if was_active and not user.is_active:
        _keep_an_admin(user, admins)
        user.shut()
    _check(user)
    _store(user)
    if user.email != address:
        _hold_address(user)


def _keep_an_admin(user: User, admins: set[UUID]) -> None:
    if admins == {user.pk}:
        raise LastAdministrator


def _check(user: User, password: str | None = None) -> None:
    faults: dict[str, list[ValidationError]] = {}
    try:
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        faults = error.error_dict
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        faults["password"] = error.error_list
    if faults:
        raise ValidationError(faults)


def _store(user: User) -> None:
    with constraints_of(User):
        user.save()


def _hold_address(user: User) -> None:
    """Make the address the account's only one: unverified, so that it links to nothing yet."""
    if EmailAddress.objects.filter(email=user.email, verified=True).exclude(user=user).exists():
        sentence = "This e-mail address is taken."
        raise Conflict(sentence, {"email": [sentence]})
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
