"""What holds when many come at the same moment, and that these tests would notice if it didn't."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from nexus.jobs.applications.models import Application, ApplicationStep
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ApplicationFactory, JobFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 16


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def apply_many_times(client_of, seeker):
    job = JobFactory()
    apply = partial(client_of(seeker).post, "/api/applications/", {"job": job.pk})
    return statuses(all_at_once([apply] * MANY))


def test_one_applicant_has_one_application_however_many_are_sent_at_once(client_of, seeker):
    assert apply_many_times(client_of, seeker) == {201: 1, 409: MANY - 1}
    assert Application.objects.count() == ApplicationStep.objects.count() == Event.objects.count() == 1


def test_without_the_constraint_there_would_be_many(client_of, seeker):
    constraint = next(c for c in Application._meta.constraints if c.name == "application_once")
    with connection.schema_editor() as schema:
        schema.remove_constraint(Application, constraint)
    try:
        assert apply_many_times(client_of, seeker) == {201: MANY}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE applications_application CASCADE")
        with connection.schema_editor() as schema:
            schema.add_constraint(Application, constraint)


def test_with_a_key_all_get_the_same_answer(client_of, seeker):
    job = JobFactory()
    apply = partial(
        client_of(seeker).post, "/api/applications/", {"job": job.pk}, HTTP_IDEMPOTENCY_KEY="at-once"
    )

    answers = all_at_once([apply] * MANY)

    assert statuses(answers) == {201: MANY}
    assert len({answer.content for answer in answers}) == 1
    assert Application.objects.count() == 1


def test_nobody_gets_in_once_a_job_is_closed(client_of, employer):
    job = JobFactory(employer=employer)
    seekers = [client_of(UserFactory(job_seeker=True)) for _ in range(MANY - 1)]
    close = partial(client_of(employer).post, f"/api/jobs/{job.pk}/close/")
    apply = [partial(client.post, "/api/applications/", {"job": job.pk}) for client in seekers]

    closed, *applied = all_at_once([close, *apply])

    assert closed.status_code == 200
    assert set(statuses(applied)) <= {201, 422}
    last = Event.objects.get(name="jobs.job.closed").position
    assert not Event.objects.filter(name="jobs.application.submitted", position__gt=last).exists()
    assert Application.objects.count() == statuses(applied)[201]


def test_a_job_is_deleted_or_applied_to_but_never_both(client_of, employer, seeker):
    for _ in range(5):
        job = JobFactory(employer=employer)
        delete = partial(client_of(employer).delete, f"/api/jobs/{job.pk}/")
        apply = partial(client_of(seeker).post, "/api/applications/", {"job": job.pk})

        deleted, applied = all_at_once([delete, apply])

        assert (deleted.status_code, applied.status_code) in {(204, 404), (409, 201)}


def test_one_step_is_taken_once(client_of, employer):
    application = ApplicationFactory(job__employer=employer)
    client = client_of(employer)
    move = partial(client.put, f"/api/applications/{application.pk}/status/", {"status": "in_review"})

    assert statuses(all_at_once([move] * MANY)) == {200: 1, 422: MANY - 1}
    assert ApplicationStep.objects.count() == 1


def test_a_withdrawal_and_a_move_follow_one_upon_the_other(client_of, employer, seeker):
    application = ApplicationFactory(job__employer=employer, applicant=seeker)
    path = f"/api/applications/{application.pk}/"
    withdraw = partial(client_of(seeker).post, f"{path}withdraw/")
    reject = partial(client_of(employer).put, f"{path}status/", {"status": "rejected"})

    assert statuses(all_at_once([withdraw, reject])) == {200: 1, 422: 1}
    assert ApplicationStep.objects.count() == 1
