"""Many at once: one account for each who comes, whatever they ask to be called."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.identities.models import Identity
from tests.kernel.identities.conftest import BACK, FINISHED, STARTED

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def all_at_once(issuer, people):
    came = []
    for person in people:
        issuer.person |= person
        begun = APIClient().post(STARTED.format("example"), {"redirect_uri": BACK}).json()["data"]
        came.append({"code": issuer.visit(begun["authorize_url"])["code"], "state": begun["state"]})
    answers, at_once = [], Barrier(len(came))

    def finish(said):
        at_once.wait()
        try:
            answers.append(APIClient().post(FINISHED.format("example"), said))
        finally:
            connection.close()

    threads = [Thread(target=finish, args=[said]) for said in came]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_first_sign_ins_at_once_make_one_account(issuer):
    answers = all_at_once(issuer, [{}] * AT_ONCE)

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.json()["data"]["user"]["id"] for answer in answers}) == 1
    assert User.objects.count() == Identity.objects.count() == 1


def test_people_of_one_name_at_once_get_an_account_each(issuer):
    answers = all_at_once(
        issuer, [{"sub": f"nora-{n}", "email": f"nora{n}@example.com"} for n in range(AT_ONCE)]
    )

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    names = {answer.json()["data"]["user"]["username"] for answer in answers}
    assert len(names) == AT_ONCE
    assert "nora" in names


def test_one_address_at_once_is_one_account_and_refusals(issuer):
    answers = all_at_once(issuer, [{"sub": f"nora-{n}"} for n in range(AT_ONCE)])

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (AT_ONCE - 1)
    assert User.objects.count() == Identity.objects.count() == 1
