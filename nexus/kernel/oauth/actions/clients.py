import secrets
from collections.abc import Sequence
from typing import Final, TypedDict
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import Unprocessable, ValidationFailed
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.oauth.events import ClientDeleted, ClientRegistered
from nexus.kernel.oauth.models import Client
from nexus.kernel.oauth.scopes import IDENTITY, require_askable

MOST_CLIENTS: Final = 20


class ClientFields(TypedDict, total=False):
    """What an owner says of a program."""

    name: str
    redirect_uris: Sequence[str]
    scopes: Sequence[str]


@transaction.atomic
def register_client(actor: Actor, fields: ClientFields, *, kind: str, grant: str) -> tuple[Client, str]:
    """Register a program; its secret is given this once, and none to one that can't keep it."""
    require_recent(actor)
    User.objects.select_for_update().get(pk=actor.id)  # two at once would both be the twentieth
    if Client.objects.filter(user=actor.id).count() >= MOST_CLIENTS:
        raise Unprocessable(f"{MOST_CLIENTS} programs are the most. Delete one that isn't used.")
    client = Client(user_id=actor.id, client_type=kind, authorization_grant_type=grant)
    _write(actor, client, fields)
    secret = _new_secret(client) if kind == Client.CLIENT_CONFIDENTIAL else ""
    client.save()
    publish(ClientRegistered(client.pk, client.user_id), actor=actor)
    _note("oauth_client_registered", actor, client)
    return client, secret


@transaction.atomic
def change_client(actor: Actor, client_id: UUID, fields: ClientFields) -> Client:
    """Change a program's particulars; tokens that it holds keep the scopes that people gave it."""
    require_recent(actor)
    client = _claimed(actor, client_id)
    _write(actor, client, fields)
    client.save()
    _note("oauth_client_changed", actor, client)
    return client


@transaction.atomic
def renew_secret(actor: Actor, client_id: UUID) -> str:
    """Make a new secret, given this once; the one before holds no longer."""
    require_recent(actor)
    client = _claimed(actor, client_id)
    if client.client_type != Client.CLIENT_CONFIDENTIAL:
        raise Unprocessable("A public program keeps no secret.")
    secret = _new_secret(client)
    client.save(update_fields=["client_secret", "updated"])
    _note("oauth_secret_renewed", actor, client)
    return secret


@transaction.atomic
def delete_client(actor: Actor, client_id: UUID) -> None:
    """Delete a program, and with it every token that it holds."""
    client = _claimed(actor, client_id)
    _note("oauth_client_deleted", actor, client)
    publish(ClientDeleted(client.pk, client.user_id), actor=actor)
    client.delete()


def _claimed(actor: Actor, client_id: UUID) -> Client:
    require(actor, "oauth.look_for_client")
    return Client.objects.visible_to(actor).select_for_update().get(pk=client_id)


def _write(actor: Actor, client: Client, fields: ClientFields) -> None:
    client.name = fields.get("name", client.name)
    if "redirect_uris" in fields:
        client.redirect_uris = " ".join(fields["redirect_uris"])
    if "scopes" in fields:
        require_askable(actor, fields["scopes"])
        client.scopes = sorted(set(fields["scopes"]))
    _hold_together(client)


def _hold_together(client: Client) -> None:
    if client.allows_grant_type(Client.GRANT_AUTHORIZATION_CODE):
        if not client.redirect_uris:
            said = "Say where people are sent back to."
            raise ValidationFailed(details={"redirect_uris": [said]})
        return
    if client.client_type != Client.CLIENT_CONFIDENTIAL:
        raise ValidationFailed(details={"kind": ["client_credentials takes a program that keeps a secret."]})
    if identity := IDENTITY.keys() & set(client.scopes):
        said = f"Nobody signs in here: leave out {', '.join(sorted(identity))}."
        raise ValidationFailed(details={"scopes": [said]})


def _new_secret(client: Client) -> str:
    secret = f"nxs_{secrets.token_urlsafe(32)}"
    client.client_secret = Client.digest_of(secret)
    return secret


def _note(name: str, actor: Actor, client: Client) -> None:
    details = {"client": str(client.pk), "name": client.name, "scopes": client.scopes}
    record(name, client.user_id, actor_id=actor.id, details=details)
