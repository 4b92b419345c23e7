"""GraphiQL in a real Chromium, under the site's policy."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.notifications.actions import notify
from nexus.kernel.notifications.kinds import Kind, Notice
from tests.config.test_browser import chromium, page, pytestmark  # noqa: F401 (the same browser)
from tests.factories.taxonomy import CategoryFactory
from tests.kernel.live.client import Server
from tests.kernel.working import broker_url

DOCUMENT = """
    mutation Save { createProduct(input: {name: "Lamp", price: 20}) { name seller { username } } }
    subscription Hear { notifications { event kind } }
"""
LAMP_LIT = Kind("lamp_lit", "A lamp is lit", group="Lamps")


def _write(page, area, text):  # noqa: F811
    page.locator(area).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_a_query_runs_and_its_book_dialogs_and_completion_work(page):  # noqa: F811
    CategoryFactory(name="Phones", slug="phones")
    page.goto("/graphql", wait_until="networkidle")

    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".result-window")).to_contain_text("Phones")

    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("Root Types")

    for name, heading in (("Open settings dialog", "Settings"), ("Open short keys dialog", "Short Keys")):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog")).to_contain_text(heading)
        page.keyboard.press("Escape")

    _write(page, ".graphiql-query-editor", "{ catego")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("categories")
    assert page.complaints == []


def test_on_a_narrow_screen_the_answer_stands_below_the_query(page):  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/graphql", wait_until="networkidle")

    query, answer = (page.locator(f".graphiql-{part}").bounding_box() for part in ("editors", "response"))

    assert answer["width"] == query["width"] > 250
    assert answer["y"] >= query["y"] + query["height"]
    assert answer["height"] > 200


def _execute(page, operation):  # noqa: F811
    # It offers them once it has read what was written.
    page.locator(".graphiql-execute-button[aria-haspopup=menu]").click()
    page.get_by_role("menuitem", name=operation).click()


@pytest.fixture
def sockets(settings):
    """The live server, on a port of its own as in `make run`."""
    server = Server(broker_url("valkey"))
    settings.LIVE_URL = f":{server.port}"
    yield server
    server.program.stop()


@pytest.mark.usefixtures("sockets")
def test_a_token_in_its_headers_signs_one_in_and_a_subscription_hears_what_happens(page, seller):  # noqa: F811
    page.goto("/graphql", wait_until="networkidle")
    _write(page, ".graphiql-query-editor", DOCUMENT)
    _write(page, ".graphiql-editor-tool", f'{{"Authorization": "Bearer {issue_tokens(seller).access}"}}')
    result = page.locator(".result-window")

    _execute(page, "Save")
    expect(result).to_contain_text(seller.username)

    _execute(page, "Hear")
    for _ in range(240):  # from when on it listens is said nowhere
        notify(LAMP_LIT, [Notice(seller.pk, "Your lamp is lit")])
        if result.filter(has_text="lamp_lit").count():
            break
        page.wait_for_timeout(250)

    expect(result).to_contain_text("lamp_lit")
    assert page.complaints == []


@pytest.mark.parametrize(
    ("told", "secure", "live"),
    [
        ("", False, "ws://testserver"),
        ("", True, "wss://testserver"),
        (":8001", False, "ws://testserver:8001"),
        (":8001", True, "wss://testserver:8001"),
        ("wss://live.example.com/", True, "wss://live.example.com"),
    ],
)
def test_only_the_live_server_may_be_connected_to(settings, told, secure, live):
    settings.LIVE_URL = told
    answer = Client().get("/graphql", headers={"accept": "text/html"}, secure=secure)

    assert f'data-live="{live}/graphql"' in answer.content.decode()
    assert f"connect-src 'self' {live};" in answer["Content-Security-Policy"] + ";"


def test_a_port_of_the_site_is_left_out_for_that_of_the_live_server(settings):
    settings.LIVE_URL = ":8001"
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        html = Client().get("/graphql", headers={"accept": "text/html", "host": host}).content.decode()
        assert f'data-live="ws://{host.removesuffix(":8000")}:8001/graphql"' in html
