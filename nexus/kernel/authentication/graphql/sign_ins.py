"""One's own sign-ins and factors, apart from what is shown once: secrets and codes go by REST alone.

An answer under an Idempotency-Key is kept to be given again; what nobody may keep mustn't be in one.
"""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry
from allauth.mfa.models import Authenticator

from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input
from nexus.kernel.authentication.access_tokens import Claims
from nexus.kernel.authentication.actions import (
    end_sign_in,
    factors,
    remove_passkey,
    remove_totp,
    rename_passkey,
    sign_ins,
    sign_out_everywhere,
)
from nexus.kernel.authentication.bearer import bearer_of
from nexus.kernel.authentication.rest.factor_shapes import FactorShape, SignInShape
from nexus.kernel.authentication.rest.serializers import PasskeyNameInput as PasskeyNameShape


@strawberry.type
class SignIn:
    """A sign-in that stands: of an app by its tokens, or of a browser by its cookie."""

    id: strawberry.ID
    kind: str
    device: str
    place: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


@strawberry.type
class Factor:
    """A second factor: its type is totp, recovery_codes or webauthn."""

    id: strawberry.ID
    type: str
    name: str
    passwordless: bool
    codes_left: int | None
    created_at: datetime
    last_used_at: datetime | None


@strawberry.input
class PasskeyNameInput:
    """What its owner calls a passkey."""

    name: str


@strawberry.type
class Query:
    """What one may ask of one's own sign-ins."""

    @shown_as(list[SignIn])
    def sign_ins(self, info: Info) -> list[SignInShape]:
        """List the own sign-ins that stand, the latest seen first."""
        current = str(_current(info))
        return [SignInShape.of(one, current) for one in sign_ins(info.context.actor)]

    @shown_as(list[Factor])
    def factors(self, info: Info) -> list[FactorShape]:
        """List the own second factors."""
        return [FactorShape.of(factor) for factor in factors(info.context.actor)]


@strawberry.type
class SignInMutation:
    """What one may do with one's own sign-ins and factors. Setting a factor up goes by REST."""

    @mutation(strawberry.ID)
    def end_sign_in(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """End one of the own sign-ins; gives its id."""
        end_sign_in(info.context.actor, str(id))
        return id

    @mutation(int)
    def sign_out_everywhere(self, info: Info, keep_this: bool = False) -> int:  # noqa: FBT001, FBT002
        """End all own sign-ins, or all but this one; gives how many."""
        return sign_out_everywhere(info.context.actor, but=_current(info) if keep_this else None)

    @mutation(bool)
    def remove_totp(self, info: Info) -> bool:
        """Remove the authenticator app."""
        remove_totp(info.context.request, info.context.actor)
        return True

    @mutation(Factor)
    def rename_passkey(self, info: Info, id: strawberry.ID, input: PasskeyNameInput) -> FactorShape:
        """Call a passkey something else."""
        name = read_input(PasskeyNameShape, input)["name"]
        renamed: Authenticator = rename_passkey(info.context.actor, number_of(id), name)
        return FactorShape.of(renamed)

    @mutation(strawberry.ID)
    def remove_passkey(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Remove a passkey; gives its id."""
        remove_passkey(info.context.request, info.context.actor, number_of(id))
        return id


def _current(info: Info) -> UUID | None:
    known = bearer_of(info.context.request)
    return cast("Claims", known[1]).family_id if known else None
