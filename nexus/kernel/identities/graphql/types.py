from datetime import datetime

import strawberry
from strawberry import UNSET

from nexus.kernel.accounts.graphql.types import Account


@strawberry.type
class SignInProvider:
    """One that people may sign in with."""

    id: strawberry.ID
    name: str


@strawberry.type
class BegunSignIn:
    """Where to send the user, and the state to finish with: keep it in the app, it goes nowhere else."""

    authorize_url: str
    state: str


@strawberry.type
class ProviderSignIn:
    """The tokens of a sign-in, and whose they are."""

    access: str
    refresh: str
    user: Account


@strawberry.type
class Identity:
    """An identity that signs in to the own account. email: as the provider said it last."""

    id: strawberry.ID
    provider: str
    name: str
    email: str
    connected_at: datetime
    used_at: datetime


@strawberry.input
class CameBackInput:
    """What an app has when somebody came back. state: as beginning answered it; iss: if there was one."""

    code: str
    state: str
    iss: str | None = UNSET
