"""What is asked, and the share of the floor that docs/guides/performance.md asks for."""

from dataclasses import dataclass
from uuid import UUID

LIST = "/api/products/"
# Where every order goes.
ADDRESS = {
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}

GRAPHQL = """
{ products(first: 20) { edges { node {
  id name slug price currency stock inStock brand image createdAt
  category { id name slug } seller { id username }
} } pageInfo { hasNextPage endCursor } } }
"""
GRAPHQL_SHARE = 0.2
KEPT_SHARE = 1.0
HELD_SHARE = 1.5


@dataclass(frozen=True)
class Workload:
    """A path, and its share of the floor where nothing is kept."""

    path: str
    share: float


WORKLOADS = {
    "products, a page of 20": Workload(LIST, 0.4),
    "products, category and price": Workload(
        f"{LIST}?category=bench-3&min_price=100&max_price=500&ordering=price", 0.4
    ),
    "one product": Workload(f"{LIST}{{product}}/", 0.3),
    "products, search": Workload(f"{LIST}?search=galaxy", 0.4),
    "jobs, a page of 20": Workload("/api/jobs/", 0.4),
}


def paths_of(product: UUID) -> dict[str, str]:
    """Give each workload's path in a catalogue that holds this product."""
    return {name: workload.path.format(product=product) for name, workload in WORKLOADS.items()}
