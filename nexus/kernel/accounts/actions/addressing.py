from typing import TypedDict, cast
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.accounts.exceptions import AddressBookFull
from nexus.kernel.accounts.models import MOST_ADDRESSES, Address, AddressQuerySet, User
from nexus.kernel.kit.actor import Actor


class AddressFields(TypedDict, total=False):
    """What an address consists of."""

    label: str
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    is_default: bool


@transaction.atomic
def add_address(actor: Actor, fields: AddressFields) -> Address:
    """Keep an address; the first one is the default, and so is one that is to be."""
    own = _held(actor)
    if own.count() >= MOST_ADDRESSES:
        raise AddressBookFull
    is_default = fields.get("is_default", False) or not own.filter(is_default=True).exists()
    if is_default:
        own.filter(is_default=True).update(is_default=False)
    user_id = cast(UUID, actor.id)  # the rule lets nobody else in
    address: Address = Address.objects.create(user_id=user_id, **{**fields, "is_default": is_default})
    return address


@transaction.atomic
def update_address(actor: Actor, address_id: UUID, fields: AddressFields) -> Address:
    """Change an own address; what isn't given stays."""
    own = _held(actor)
    address: Address = own.get(pk=address_id)
    if fields.get("is_default"):
        own.filter(is_default=True).exclude(pk=address_id).update(is_default=False)
    for name, value in fields.items():
        setattr(address, name, value)
    address.save()
    return address


@transaction.atomic
def delete_address(actor: Actor, address_id: UUID) -> None:
    """Take an own address out; orders keep theirs as it was."""
    _held(actor).get(pk=address_id).delete()


def address_to_use(actor: Actor, address_id: UUID) -> dict[str, str]:
    """Give an own address as orders keep it."""
    require(actor, "accounts.keep_addresses")
    return Address.objects.visible_to(actor).get(pk=address_id).lines


def _held(actor: Actor) -> AddressQuerySet:
    # One after the other: two at once would both be the default, or one too many.
    require(actor, "accounts.keep_addresses")
    User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.id)
    return Address.objects.visible_to(actor)
