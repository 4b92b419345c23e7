"""Those who come with something that opens no door: whatever they ask about, they are told the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.test import override_settings
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.rest.bearer import EnrollingBearer
from nexus.kernel.kit.scopes import FREE, sentences
from nexus.kernel.oauth.models import AccessToken, Client
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory
from tests.torture.cases.access.judging import Cell
from tests.torture.cases.access.shapes import Shape
from tests.torture.cases.access.world import Person

INVALID, TOO_NARROW, NO_FACTOR = "INVALID_TOKEN", "INSUFFICIENT_SCOPE", "MFA_ENROLMENT_REQUIRED"
BOSS = {"is_staff": True, "is_superuser": True, "is_seller": True, "is_employer": True, "is_job_seeker": True}


@dataclass(frozen=True)
class Outsider:
    """Somebody with a token that doesn't do."""

    person: Person
    code: str

    @property
    def circumstances(self) -> AbstractContextManager[Any]:
        """Say under which settings."""
        factors = override_settings(MFA_REQUIRED_FOR=frozenset({"seller"}))
        return factors if self.code == NO_FACTOR else nullcontext()

    def is_met_by(self, shape: Shape) -> bool:
        """Tell whether an operation is closed to them."""
        enrols = EnrollingBearer in shape.route.view.authentication_classes
        return not (self.code == NO_FACTOR and enrols)


def outsiders() -> list[Outsider]:
    """Give an account that was shut, and one whose role needs a factor that it hasn't."""
    closed, bare = UserFactory(username="shut", **BOSS), UserFactory(username="bare", **BOSS)
    shut = Person("closed account", token=issue_tokens(closed).access)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return [
        Outsider(shut, INVALID),
        Outsider(Person("account without its factor", token=issue_tokens(bare).access), NO_FACTOR),
    ]


class Narrow:
    """Keys and programs of an account that may do anything, with every scope but one."""

    def __init__(self) -> None:
        self._user = UserFactory(username="narrow", **BOSS)
        self._client = Client.objects.create(
            user=self._user,
            name="Narrow",
            client_type=Client.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE,
            scopes=sorted(sentences()),
        )
        self._made: dict[str, list[Outsider]] = {}

    def without(self, scope: str) -> list[Outsider]:
        """Give those who have every scope but this."""
        if scope == FREE:
            return []
        if scope not in self._made:
            scopes = sorted({*sentences()} - {scope})
            number = len(self._made)
            soon = timezone.now() + timedelta(hours=1)
            key = f"nx_narrow{number}"
            ApiKeyFactory(key=key, user=self._user, scopes=scopes)
            given = {"user": self._user, "application": self._client, "expires": soon}
            token = f"nxo_narrow{number}"
            AccessToken.objects.create(token=token, scope=" ".join(scopes), **given)
            persons = (
                Person(f"key without {scope}", token=key),
                Person(f"program without {scope}", token=token),
            )
            self._made[scope] = [Outsider(person, TOO_NARROW) for person in persons]
        return self._made[scope]


def turned_away(
    cells: list[Cell], everybody: list[Outsider], scope_of: dict[str, str]
) -> Iterator[tuple[Cell, Outsider]]:
    """Pair what is asked of one's own with everybody who must be turned away. scope_of: GraphQL's fields."""
    narrow = Narrow()
    for cell in cells:
        scope = scope_of.get(cell.door) or cell.shape.told.covered_by
        for outsider in [*everybody, *narrow.without(scope)]:
            if outsider.is_met_by(cell.shape) or cell.door in scope_of:
                yield replace(cell, person=outsider.person), outsider
