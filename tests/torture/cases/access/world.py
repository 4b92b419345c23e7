"""The world that the matrix asks about: two tenants who have the same, the site's own things, and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nexus.jobs.postings.rest.serializers import JobInput
from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.kit.actor import VISITOR, Actor
from nexus.kernel.taxonomy.models import Category
from tests.factories.accounts import UserFactory
from tests.factories.taxes import TaxRuleFactory
from tests.factories.taxonomy import CategoryFactory
from tests.torture.cases.access import bought, kept
from tests.torture.cases.access.kinds import KINDS, Things

PARTIES = {
    "customer": {},
    "seller": {"is_seller": True},
    "manager": {},
    "staff": {},
    "employer": {"is_employer": True},
    "seeker": {"is_job_seeker": True},
}
STRANGERS = {
    "anonymous": {},
    "nobody": {},
    "support": {"is_support": True},
    "admin": {"is_staff": True, "is_superuser": True},
}
OWN, FOREIGN, GONE, ABSENT = "own", "another tenant's", "gone", "absent"
# It stands in whatever is private of the other tenant, and nowhere else.
SECRETIVE = "Quillfeather"
# Things whose id is their account's, which many may know.
NAMED_AFTER_PEOPLE = ("books", "team", "owner", "hirer", "account", "shop")
MAKING = (bought.stock, bought.purchases, bought.money, kept.jobs, kept.account, kept.programs, kept.talks)


@dataclass(frozen=True)
class Person:
    """Somebody who asks: by name, with what they are and a token."""

    name: str
    roles: frozenset[str] = frozenset()
    token: str = ""
    actor: Actor = VISITOR


@dataclass
class World:
    """Who asks, and about what; secrets: what stands in the other tenant's private things."""

    people: dict[str, Person]
    things: dict[str, Things]
    secrets: list[bytes]

    def id(self, kind: str, standing: str) -> Any:
        """Name a thing of a kind, by whose it is."""
        return KINDS[kind].absent if standing == ABSENT else self.things[standing][kind]

    def has(self, kind: str, standing: str) -> bool:
        """Tell whether there is such a thing: not of every kind does something go and leave a trace."""
        return standing == ABSENT or kind in self.things[standing]


def make_world() -> World:
    """Make it, in the caller's transaction."""
    users, own, _ = _tenant("Ada", 710_000_000)
    _, foreign, gone = _tenant(SECRETIVE, 720_000_000)
    secrets = [str(foreign[kind]) for kind in foreign if _is_secret(kind)] + [SECRETIVE.lower()]
    sites = {"category": CategoryFactory(slug="books").pk, "tax_rule": TaxRuleFactory().pk}
    if not Category.objects.filter(pk=JobInput.example["category"]).exists():
        CategoryFactory(pk=JobInput.example["category"])
    users |= {name: UserFactory(username=name, **STRANGERS[name]) for name in ("nobody", "support", "admin")}
    people = {
        name: Person(name, _roles(user), issue_tokens(user).access, Actor.of(user))
        for name, user in users.items()
    }
    return World(
        people={"anonymous": Person("anonymous"), **people},
        things={OWN: own | sites, FOREIGN: foreign | sites, GONE: gone},
        secrets=[secret.encode() for secret in secrets],
    )


def _tenant(tenant: str, number: int) -> tuple[dict[str, User], Things, Things]:
    users = {
        name: UserFactory(username=f"{name}.{len(tenant)}", email=f"{name}@{tenant.lower()}.example", **roles)
        for name, roles in PARTIES.items()
    }
    closed = UserFactory(
        username=f"closed.{len(tenant)}", email=f"closed@{tenant.lower()}.example", is_active=False
    )
    there, gone = Things(), Things()
    for make in MAKING:
        make(tenant, {**users, "closed": closed}, number, there, gone)
    seller = there["store"]
    there |= {"books": seller, "team": seller, "owner": seller, "shop": seller}
    there |= {"hirer": users["employer"].pk, "account": there["user"], **_also(there)}
    return users, there, gone


def _also(there: Things) -> Things:
    # The same things, where others may know of them.
    return {
        "sold_order": there["order"],
        "order_to_talk": there["order"],
        "application_to_talk": there["application"],
        "batch_of_payout": there["batch"],
    }


def _is_secret(kind: str) -> bool:
    return not KINDS[kind].is_public and kind not in NAMED_AFTER_PEOPLE


def _roles(user: User) -> frozenset[str]:
    return frozenset(role.value.replace("_", " ") for role in user.roles)
