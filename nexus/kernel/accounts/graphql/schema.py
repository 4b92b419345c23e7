from typing import cast

import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.accounts import actions, models
from nexus.kernel.accounts.graphql.types import (
    Account,
    AccountErasure,
    AccountRole,
    GivesNoPrivilege,
    PersonalDataExport,
    SavedAddress,
)
from nexus.kernel.accounts.rest.addresses import shown_address
from nexus.kernel.accounts.rest.leaving import shown_export
from nexus.kernel.accounts.rest.own import own_shape
from nexus.kernel.accounts.rest.serializers import (
    AddressInput as AddressForm,
    ErasureInput,
    ProfileInput as ProfileForm,
)
from nexus.kernel.accounts.rest.shapes import (
    AddressQuery,
    ErasureShape,
    ExportQuery,
    ExportShape,
    SavedAddressShape,
    UserShape,
)
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, uuid_of
from nexus.kernel.kit.actor import Role
from nexus.kernel.kit.scopes import SIGN_IN


@strawberry.input
class ProfileInput(GivesNoPrivilege):
    """What people say of themselves; what isn't given stays."""

    username: str | None = UNSET
    email: str | None = UNSET
    first_name: str | None = UNSET
    last_name: str | None = UNSET
    phone: str | None = UNSET
    bio: str | None = UNSET
    is_seller: bool | None = UNSET
    is_employer: bool | None = UNSET
    is_job_seeker: bool | None = UNSET


@strawberry.input
class SavedAddressInput:
    """Where something goes; of one that is changed, what isn't given stays."""

    label: str | None = UNSET
    name: str | None = UNSET
    line1: str | None = UNSET
    line2: str | None = UNSET
    city: str | None = UNSET
    region: str | None = UNSET
    postal_code: str | None = UNSET
    country: str | None = UNSET
    is_default: bool | None = UNSET


@strawberry.input
class EraseAccountInput:
    """confirm: the own username, so that nobody erases an account by mistake."""

    confirm: str


@strawberry.type
class Query:
    """What one may ask of one's own account."""

    @shown_as(Account)
    def me(self, info: Info) -> UserShape:
        """The own account."""
        require(info.context.actor, "accounts.view_user")
        return own_shape(info.context.actor)

    @listed(SavedAddress, scope=SIGN_IN)
    def addresses(self, info: Info) -> Listing[SavedAddressShape]:
        """One's own address book, the default address first."""
        require(info.context.actor, "accounts.keep_addresses")
        own = models.Address.objects.visible_to(info.context.actor)
        return Listing(own.rows(), AddressQuery().order, each(SavedAddressShape.of))

    @listed(PersonalDataExport, scope=SIGN_IN)
    def personal_data_exports(self, info: Info) -> Listing[ExportShape]:
        """One's own exports of all that is kept, the newest first."""
        require(info.context.actor, "accounts.export_own")
        own = models.DataExport.objects.visible_to(info.context.actor)
        return Listing(own.rows(), ExportQuery().order, each(ExportShape.of))


@strawberry.type
class Mutation:
    """What one may do with one's own account."""

    @mutation(Account)
    def update_profile(self, info: Info, input: ProfileInput) -> UserShape:
        """Change the fields that are given; a new e-mail address waits for its confirmation."""
        actor = info.context.actor
        require(actor, "accounts.view_user")
        actions.update_account(actor, own_shape(actor).id, read_input(ProfileForm, input, partial=True))
        return own_shape(actor)

    @mutation(Account)
    def take_role(self, info: Info, role: AccountRole) -> UserShape:
        """Become a seller, an employer or a job seeker."""
        actions.take_role(info.context.actor, Role(role))
        return own_shape(info.context.actor)

    @mutation(Account)
    def give_up_role(self, info: Info, role: AccountRole) -> UserShape:
        """Be a seller, an employer or a job seeker no more."""
        actions.give_up_role(info.context.actor, Role(role))
        return own_shape(info.context.actor)

    @mutation(Account)
    def keep_email(self, info: Info) -> UserShape:
        """Keep the old e-mail address after all: the link to the new one is void."""
        actions.drop_pending_address(info.context.actor)
        return own_shape(info.context.actor)

    @mutation(Account)
    def remove_avatar(self, info: Info) -> UserShape:
        """Take the own picture down. Set one by PUT /api/auth/profile/avatar/."""
        actions.remove_avatar(info.context.actor)
        return own_shape(info.context.actor)

    @mutation(SavedAddress)
    def add_address(self, info: Info, input: SavedAddressInput) -> SavedAddressShape:
        """Keep an address."""
        return shown_address(actions.add_address(info.context.actor, read_input(AddressForm, input)).pk)

    @mutation(SavedAddress)
    def update_address(self, info: Info, id: strawberry.ID, input: SavedAddressInput) -> SavedAddressShape:
        """Change the fields of an own address that are given."""
        form = read_input(AddressForm, input, partial=True)
        return shown_address(actions.update_address(info.context.actor, uuid_of(id), form).pk)

    @mutation(strawberry.ID)
    def delete_address(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Delete an own address; orders keep theirs as it was."""
        actions.delete_address(info.context.actor, uuid_of(id))
        return id

    @mutation(PersonalDataExport)
    def export_personal_data(self, info: Info) -> ExportShape:
        """Ask for all that is kept of the own account; fetch it from GET /api/auth/exports/{id}/file/."""
        return shown_export(actions.ask_for_export(info.context.actor))

    @mutation(strawberry.ID)
    def deactivate_account(self, info: Info) -> strawberry.ID:
        """Shut the own account: every sign-in ends. An administrator can open it again."""
        actions.deactivate_account(info.context.actor)
        return cast("strawberry.ID", info.context.actor.id)

    @mutation(AccountErasure)
    def erase_account(self, info: Info, input: EraseAccountInput) -> ErasureShape:
        """Shut the own account, to be erased; until then the key in the mail takes it back."""
        said = read_input(ErasureInput, input)
        erasure = actions.ask_for_erasure(info.context.actor, said["confirm"])
        return ErasureShape(erasure.asked_at, erasure.due_at)
