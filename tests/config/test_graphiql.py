"""GraphiQL in a real Chromium, under the site's policy."""

import pytest
from playwright.sync_api import expect

from nexus.kernel.authentication.actions import issue_tokens
from tests.config.test_browser import chromium, page, pytestmark  # noqa: F401 (the same browser)
from tests.factories.taxonomy import CategoryFactory


@pytest.fixture
def graphiql(page):  # noqa: F811
    page.goto("/graphql", wait_until="networkidle")
    return page


def _write(page, area, text):  # noqa: F811
    page.locator(area).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_a_query_runs_in_it(graphiql):
    CategoryFactory(name="Phones", slug="phones")

    graphiql.get_by_role("button", name="Execute query").click()

    expect(graphiql.locator(".result-window")).to_contain_text("Phones")
    assert graphiql.complaints == []


def test_its_book_shows_the_schema(graphiql):
    graphiql.get_by_role("button", name="Show Documentation Explorer").click()

    expect(graphiql.locator(".graphiql-doc-explorer")).to_contain_text("Root Types")
    assert graphiql.complaints == []


def test_its_dialogs_and_completion_work(graphiql):
    for name, heading in (("Open settings dialog", "Settings"), ("Open short keys dialog", "Short Keys")):
        graphiql.get_by_role("button", name=name).click()
        expect(graphiql.get_by_role("dialog")).to_contain_text(heading)
        graphiql.keyboard.press("Escape")
    _write(graphiql, ".graphiql-query-editor", "{ catego")
    graphiql.keyboard.press("Control+Space")

    expect(graphiql.locator(".CodeMirror-hints")).to_contain_text("categories")
    assert graphiql.complaints == []


def test_a_token_in_its_headers_signs_one_in(graphiql, seller):
    token = issue_tokens(seller).access
    _write(
        graphiql,
        ".graphiql-query-editor",
        'mutation { createProduct(input: {name: "Lamp", price: 20}) { name seller { username } } }',
    )
    _write(graphiql, ".graphiql-editor-tool", f'{{"Authorization": "Bearer {token}"}}')

    graphiql.get_by_role("button", name="Execute query").click()

    expect(graphiql.locator(".result-window")).to_contain_text(seller.username)
    assert graphiql.complaints == []
