from typing import Any

import strawberry
from strawberry import UNSET

from nexus.commerce.stores.actions import add_member, change_member, change_store, own_store, remove_member
from nexus.commerce.stores.graphql.inputs import MemberInput, MemberRoleInput, StoreInput
from nexus.commerce.stores.graphql.types import (
    OwnStore,
    Store,
    StoreMember,
    own_store_of,
    store_of,
)
from nexus.commerce.stores.models import Member, Store as StoreModel
from nexus.commerce.stores.rest import serializers
from nexus.commerce.stores.rest.shapes import MemberShape, StoreChoice
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of

Id = strawberry.ID | None


@strawberry.type
class Query:
    """What one may ask of stores."""

    @shown_as(Store | None)
    def store(self, info: Info, id: strawberry.ID) -> Store:
        """Show a store; its id is its seller's."""
        return store_of(StoreModel.objects.rows().get(pk=uuid_of(id)))

    @shown_as(OwnStore | None)
    def own_store(self, info: Info, id: Id = UNSET) -> OwnStore:
        """Show the store that one runs; the one that is named, where one works for several."""
        return own_store_of(_row(_meant(info, id)))

    @listed(StoreMember)
    def store_members(self, info: Info, store: Id = UNSET) -> Listing[MemberShape]:
        """List who works for the store that one runs."""
        members = Member.objects.of(_meant(info, store).pk)
        return Listing(members.rows(), ("joined_at", "id"), each(MemberShape.of))


@strawberry.type
class Mutation:
    """What one may do with stores."""

    @mutation(OwnStore)
    def change_store(self, info: Info, input: StoreInput, store: Id = UNSET) -> OwnStore:
        """Change what is given of the store that one runs."""
        meant = _meant(info, store)
        fields = read_input(serializers.StoreInput, input, partial=True)
        return own_store_of(_row(change_store(info.context.actor, meant.pk, fields)))

    @mutation(StoreMember)
    def add_store_member(self, info: Info, input: MemberInput, store: Id = UNSET) -> MemberShape:
        """Let an account work for one's store."""
        fields = read_input(serializers.MemberInput, input)
        return _member(add_member(info.context.actor, _meant(info, store).pk, **fields))

    @mutation(StoreMember)
    def change_store_member(
        self, info: Info, id: strawberry.ID, input: MemberRoleInput, store: Id = UNSET
    ) -> MemberShape:
        """Give a member of one's store another role."""
        fields = read_input(serializers.MemberRoleInput, input)
        return _member(change_member(info.context.actor, _meant(info, store).pk, uuid_of(id), **fields))

    @mutation(OwnStore)
    def remove_store_member(self, info: Info, id: strawberry.ID, store: Id = UNSET) -> OwnStore:
        """Let someone work for one's store no longer."""
        meant = _meant(info, store)
        remove_member(info.context.actor, meant.pk, uuid_of(id))
        return own_store_of(_row(meant))


def _meant(info: Info, store: Id) -> StoreModel:
    return own_store(info.context.actor, read_narrowing(StoreChoice, None, store=store).store)


def _row(store: StoreModel) -> dict[str, Any]:
    row: dict[str, Any] = StoreModel.objects.rows().get(pk=store.pk)
    return row


def _member(member: Member) -> MemberShape:
    return MemberShape.of(Member.objects.rows().get(pk=member.pk))
