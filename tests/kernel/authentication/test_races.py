"""What must hold when it comes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def bearer(access: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {access}"}


def test_of_many_who_want_one_name_one_gets_it():
    def register():
        body = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}
        return APIClient().post("/api/auth/register/", body).status_code

    assert sorted(at_once(*[register] * 8)) == [201] + [409] * 7
    assert User.objects.count() == 1


def test_a_sign_out_and_a_refresh_at_once_leave_nothing_alive():
    for _ in range(5):
        tokens = issue_tokens(UserFactory())

        refreshed, _ = at_once(
            lambda t=tokens: APIClient().post("/api/token/refresh/", {"refresh": t.refresh}),
            lambda t=tokens: APIClient().post("/api/auth/logout/", **bearer(t.access)),
        )

        alive = [tokens.access]
        if refreshed.status_code == 200:
            alive.append(refreshed.json()["access"])
            again = APIClient().post("/api/token/refresh/", {"refresh": refreshed.json()["refresh"]})
            assert again.status_code == 401
        for access in alive:
            assert APIClient().get("/api/auth/profile/", **bearer(access)).status_code == 401


@pytest.mark.parametrize("how", ["delete", "deactivate"])
def test_two_administrators_can_not_remove_one_another(how):
    one, other = UserFactory(admin=True), UserFactory(admin=True)

    def remove(access: str, whom: User) -> int:
        path = f"/api/users/{whom.pk}/"
        if how == "delete":
            return APIClient().delete(path, **bearer(access)).status_code
        return APIClient().put(path, {"is_active": False}, **bearer(access)).status_code

    accesses = [issue_tokens(one).access, issue_tokens(other).access]
    codes = at_once(lambda: remove(accesses[0], other), lambda: remove(accesses[1], one))

    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
    assert min(codes) in {200, 204}
    assert max(codes) in {401, 404, 422}


def test_an_account_that_is_deleted_while_it_signs_in_breaks_nothing():
    admin = issue_tokens(UserFactory(admin=True)).access
    for _ in range(5):
        user = UserFactory()
        body = {"username": user.username, "password": PASSWORD}
        refresh = issue_tokens(user).refresh

        codes = at_once(
            lambda b=body: APIClient().post("/api/token/", b).status_code,
            lambda r=refresh: APIClient().post("/api/token/refresh/", {"refresh": r}).status_code,
            lambda u=user: APIClient().delete(f"/api/users/{u.pk}/", **bearer(admin)).status_code,
        )

        assert max(codes) < 500
        assert User.objects.filter(pk=user.pk).exists() is (codes[2] == 409)
