"""What Nexus asks the database for a page: recorded, so that the floor asks the very same."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def rows_statement(path: str) -> str:
    """Give the statement that fetches a page's rows, with its values in place."""
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "127.0.0.1"}).get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
    selects = [query["sql"] for query in captured if "COUNT(" not in query["sql"].upper()]
    return selects[-1]  # words and categories are looked up ahead of the rows
