from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.stores.events import MemberAdded, MemberChanged, MemberRemoved, StoreChanged
from nexus.commerce.stores.models import Member, Store, StoreRole, sells
from nexus.kernel.access import can, require
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotFound, Unprocessable, ValidationFailed
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

MOST_MEMBERS = 200
NAME_LENGTH = 120


class StoreFields(TypedDict, total=False):
    """What a seller says of a store; the commission is the site's to set."""

    name: str
    description: str
    legal_name: str
    tax_number: str
    address: dict[str, Any]
    country: str
    commission_rate: Decimal | None


def open_store(seller_id: UUID) -> Store:
    """Give a seller's store; it is opened under the seller's name by being asked for."""
    store = Store.objects.filter(pk=seller_id).first()
    if store is None:
        name = User.objects.values_list("username", flat=True).get(pk=seller_id)
        store, _ = Store.objects.get_or_create(owner_id=seller_id, defaults={"name": name[:NAME_LENGTH]})
    return store


def expect_seller(seller_id: UUID) -> None:
    """Go on only with an account that sells, or has sold; else ValidationFailed."""
    if not sells(seller_id):
        raise ValidationFailed(details={"seller": ["There is no such seller."]})


def own_store(actor: Actor, store_id: UUID | None = None) -> Store:
    """Give the store that an actor runs: the one that is named, else one's own, else the first one joined.

    A seller's own is opened by being asked for, and an administrator may name any; NotFound for who runs no
    store, or not this one.
    """
    require(actor, "stores.look_for_store")
    if store_id is not None and store_id != actor.id:
        stores = Store.objects.all() if actor.is_admin else Store.objects.run_by(actor)
        return stores.get(pk=store_id)
    if can(actor, "stores.open_store"):
        return open_store(actor.id)  # type: ignore[arg-type]  # only accounts hold the role
    worked_for = Member.objects.of_actor(actor).order_by("joined_at", "id").select_related("store").first()
    if worked_for is None:
        raise NotFound("You have no store and work for none.")
    return worked_for.store


@transaction.atomic
def change_store(actor: Actor, store_id: UUID, fields: StoreFields) -> Store:
    """Say of a store what it is called, where it is and what stands on its invoices."""
    store = _to_change(actor, store_id, "stores.change_store")
    if fields.get("commission_rate", store.commission_rate) != store.commission_rate:
        require(actor, "stores.set_commission", store)
    for name, value in fields.items():
        setattr(store, name, value)
    store.full_clean(exclude={"owner"}, validate_unique=False, validate_constraints=False)
    with constraints_of(Store):
        store.save()
    bump("stores")
    publish(StoreChanged(store.pk), actor=actor)
    return store


@transaction.atomic
def add_member(actor: Actor, store_id: UUID, username: str, role: StoreRole = StoreRole.STAFF) -> Member:
    """Let someone work for a store; who works there already is a Conflict."""
    store = _to_change(actor, store_id, "stores.change_members")
    user: User | None = User.objects.called(username)
    if user is None:
        raise Unprocessable(f"There is no account '{username}'.", {"username": ["There is no such account."]})
    if user.pk == store.pk:
        raise Unprocessable("The store is this account's own.")
    if Member.objects.of(store.pk).count() >= MOST_MEMBERS:
        raise Unprocessable(f"At most {MOST_MEMBERS} people can work for a store.")
    member = Member(store=store, user=user, role=role)
    with constraints_of(Member):
        member.save()
    publish(MemberAdded(store.pk, user.pk, member.role), actor=actor)
    return member


@transaction.atomic
def change_member(actor: Actor, store_id: UUID, member_id: UUID, role: StoreRole) -> Member:
    """Give a member of a store another role."""
    member = _member(actor, store_id, member_id)
    member.role = role
    member.save(update_fields=["role"])
    publish(MemberChanged(member.store_id, member.user_id, role), actor=actor)
    return member


@transaction.atomic
def remove_member(actor: Actor, store_id: UUID, member_id: UUID) -> None:
    """Let someone work for a store no longer, from the next request on; members may leave by themselves."""
    leaving = Member.objects.filter(store=store_id, pk=member_id, user=actor.id).first()
    member = leaving or _member(actor, store_id, member_id)
    member.delete()
    publish(MemberRemoved(member.store_id, member.user_id), actor=actor)


def _to_change(actor: Actor, store_id: UUID, permission: str) -> Store:
    require(actor, "stores.look_for_store")
    found = Store.objects.select_for_update(no_key=True).filter(pk=store_id).first()
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return found


def _member(actor: Actor, store_id: UUID, member_id: UUID) -> Member:
    store = _to_change(actor, store_id, "stores.change_members")
    member = Member.objects.filter(store=store, pk=member_id).first()
    if member is None:
        raise NotFound
    return member
