import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse

from nexus.kernel.api.whole import Whole


@pytest.fixture
def ended():
    """Count requests that end, and leave the test's own connection alone."""
    seen = []

    def note(**_):
        seen.append(1)

    request_finished.disconnect(close_old_connections)
    request_finished.connect(note)
    yield seen
    request_finished.disconnect(note)
    request_finished.connect(close_old_connections)


def test_an_answer_that_is_all_there_is_given_as_a_list_and_its_request_ends(ended):
    given = Whole(lambda *_: HttpResponse("here"))({}, None)

    assert given == [b"here"]
    assert ended == [1]


def test_a_stream_stays_one_until_the_server_closes_it(ended):
    stream = StreamingHttpResponse(iter([b"a", b"b"]))

    given = Whole(lambda *_: stream)({}, None)

    assert given is stream
    assert not ended
    assert b"".join(given) == b"ab"


def test_a_kept_page_goes_as_it_is(ended):
    page = [b"kept"]

    assert Whole(lambda *_: page)({}, None) is page
    assert not ended
