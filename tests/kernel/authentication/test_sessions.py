"""One's own sign-ins: listed, ended one by one or all at once; browsers keep theirs in a cookie."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.places import device_of, network_of
from nexus.kernel.events.models import Event
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, REFRESH, LOGOUT = "/api/auth/login/", "/api/auth/refresh/", "/api/auth/logout/"
SESSIONS, EVERYWHERE, PROFILE = "/api/auth/sessions/", "/api/auth/logout/everywhere/", "/api/auth/profile/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604"
)
OURS, FOREIGN = "http://localhost:3000", "https://evil.example"
NORA = {"username": "nora", "password": PASSWORD}


@pytest.fixture
def nora(db):
    return UserFactory(username="nora", email="nora@example.com")


def app(access: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def sign_in(agent=FIREFOX, address="203.0.113.7") -> APIClient:
    answer = APIClient().post(LOGIN, NORA, HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    return app(answer.json()["data"]["access"])


def test_they_are_listed_with_device_and_place(nora):
    here, there = sign_in(), sign_in(PHONE, "2001:db8:7:8::9")

    shown = here.get(SESSIONS).json()["data"]["sign_ins"]

    assert [(one["device"], one["place"], one["is_current"]) for one in shown] == [
        ("Safari on iPhone", "2001:db8:7::/48", False),
        ("Firefox on Linux", "203.0.113.0/24", True),
    ]
    assert {one["kind"] for one in shown} == {"app"}
    assert there.get(SESSIONS).json()["data"]["sign_ins"][0]["is_current"]


def test_browsers_sessions_are_among_them_and_end(nora):
    browser = Client(headers={"User-Agent": FIREFOX})
    browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    here = sign_in()
    (listed,) = [one for one in here.get(SESSIONS).json()["data"]["sign_ins"] if one["kind"] == "browser"]
    assert listed["device"] == "Firefox on Linux"

    assert here.delete(f"{SESSIONS}{listed['id']}/").status_code == 204

    assert not Session.objects.exists()
    assert browser.get("/accounts/2fa/").status_code == 302


def test_one_is_ended_and_the_others_stay(nora):
    here, there, elsewhere = sign_in(), sign_in(PHONE), sign_in()
    (one,) = [
        one for one in here.get(SESSIONS).json()["data"]["sign_ins"] if one["device"] == "Safari on iPhone"
    ]

    assert here.delete(f"{SESSIONS}{one['id']}/").status_code == 204

    assert there.get(PROFILE).status_code == 401
    assert here.delete(f"{SESSIONS}{one['id']}/").status_code == 404
    assert elsewhere.get(PROFILE).status_code == 200
    assert len(here.get(SESSIONS).json()["data"]["sign_ins"]) == 2
    assert Event.objects.filter(name="authentication.session.ended").count() == 1


def test_nobody_elses_is_there(nora):
    others = issue_tokens(UserFactory())
    family = TokenFamily.objects.get()
    browser = Client()
    browser.force_login(UserFactory())

    here = sign_in()
    for name in (str(family.pk), "browser-1", "browser-", "browser-x", "browser-" + "9" * 30, "x", "é"):
        assert here.delete(f"{SESSIONS}{name}/").status_code == 404
    assert app(others.access).get(PROFILE).status_code == 200


@pytest.mark.parametrize("keeps", [True, False])
def test_sign_out_everywhere(nora, keeps):
    browser = Client()
    browser.post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    here, there = sign_in(), sign_in()
    other = issue_tokens(UserFactory())

    answer = here.post(EVERYWHERE, {"keep_this": keeps})

    assert answer.json()["data"] == {"ended": 2 if keeps else 3}
    assert there.get(PROFILE).status_code == 401
    assert here.get(PROFILE).status_code == (200 if keeps else 401)
    assert not Session.objects.exists()
    assert app(other.access).get(PROFILE).status_code == 200


def test_a_visitor_has_none(visitor):
    for answer in (visitor.get(SESSIONS), visitor.delete(f"{SESSIONS}x/"), visitor.post(EVERYWHERE)):
        assert answer.status_code == 401


def test_when_it_was_seen_last_follows_its_refreshes(visitor, nora):
    tokens = visitor.post(LOGIN, NORA, REMOTE_ADDR="203.0.113.7").json()["data"]
    before = TokenFamily.objects.get().last_used_at

    visitor.post(REFRESH, {"refresh": tokens["refresh"]}, REMOTE_ADDR="198.51.100.4")

    family = TokenFamily.objects.get()
    assert family.last_used_at > before
    assert family.network == "198.51.100.0/24"


def cookie_of(answer):
    return answer.cookies["nexus_refresh"]


def test_a_browser_keeps_its_refresh_token_in_a_cookie(visitor, nora):
    answer = visitor.post(LOGIN, {**NORA, "cookie": True})

    assert answer.json()["data"]["refresh"] is None
    cookie = cookie_of(answer)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == 14 * 86_400
    assert not cookie["secure"]

    renewed = visitor.post(REFRESH, HTTP_ORIGIN=OURS)

    assert renewed.status_code == 200, renewed.json()
    assert renewed.json()["data"]["refresh"] is None
    assert cookie_of(renewed).value != cookie.value
    assert (
        visitor.get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {renewed.json()['data']['access']}").status_code
        == 200
    )


def test_over_tls_it_is_secure(visitor, nora, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert cookie_of(visitor.post(LOGIN, {**NORA, "cookie": True}))["secure"]


@pytest.mark.parametrize(
    "origin", [None, FOREIGN, "null", "http://localhost:3000.evil.example", "", "http://localhost:3001"]
)
def test_another_sites_page_refreshes_nothing(visitor, nora, origin):
    visitor.post(LOGIN, {**NORA, "cookie": True})

    answer = visitor.post(REFRESH, **({} if origin is None else {"HTTP_ORIGIN": origin}))

    assert answer.status_code == 403
    assert "Origin" in answer.json()["error"]["message"]
    assert not answer.cookies
    assert visitor.post(REFRESH, HTTP_ORIGIN="http://testserver").status_code == 200  # it was not used up


@pytest.mark.parametrize("origin", [FOREIGN, "null"])
def test_another_sites_page_signs_nobody_in(visitor, nora, origin):
    answer = visitor.post(LOGIN, {**NORA, "cookie": True}, format="multipart", HTTP_ORIGIN=origin)

    assert answer.status_code == 403
    assert not answer.cookies
    assert visitor.post(LOGIN, {**NORA, "cookie": True}, HTTP_ORIGIN=OURS).status_code == 200


def test_a_cookie_opens_nothing_else(visitor, nora):
    visitor.post(LOGIN, {**NORA, "cookie": True})

    assert visitor.get(PROFILE, HTTP_ORIGIN=OURS).status_code == 401
    assert visitor.post("/api/token/refresh/", {}, HTTP_ORIGIN=OURS).status_code == 400


def test_a_sign_out_clears_it(visitor, nora):
    access = visitor.post(LOGIN, {**NORA, "cookie": True}).json()["data"]["access"]

    answer = visitor.post(LOGOUT, HTTP_AUTHORIZATION=f"Bearer {access}")

    assert cookie_of(answer).value == ""
    assert visitor.post(REFRESH, HTTP_ORIGIN=OURS).status_code == 400


def test_without_a_cookie_the_body_says_what_is_missing(visitor):
    answer = visitor.post(REFRESH, {})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["refresh"]


def test_pages_of_named_origins_may_send_the_cookie_along(visitor):
    answer = visitor.get("/api/categories/", HTTP_ORIGIN=OURS)
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert answer["Access-Control-Allow-Origin"] == OURS
    assert "Access-Control-Allow-Origin" not in visitor.get("/api/categories/", HTTP_ORIGIN=FOREIGN)


def test_a_refresh_token_that_comes_twice_is_told_to_the_owner(visitor, nora):
    tokens = visitor.post(LOGIN, NORA, HTTP_USER_AGENT=FIREFOX).json()["data"]
    for _ in range(3):
        visitor.post(REFRESH, {"refresh": tokens["refresh"]})

    deliver_events()

    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([nora.email], "We have ended one of your sign-ins")
    ]
    assert "Firefox on Linux" in mail.outbox[0].body
    assert tokens["refresh"] not in mail.outbox[0].body


def test_a_sign_in_from_somewhere_new_is_told(nora):
    sign_in()
    sign_in(address="203.0.113.99")
    deliver_events()
    assert mail.outbox == []

    sign_in(address="198.51.100.4")
    sign_in(PHONE)
    sign_in(PHONE)
    deliver_events()

    assert [message.subject for message in mail.outbox] == ["A new sign-in to your account"] * 2
    told = sign_in().get("/api/notifications/").json()["results"]
    assert [one["kind"] for one in told] == ["unfamiliar_sign_in"] * 2
    assert "198.51.100.0/24" in mail.outbox[0].body
    assert "Safari on iPhone" in mail.outbox[1].body


def test_a_browsers_sign_in_from_somewhere_new_is_told_too(nora):
    sign_in()
    Client(headers={"User-Agent": PHONE}).post("/accounts/login/", {"login": "nora", "password": PASSWORD})
    deliver_events()

    assert [message.subject for message in mail.outbox] == ["A new sign-in to your account"]


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "3/m/key"}


def test_guesses_from_elsewhere_do_not_lock_the_owner_out(visitor, nora, limits):
    sign_in(address="203.0.113.7")
    for number in range(5):
        name = ("nora", "NORA", "nora@example.com")[number % 3]
        wrong = {"login": name, "password": "WrongPass123"}
        code = visitor.post(LOGIN, wrong, REMOTE_ADDR=f"198.51.{number}.4").status_code
        assert code == (401 if number < 3 else 429)
    assert visitor.post(LOGIN, NORA, REMOTE_ADDR="192.0.2.1").status_code == 429

    assert visitor.post(LOGIN, NORA, REMOTE_ADDR="203.0.113.8").status_code == 200


def test_one_does_not_make_a_place_known_by_guessing_there(visitor, nora, limits):
    codes = [
        visitor.post(LOGIN, {**NORA, "password": "WrongPass123"}, REMOTE_ADDR="198.51.100.4").status_code
        for _ in range(4)
    ]

    assert codes == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("NexusApp/2.1 (iOS)", "NexusApp"),
        ("", "Unknown"),
        ("x" * 500, "x" * 40),
    ],
)
def test_devices_are_named_as_people_know_them(agent, device):
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_places_are_coarse(address, network):
    assert network_of(address) == network
