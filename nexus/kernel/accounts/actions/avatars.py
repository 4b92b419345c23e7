from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.accounts.events import UserChanged
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotFound
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.uploads.actions import discard_images, stored_images
from nexus.kernel.uploads.names import sizes_of


def set_avatar(actor: Actor, file: File[bytes]) -> None:
    """Show oneself in a picture, made anew, in place of any other."""
    require(actor, "accounts.view_user")
    with stored_images([file], "avatar") as (stored,):
        _put(actor, stored.full)


@transaction.atomic
def remove_avatar(actor: Actor) -> None:
    """Show oneself in no picture any more."""
    require(actor, "accounts.view_user")
    if not User.objects.filter(pk=actor.id).exclude(avatar="").exists():
        raise NotFound
    _put(actor, "")


def let_avatar_go(user: User) -> None:
    """Delete an account's picture once that is committed."""
    if user.avatar:
        discard_images(sizes_of(user.avatar).values())
    user.avatar = ""


@transaction.atomic
def _put(actor: Actor, name: str) -> None:
    user = User.objects.select_for_update().get(pk=cast(UUID, actor.id))
    let_avatar_go(user)
    user.avatar = name
    user.save(update_fields=["avatar"])
    publish(UserChanged(user.pk, ["avatar"]), actor=actor)
