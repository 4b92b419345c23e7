"""How both doors read the job board."""

from django.http import HttpRequest

from nexus.jobs.postings.actions import AREA
from nexus.jobs.postings.models import BOARD
from nexus.jobs.postings.rest.shapes import JobQuery
from nexus.kernel.api.paging import Order
from nexus.kernel.database.prepared import Given
from nexus.kernel.search.vocabulary import parse
from nexus.kernel.taxonomy.rest.reading import ids_under


def jobs_on_board(request: HttpRequest, query: JobQuery) -> tuple[Given, Order | None]:
    """Find the live jobs under a query, and their order; None where the best matches come first."""
    search = parse(AREA, query.search or "")
    is_ranked = search is not None and query.ordering is None and query.cursor is None
    category = None if query.category is None else ids_under(request, query.category)
    found = BOARD.given(search=search, category=category, is_ranked=is_ranked or None, **query.filters)
    return found, None if is_ranked else query.order
