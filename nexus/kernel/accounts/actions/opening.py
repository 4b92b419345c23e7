from typing import TypedDict

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from nexus.kernel.accounts.actions.mailboxes import hold_address, is_anothers
from nexus.kernel.accounts.events import UserRegistered
from nexus.kernel.accounts.models import TAKEN_EMAIL, TAKEN_USERNAME, User
from nexus.kernel.accounts.names import not_reserved
from nexus.kernel.api.errors import Conflict
from nexus.kernel.api.integrity import constraints_of
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


class Registration(Particulars, total=False):
    """What opening an account takes; without a password it is signed in to by another's word."""

    password: str


@transaction.atomic
def open_account(fields: Registration, *, is_sites_own: bool = False) -> User:
    """Open an account; a taken username or e-mail address is a Conflict.

    is_sites_own: it may have a name that speaks for the site.
    """
    user = User(**{name: value for name, value in fields.items() if name != "password"})
    taken = taken_of(user)
    check(user, fields.get("password"), is_named_anew=not is_sites_own and "username" not in taken)
    expect_free(taken)
    user.set_password(fields.get("password"))
    store(user)
    hold_address(user)
    publish(UserRegistered(user.pk), actor=Actor.of(user))
    return user


def taken_of(user: User) -> dict[str, list[str]]:
    """Tell which names of an account are another's: its username in any case, its e-mail address."""
    taken = {}
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        taken["username"] = [TAKEN_USERNAME]
    if is_anothers(user.email, user):
        taken["email"] = [TAKEN_EMAIL]
    return taken


def expect_free(taken: dict[str, list[str]]) -> None:
    """Refuse what was found to be taken, all of it at once; what is taken meanwhile the database refuses."""
    if taken:
        raise Conflict(" ".join(sentence for sentences in taken.values() for sentence in sentences), taken)


def check(user: User, password: str | None = None, *, is_named_anew: bool = True) -> None:
    """Hold an account, and the password that it is to have, to their rules.

    is_named_anew: its username may not speak for the site. One that somebody has is a conflict instead.
    """
    faults: dict[str, list[ValidationError]] = {}
    try:
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
        if is_named_anew:
            not_reserved(user.username)
    except ValidationError as error:
        faults = error.error_dict
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        faults["password"] = error.error_list
    if faults:
        raise ValidationError(faults)


def store(user: User) -> None:
    """Write an account; a taken name is a Conflict."""
    with constraints_of(User):
        user.save()
