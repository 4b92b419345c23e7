import gc

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from tests.factories.taxonomy import CategoryFactory

GET = RequestFactory().get


@pytest.fixture
def garbage(db):
    """How many objects the collector finds that a request left behind."""
    site = WSGIHandler()

    def ask(path: str) -> None:
        assert site.get_response(GET(path)).status_code == 200

    def count(path: str) -> int:
        ask(path)  # what is loaded and remembered once
        gc.collect()
        gc.disable()
        try:
            ask(path)
            return gc.collect()
        finally:
            gc.enable()

    return count


def test_a_public_read_is_gone_once_it_is_answered(garbage):
    CategoryFactory.create_batch(3)
    assert garbage("/api/categories/") == 0
    assert garbage("/api/categories/?page_size=2") == 0
