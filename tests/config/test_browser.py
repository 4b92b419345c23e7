"""The pages in a real Chromium: what no test client sees."""

import shutil

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.taxonomy.models import Category
from tests.factories.accounts import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",  # root may have no other
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, from which the database is used all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: _note_strangers(page, request.url, live_server.url))
    yield page
    context.close()


def _note_strangers(page: Page, url: str, home: str) -> None:
    if not url.startswith((home, "data:", "blob:")):
        page.complaints.append(f"asked {url}")


def _authorize(page: Page, token: str) -> None:
    page.get_by_role("button", name="Authorize").first.click()
    dialog = page.locator(".modal-ux")
    dialog.get_by_role("textbox").fill(token)
    dialog.get_by_role("button", name="Apply credentials").click()
    dialog.get_by_role("button", name="Close").last.click()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux").get_by_role("button", name="Remove authorization").click()
    page.locator(".modal-ux").get_by_role("button", name="Close").last.click()


# To open a page takes a browser seconds: whether it complains, or asks anybody else, is seen by the test that
# works with it. GraphiQL: test_graphiql.py; the other spellings of their paths: test_pages.py.
def test_swagger_opens_and_one_signs_in_with_a_token_and_adds_a_category(page, seller):
    page.goto("/swagger/")
    expect(page.get_by_text("Who exists.").filter(visible=True).first).to_be_visible()
    operation = page.locator(".opblock-post").filter(has_text="Add a category")
    execute = operation.get_by_role("button", name="Execute")
    page.locator("#operations-tag-Categories").click()
    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    assert page.complaints == []
    execute.click()
    status = operation.locator(".live-responses-table .response .response-col_status").first
    expect(status).to_contain_text("401")
    assert not Category.objects.exists()
    assert len(page.complaints) == 1  # the browser's own line for an answer of 401

    for before in ("Bearer ", ""):  # people paste either
        _authorize(page, before + issue_tokens(seller).access)
        with page.expect_response("**/api/categories/"):
            execute.click()
        expect(status).to_contain_text("201")
        assert Category.objects.get().slug == "backend"
        Category.objects.all().delete()
        _sign_out(page)
    assert len(page.complaints) == 1


def test_redoc_opens_in_the_dark_where_the_device_is(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/redoc/", wait_until="networkidle")

    expect(page.get_by_text("List the categories").filter(visible=True).first).to_be_visible()
    expect(page.locator("#redoc h1").first).to_have_css("color", "rgb(233, 236, 235)")
    expect(page.locator("#redoc")).to_have_css("background-color", "rgb(14, 18, 19)")
    assert page.complaints == []


def test_staff_sign_in_to_the_back_office_and_its_widgets_work(page, admin):
    page.goto("/admin/")
    page.wait_for_url("**/accounts/login/**")
    page.fill("input[name=login]", admin.username)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_text("What happened, day by day")).to_be_visible()
    page.goto("/admin/taxonomy/category/add/", wait_until="networkidle")
    page.locator("input[name=name]").press_sequentially("Home & Garden")
    expect(page.locator("input[name=slug]")).to_have_value("home-garden")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"/admin/accounts/user/{admin.pk}/change/", wait_until="networkidle")
    expect(page.get_by_text("Available user permissions")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400

    assert page.complaints == []


def test_the_front_page_opens_and_fits_every_screen(page):
    page.goto("/", wait_until="networkidle")
    expect(page.get_by_text("One backend").filter(visible=True).first).to_be_visible()
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert page.complaints == []
