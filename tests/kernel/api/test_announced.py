"""Bodies whose sender went away in the middle: nothing of them is done, whatever they are written in."""

import io
import json

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from nexus.config.wsgi import application
from nexus.kernel.taxonomy.models import Category

PART = '--cut\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
PARTS = PART.format("name", "Tents") + PART.format("slug", "tents-for-two") + "--cut--\r\n"
# Each reads as a whole one where it ends early; by so much it is cut.
BODIES = {
    "application/x-www-form-urlencoded": ("name=Tents&slug=tents-for-two", 8),
    "multipart/form-data; boundary=cut": (PARTS, len("-for-two\r\n--cut--\r\n")),
    "application/json": ('{"name": "Tents"}    ', 4),
}
MUTATION = {"query": 'mutation { register(input: {username: "n"}) { user { id } } }'}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connection_is_kept():
    """Keep the test's own transaction, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def send(client_of, employer):
    bearer = client_of(employer)._credentials["HTTP_AUTHORIZATION"]

    def send(path: str, body: str, content_type: str, announced: int) -> tuple[str, dict]:
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(announced),
            "HTTP_AUTHORIZATION": bearer,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body.encode()),
        }
        told = []
        answer = b"".join(application(environ, lambda status, _: told.append(status)))
        return told[0][:3], json.loads(answer)

    return send


@pytest.mark.parametrize("content_type", BODIES)
def test_a_body_that_ends_early_is_refused_and_nothing_of_it_is_done(send, content_type):
    body, cut = BODIES[content_type]

    status, told = send("/api/categories/", body[:-cut], content_type, len(body))

    assert (status, told["error"]["code"]) == ("400", "MALFORMED_REQUEST")
    assert not Category.objects.exists()
    assert send("/api/categories/", body, content_type, len(body))[0] == "201"


def test_a_document_that_ends_early_is_refused(send):
    body = json.dumps(MUTATION)

    status, told = send("/graphql", body, "application/json", len(body) + 1)

    assert (status, told["errors"][0]["extensions"]["code"]) == ("400", "MALFORMED_REQUEST")
