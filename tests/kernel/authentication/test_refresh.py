from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import RefreshToken, TokenFamily
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory

REFRESH, BARE, PROFILE = "/api/auth/refresh/", "/api/token/refresh/", "/api/auth/profile/"


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def tokens(user):
    return issue_tokens(user)


def can_enter(access: str) -> bool:
    return APIClient().get(PROFILE, HTTP_AUTHORIZATION=f"Bearer {access}").status_code == 200


def test_a_refresh_token_is_exchanged_for_a_new_pair(visitor, tokens):
    answer = visitor.post(REFRESH, {"refresh": tokens.refresh})

    assert answer.status_code == 200
    data = answer.json()["data"]
    assert set(data) == {"access", "refresh"}
    assert data["refresh"] != tokens.refresh
    assert can_enter(data["access"])
    assert can_enter(tokens.access)


def test_the_bare_door_answers_bare(visitor, tokens):
    answer = visitor.post(BARE, {"refresh": tokens.refresh})

    assert set(answer.json()) == {"access", "refresh"}
    refused = visitor.post(BARE, {"refresh": "x"})
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "INVALID_TOKEN"


def test_an_expired_access_token_in_the_header_does_not_stand_in_the_way(visitor, tokens):
    visitor.credentials(HTTP_AUTHORIZATION="Bearer long.gone.token")

    assert visitor.post(REFRESH, {"refresh": tokens.refresh}).status_code == 200


def test_the_chain_goes_on(visitor, tokens):
    refresh = tokens.refresh
    for _ in range(5):
        answer = visitor.post(BARE, {"refresh": refresh})
        assert answer.status_code == 200
        refresh = answer.json()["refresh"]


def test_a_second_use_ends_the_family_and_all_that_came_of_it(visitor, user, tokens):
    successor = visitor.post(BARE, {"refresh": tokens.refresh}).json()
    apart = issue_tokens(user)

    assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 401

    assert visitor.post(BARE, {"refresh": successor["refresh"]}).status_code == 401
    assert not can_enter(successor["access"])
    assert not can_enter(tokens.access)
    assert can_enter(apart.access)
    event = Event.objects.get(name="authentication.refresh_token.reused")
    assert event.subject == str(user.pk)


def test_an_expired_one_is_refused(visitor, tokens):
    RefreshToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 401
    assert RefreshToken.objects.get().used_at is None


def test_a_sign_in_ends_in_the_end_however_often_it_is_renewed(visitor, tokens):
    TokenFamily.objects.update(created_at=timezone.now() - timedelta(days=89))
    renewed = visitor.post(BARE, {"refresh": tokens.refresh}).json()

    last = RefreshToken.objects.get(used_at=None)
    assert timedelta(hours=23) < last.expires_at - timezone.now() <= timedelta(days=1)
    assert TokenFamily.objects.get().expires_at == last.expires_at

    RefreshToken.objects.filter(used_at=None).update(expires_at=timezone.now())
    assert visitor.post(BARE, {"refresh": renewed["refresh"]}).status_code == 401


@pytest.mark.parametrize("change", ["deactivated", "new password", "ended", "deleted"])
def test_after_the_account_changed_it_is_worth_nothing(visitor, user, tokens, change):
    if change == "deactivated":
        user.is_active = False
        user.save()
    elif change == "new password":
        user.set_password("AnotherStrong456")
        user.save()
    elif change == "ended":
        TokenFamily.objects.all().end("test")
    else:
        user.delete()

    assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 401
    assert not can_enter(tokens.access)


@pytest.mark.parametrize(
    "given", [{}, {"refresh": ""}, {"refresh": None}, {"refresh": ["x"]}, {"refresh": "x" * 5_000}]
)
@pytest.mark.django_db
def test_what_is_no_token_is_told_so(visitor, given):
    assert visitor.post(BARE, given).status_code == 400


def test_an_access_token_is_no_refresh_token(visitor, tokens):
    assert visitor.post(BARE, {"refresh": tokens.access}).status_code == 401
    assert can_enter(tokens.access)


def test_run_out_families_are_swept_at_the_next_sign_in(user, tokens):
    TokenFamily.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    issue_tokens(user)

    assert TokenFamily.objects.count() == 1
    assert RefreshToken.objects.count() == 1


def test_an_exchange_takes_a_fixed_number_of_queries(visitor, tokens, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert visitor.post(BARE, {"refresh": tokens.refresh}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_at_most_one_lives_on():
    refresh = issue_tokens(UserFactory()).refresh
    start = Barrier(20)

    def send(_: int):
        start.wait()
        try:
            return APIClient().post(BARE, {"refresh": refresh})
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))

    won = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert sorted({answer.status_code for answer in answers}) == [200, 401]
    assert RefreshToken.objects.filter(used_at=None).count() == 1
    # The other nineteen were a second use: nothing of the family lives on.
    assert not can_enter(won[0]["access"])
    assert APIClient().post(BARE, {"refresh": won[0]["refresh"]}).status_code == 401
    assert Event.objects.filter(name="authentication.refresh_token.reused").count() == 1
