from typing import cast
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.actions.mailboxes import await_address, hold_address, tell_old_address
from nexus.kernel.accounts.actions.opening import Particulars, check, expect_free, store, taken_of
from nexus.kernel.accounts.events import RoleGivenUp, RoleTaken, UserChanged, UserDeactivated, UserDeleted
from nexus.kernel.accounts.exceptions import LastAdministrator
from nexus.kernel.accounts.models import ROLE_FLAGS, SHOWN_TO_ALL, User
from nexus.kernel.api.errors import Conflict
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import protected
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor, Role


class AccountFields(Particulars, total=False):
    """What an administrator may change besides: the last three in the back office alone."""

    is_active: bool
    is_premium: bool
    is_staff: bool
    is_support: bool
    is_superuser: bool


@transaction.atomic
def update_account(actor: Actor, user_id: UUID, fields: AccountFields) -> User:
    """Change an account's particulars, or as an administrator its standing; what isn't given stays.

    An own new e-mail address counts once it is confirmed, where the site asks for that at all.
    """
    require(actor, "accounts.view_user")
    ends = False in (fields.get("is_active"), fields.get("is_superuser"))
    admins = User.objects.lock_admins() if ends else set()
    user: User = User.objects.visible_to(actor).select_for_update().get(pk=user_id)
    require(actor, "accounts.change_user", user)
    if not fields.keys() <= Particulars.__annotations__.keys():
        require(actor, "accounts.change_standing", user)
    held = _held(user)
    waits = _change(actor, user, fields, admins)
    if fields.keys() & SHOWN_TO_ALL:
        bump("accounts")
    changed = sorted(name for name in fields if name != "email" or not waits)
    publish(UserChanged(user.pk, changed), *_role_facts(user, held), actor=actor)
    return user


def change_address(actor: Actor, email: str) -> None:
    """Change one's own e-mail address, or have it wait for its confirmation."""
    require(actor, "accounts.view_user")
    update_account(actor, cast(UUID, actor.id), {"email": email})


@transaction.atomic
def take_role(actor: Actor, role: Role) -> None:
    """Become a seller, an employer or a job seeker; a role that is held already is a Conflict."""
    _set_role(actor, role, is_held=True)


@transaction.atomic
def give_up_role(actor: Actor, role: Role) -> None:
    """Be a seller, an employer or a job seeker no more; one that isn't held is a Conflict."""
    _set_role(actor, role, is_held=False)


@transaction.atomic
def deactivate_account(actor: Actor) -> None:
    """Shut one's own account: every sign-in of it ends. An administrator can open it again."""
    require_recent(actor)
    user = shut(actor.id)
    publish(UserDeactivated(user.pk), actor=actor)


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


def shut(user_id: UUID | None) -> User:
    """Lock an account and shut it; the last administrator's stays open."""
    admins = User.objects.lock_admins()
    user: User = User.objects.select_for_update().get(pk=user_id)
    _keep_an_admin(user, admins)
    user.shut()
    user.save(update_fields=["is_active", "security_stamp"])
    bump("accounts")
    return user


def _change(actor: Actor, user: User, fields: AccountFields, admins: set[UUID]) -> bool:
    """Write what is changed; tell whether a new address waits for its confirmation."""
    address, was_active, name = user.email, user.is_active, user.username
    for field, value in fields.items():
        setattr(user, field, value)
    if not (user.is_active and user.is_superuser):
        _keep_an_admin(user, admins)
    if was_active and not user.is_active:
        user.shut()
    _check_names(user, name)
    if user.email == address:
        store(user)
        return False
    return _move_mailbox(actor, user, address)


def _check_names(user: User, was_called: str) -> None:
    is_renamed = user.username != was_called
    taken = taken_of(user) if is_renamed else {}
    is_taken = "username" in taken  # an address alone is told with its confirmation: see `_move_mailbox`
    check(user, is_named_anew=is_renamed and not is_taken)
    expect_free(taken if is_taken else {})


def _move_mailbox(actor: Actor, user: User, old: str) -> bool:
    is_own, wanted = actor.id == user.pk, user.email
    if is_own:
        require_recent(actor)
    if is_own and user.confirms_addresses:
        user.email = old
        store(user)
        await_address(user, wanted)
        return True
    store(user)
    hold_address(user)
    tell_old_address(user, old)
    return False


def _set_role(actor: Actor, role: Role, *, is_held: bool) -> None:
    require(actor, "accounts.view_user")
    flag = ROLE_FLAGS[role]
    user = User.objects.select_for_update().get(pk=actor.id)
    if getattr(user, flag) is is_held:
        raise Conflict("You hold this role already." if is_held else "You don't hold this role.")
    setattr(user, flag, is_held)
    user.save(update_fields=[flag])
    fact = RoleTaken if is_held else RoleGivenUp
    publish(UserChanged(user.pk, [flag]), fact(user.pk, role), actor=actor)


def _held(user: User) -> set[Role]:
    return {role for role, flag in ROLE_FLAGS.items() if getattr(user, flag)}


def _role_facts(user: User, before: set[Role]) -> list[Fact]:
    now = _held(user)
    taken: list[Fact] = [RoleTaken(user.pk, role) for role in sorted(now - before)]
    return taken + [RoleGivenUp(user.pk, role) for role in sorted(before - now)]


def _keep_an_admin(user: User, admins: set[UUID]) -> None:
    if admins == {user.pk}:
        raise LastAdministrator
