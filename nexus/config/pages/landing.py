"""What the front page says: the doors of the site, and which sides of the business are on."""

from dataclasses import dataclass

from django.conf import settings

from nexus import __version__
from nexus.config.domains import KNOWN


@dataclass(frozen=True)
class Door:
    """A place to go on from the front page."""

    title: str
    path: str
    sentence: str


@dataclass(frozen=True)
class Side:
    """A side of the business, on or off: what it makes of the site, and who first fills it."""

    title: str
    sentence: str
    doors: tuple[Door, ...]
    kind: str
    role: str
    is_on: bool


_SIDES = {
    "commerce": (
        "Marketplace",
        "Sellers list products with variants, images and prices; everyone browses, filters and searches.",
        (
            Door("Products", "/api/products/", "Live products, newest first."),
            Door("Featured", "/api/products/featured/", "What the site puts in front."),
        ),
        "a marketplace",
        "is_seller",
    ),
    "jobs": (
        "Job board",
        "Employers post jobs; seekers apply and follow their application through its stages.",
        (Door("Jobs", "/api/jobs/", "Open positions, newest first."),),
        "a job board",
        "is_employer",
    ),
}


def front_page() -> dict[str, object]:
    """Gather what the front page shows."""
    sides = _sides()
    return {
        "version": __version__,
        "doors": list(_doors()),
        "sides": sides,
        "business": business(),
        "role": next(side.role for side in sides if side.is_on),
    }


def business() -> str:
    """Say what this site is: a marketplace, a job board, or both."""
    return " and ".join(side.kind for side in _sides() if side.is_on)


def _sides() -> list[Side]:
    on = {domain.name for domain in settings.DOMAINS}
    return [Side(*_SIDES[name], is_on=name in on) for name in KNOWN]


def _doors() -> list[Door]:
    graphiql = Door("GraphiQL", "/graphql", "Write GraphQL queries with completion and run them.")
    return [
        Door("Swagger UI", "/swagger/", "Read every operation and try it out."),
        Door("ReDoc", "/redoc/", "The same reference, laid out for reading."),
        *([graphiql] if settings.GRAPHIQL_ON else []),
        Door("Admin", "/admin/", "The back office, for staff."),
        Door("OpenAPI document", "/api/docs/swagger.json", "For client generators and tools."),
        Door("Health", "/health/ready", "Whether the site can serve right now."),
    ]
