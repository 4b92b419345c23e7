import strawberry
from strawberry import UNSET

from nexus.kernel.accounts.graphql.types import Account, GivesNoPrivilege
from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.shapes import UserShape
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation
from nexus.kernel.api.graphql.inputs import read_input
from nexus.kernel.api.operations import ANYONE
from nexus.kernel.authentication.actions import register
from nexus.kernel.authentication.graphql.sign_ins import Query, SignInMutation
from nexus.kernel.authentication.rest.serializers import RegistrationInput as RegistrationShape

__all__ = ["Mutation", "Query"]


@strawberry.input
class RegistrationInput(GivesNoPrivilege):
    """What opening an account takes; no role given means a customer."""

    username: str
    email: str
    password: str
    first_name: str | None = UNSET
    last_name: str | None = UNSET
    phone: str | None = UNSET
    bio: str | None = UNSET
    is_seller: bool | None = UNSET
    is_employer: bool | None = UNSET
    is_job_seeker: bool | None = UNSET


@strawberry.type
class Mutation(SignInMutation):
    """What one may do to become someone here."""

    @mutation(Account, who=ANYONE)
    def register(self, info: Info, input: RegistrationInput) -> UserShape:
        """Open an account. Take a token for it from POST /api/token/."""
        user = register(info.context.request, read_input(RegistrationShape, input))
        return UserShape.of(User.objects.rows().get(pk=user.pk))
