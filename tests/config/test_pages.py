import re
from gzip import decompress
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from nexus.config.domains import switched_on
from nexus.kernel.api.errors import REGISTRY
from tests.factories.accounts import PASSWORD
from tests.kernel.authentication.test_pages import OWN

pytestmark = pytest.mark.django_db

PAGES = ["/", "/swagger/", "/api/docs/", "/redoc/", "/api/docs/redoc/"]
ADDRESSES = {"href", "src", "action"}


class Page(HTMLParser):
    """What a page asks the browser to load or run."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.addresses, self.in_place = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ADDRESSES]
        self.in_place += [name for name, _ in attrs if name == "style" or name.startswith("on")]
        self.in_place += [tag] if tag == "style" or _runs(tag, dict(attrs)) else []


def _runs(tag, attrs):
    return tag == "script" and not attrs.get("src") and attrs.get("type") != "application/json"


@pytest.fixture
def document(visitor):
    return visitor.get("/api/docs/swagger.json").json()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_and_any_cache_may_keep_it(visitor, path):
    answer = visitor.get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "public" in answer["Cache-Control"]
    assert visitor.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


@pytest.mark.parametrize(("other", "path"), [("/api/docs/", "/swagger/"), ("/api/docs/redoc/", "/redoc/")])
def test_its_other_spelling_is_the_same_page(visitor, other, path):
    same, page = visitor.get(other), visitor.get(path)

    assert same.content == page.content
    assert same["Content-Security-Policy"] == page["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PAGES, "/not-there/"])
def test_a_page_asks_nothing_of_other_hosts_and_runs_nothing_written_into_it(visitor, path):
    answer = visitor.get(path)
    page = Page(answer.content.decode())

    assert page.in_place == []
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in page.addresses)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    assert not re.search(r"https?:|\*", policy)


@pytest.mark.parametrize("page", OWN)
def test_a_page_of_ones_own_runs_nothing_written_into_it_and_has_no_style(seller, page):
    EmailAddress.objects.create(user=seller, email="another@example.com", verified=False)
    browser = Client()
    browser.post("/accounts/login/", {"login": seller.username, "password": PASSWORD})

    answer = browser.get(reverse(page), follow=True)

    assert answer.status_code == 200
    assert Page(answer.content.decode()).in_place == []


def test_whoever_has_signed_in_comes_to_their_own_pages_and_reads_as_whom(seller):
    browser = Client()

    led = browser.post("/accounts/login/", {"login": seller.username, "password": PASSWORD}, follow=True)

    assert led.redirect_chain == [(reverse("account_email"), 302)]
    assert f"Signed in as <strong>{seller.username}</strong>" in led.content.decode()


@pytest.mark.parametrize("key", ["nonsense", "1-nonsense", "a/b"])
def test_a_bad_link_to_a_new_password_leads_to_a_new_link(client, key):
    answer = client.get(f"/accounts/password/reset/key/{key}/")

    assert answer.status_code == 200
    assert f'href="{reverse("account_reset_password")}"' in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_only_files_that_exist(visitor, path):
    page = Page(visitor.get(path).content.decode())

    files = [address for address in page.addresses if address.startswith(settings.STATIC_URL)]
    assert files
    assert [file for file in files if not finders.find(file.removeprefix(settings.STATIC_URL))] == []


def test_the_front_page_leads_to_everything(visitor, client):
    page = Page(visitor.get("/").content.decode())

    links = {address for address in page.addresses if not address.startswith(("#", settings.STATIC_URL))}
    assert {"/swagger/", "/redoc/", "/graphql", "/admin/", "/api/docs/swagger.json", "/health/ready"} <= links
    answers = {link: client.get(link, follow=True, headers={"Accept": "text/html,*/*"}) for link in links}
    assert {link: answer.status_code for link, answer in answers.items() if answer.status_code != 200} == {}


def test_the_front_page_says_which_sides_are_on(visitor, settings):
    settings.DOMAINS = switched_on(["jobs"])

    html = visitor.get("/").content.decode()

    assert "/api/jobs/" in html
    assert "/api/products/" not in html
    assert html.count(">Off<") == 1
    assert "One backend for a job board." in html
    assert "marketplace" not in html.partition("What is on")[0]
    assert '"is_employer": true' in html


def test_the_front_page_needs_no_script_and_no_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = visitor.get("/").content.decode()

    assert "script" not in Page(html).tags
    assert {"header", "nav", "main", "footer", "h1"} <= set(Page(html).tags)
    assert '<html lang="en">' in html


def test_a_path_that_is_not_there_tells_people_so_on_a_page(visitor):
    answer = visitor.get("/not-there/")

    assert answer.status_code == 404
    html = answer.content.decode()
    assert "There is nothing here." in html
    assert answer["X-Request-ID"] in html


def test_crawlers_are_told_where_not_to_go(visitor):
    assert "Disallow: /api/" in visitor.get("/robots.txt").content.decode()


def test_an_old_browser_finds_the_icon(visitor):
    icon = visitor.get("/favicon.ico")

    assert icon.status_code == 302
    assert finders.find(icon["Location"].removeprefix(settings.STATIC_URL))


def test_the_document_is_bare_public_and_comparable(visitor):
    answer = visitor.get("/api/docs/swagger.json")

    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"].startswith("3.1")
    assert visitor.get("/api/docs/swagger.json", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_the_document_travels_packed_where_that_is_taken(visitor):
    plain = visitor.get("/api/docs/swagger.json")
    packed = visitor.get("/api/docs/swagger.json", HTTP_ACCEPT_ENCODING="gzip, br")

    assert packed["Content-Encoding"] == "gzip"
    assert decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Vary"] == plain["Vary"]
    assert packed["ETag"] != plain["ETag"]


def test_every_operation_says_what_it_does_and_who_may(document):
    for name, operation in operations(document):
        assert operation.get("summary"), name
        assert operation.get("x-access"), name
        told = operation["x-access"]
        assert f"**Who may:** {told['who']}." in operation["description"], name
        assert told["roles"] or told["relations"], name
        assert told["scope"], name


def test_every_operation_shows_an_example_of_what_goes_in_and_comes_out(document):
    for name, operation in operations(document):
        bodies = [operation["requestBody"]] if "application/json" in _body(operation) else []
        good = [
            answer
            for status, answer in operation["responses"].items()
            if status[0] == "2" and "application/json" in answer.get("content", {})
        ]
        for body in bodies + good:
            shown = [
                example["value"]
                for kind in body["content"].values()
                for example in kind.get("examples", {}).values()
            ]
            assert shown, name
            assert None not in shown, name


def test_every_operation_names_its_errors_from_the_registry(document):
    shared = document["components"]["examples"]
    for name, operation in operations(document):
        failures = {status: answer for status, answer in operation["responses"].items() if status[0] in "45"}
        assert "401" in failures, name
        for status, answer in failures.items():
            codes = answer["description"].split(", ")
            assert {str(REGISTRY[code].status) for code in codes} == {status}, name
            assert {shared[code]["value"]["error"]["code"] for code in codes} == set(codes), name
            assert set(answer["content"]["application/json"]["examples"]) == set(codes), name


def test_the_example_of_an_error_is_what_is_answered(document, client_of, seller):
    shown = document["components"]["examples"]
    door, json = client_of(seller), "application/json"
    answers = [door.post("/api/categories/", body, content_type=json) for body in ("{}", "{")]
    answers.append(door.get("/api/categories/?name=%00"))  # as far as a GET can be misread: it has no body

    for answer in answers:
        told = answer.json()["error"]
        assert told["details"] == shown[told["code"]]["value"]["error"]["details"]
    codes = ["VALIDATION_ERROR", "MALFORMED_REQUEST", "MALFORMED_REQUEST"]
    assert [answer.json()["error"]["code"] for answer in answers] == codes


def test_an_operation_for_some_asks_to_sign_in_and_one_for_anyone_does_not(document):
    for name, operation in operations(document):
        assert ({} in operation["security"]) is (operation["x-access"]["who"] == "anyone"), name
        assert {"Bearer": []} in operation["security"], name


def test_every_operation_is_filed_under_one_room_that_is_described(document):
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    for name, operation in operations(document):
        assert len(operation["tags"]) == 1, name
        assert set(operation["tags"]) <= described, name


def test_a_put_asks_for_no_field(document):
    schemas = document["components"]["schemas"]
    for name, operation in operations(document):
        same_as_post = document["paths"][name.partition(" ")[2]].get("post", {}).get("summary")
        if name.startswith("PUT ") and operation["summary"] != same_as_post:
            body = next(iter(_body(operation).values()))  # JSON, but for files
            shape = body["schema"]["$ref"].rpartition("/")[2]
            assert not schemas[shape].get("required"), name


def test_operation_names_are_unique(document):
    names = [operation["operationId"] for _, operation in operations(document)]

    assert len(names) == len(set(names))
    assert not [name for name in names if re.search(r"_\d+$", name)]


def _body(operation):
    return operation.get("requestBody", {}).get("content", {})
