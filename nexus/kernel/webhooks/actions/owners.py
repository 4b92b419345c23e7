"""Whose an endpoint is to be, where its maker says it, and where not."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from nexus.kernel.access import can
from nexus.kernel.api.errors import NotFound, PermissionDenied, ValidationFailed
from nexus.kernel.kit.actor import Actor
from nexus.kernel.webhooks.concerning import SITE, owners_run_by, sides

Owner = tuple[str, UUID | None]


def owner_for(actor: Actor, side: str | None, owner: UUID | None, events: Sequence[str]) -> Owner:
    """Choose the side and the owner of a new endpoint; an administrator who names none means the site's own.

    NotFound for an owner that the actor doesn't run; PermissionDenied for who runs nothing.
    """
    hears_all = can(actor, "webhooks.hear_everything")
    if side == SITE or (hears_all and side is None and owner is None):
        if not hears_all or owner is not None:
            raise PermissionDenied("Only administrators hear what happens on the whole site.")
        return SITE, None
    run = owners_run_by(actor)
    if not run:
        raise PermissionDenied("Only stores, employers and administrators are told what happens.")
    return _chosen(actor, run, side, owner, events)


def _chosen(
    actor: Actor,
    run: Mapping[str, Sequence[UUID]],
    side: str | None,
    owner: UUID | None,
    events: Sequence[str],
) -> Owner:
    fitting = [
        name for name, owners in run.items() if side in {None, name} and (owner is None or owner in owners)
    ]
    if not fitting:
        raise NotFound("You run no such store or employer.")
    meant = fitting if len(fitting) == 1 else [name for name in fitting if _is_meant(name, events)]
    if len(meant) != 1:
        raise ValidationFailed(details={"side": [f"Say which is meant: {' or '.join(fitting)}."]})
    return meant[0], owner or _own(actor, run[meant[0]])


def _is_meant(side: str, events: Sequence[str]) -> bool:
    return all(event.startswith(sides()[side].facts) for event in events)


def _own(actor: Actor, owners: Sequence[UUID]) -> UUID:
    if actor.id in owners:
        return actor.id  # type: ignore[return-value]  # None is in no list of owners
    if len(owners) > 1:
        raise ValidationFailed(details={"owner": ["You work for several: say for which."]})
    return owners[0]
