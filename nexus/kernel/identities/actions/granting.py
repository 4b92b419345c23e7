from typing import Any

from nexus.kernel.accounts.events import UserChanged
from nexus.kernel.accounts.models import User
from nexus.kernel.events.bus import publish
from nexus.kernel.identities.models import Identity
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider
from nexus.kernel.kit.actor import SYSTEM


def settle_roles(provider: Provider, claimed: Claimed, identity: Any) -> None:
    """Give an account the roles that its provider says, and take back those that only it had given.

    What the account has otherwise stays its own. What is no longer said, or not said at all, is taken back.
    """
    before = set(identity.extra_data.get("granted", []))
    said = _said(provider, claimed)
    if not said and not before:
        return
    user = User.objects.select_for_update().get(pk=identity.user_id)
    given = {role for role in said if not getattr(user, role)}
    taken = before - said - Identity.objects.granted_besides(identity.pk, user.pk)
    _change(user, dict.fromkeys(given, True) | dict.fromkeys(taken, False))
    identity.extra_data = {**identity.extra_data, "granted": sorted(given | (before & said))}
    identity.save(update_fields=["extra_data"])


def _said(provider: Provider, claimed: Claimed) -> set[str]:
    if provider.roles is None:
        return set()
    values = claimed.values_of(provider.roles.claim)
    return {role for value, role in provider.roles.map.items() if value in values}


def _change(user: User, roles: dict[str, bool]) -> None:
    changed = {role: has for role, has in roles.items() if getattr(user, role) != has}
    if not changed:
        return
    for role, has in changed.items():
        setattr(user, role, has)
    user.save(update_fields=[*changed])
    publish(UserChanged(user.pk, sorted(changed)), actor=SYSTEM)
