"""The lists and pages that everyone reads, compiled once for each shape of what is asked."""

from typing import Any, Unpack

from nexus.jobs.postings.models.filters import JobFilters
from nexus.jobs.postings.models.job import Job
from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.prepared import Prepared, Rows


def _board(*, search: Blank | None = None, is_ranked: bool = False, **to: Unpack[JobFilters]) -> Rows:
    jobs = Job.objects.live().narrowed(**to)
    if search is not None:
        jobs = jobs.by_relevance(search) if is_ranked else jobs.matching(search)
    return jobs.cards()


def _page(**to: Any) -> Rows:
    return Job.objects.live().filter(**to).pages()


BOARD = Prepared(_board)
PAGE_ON_BOARD = Prepared(_page)
