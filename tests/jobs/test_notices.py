"""Who is told what on the job board."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from nexus.jobs.postings import actions
from nexus.jobs.postings.models import Job
from nexus.jobs.postings.tasks import expire_jobs, tell_of_closing
from nexus.kernel.events.models import Event
from nexus.kernel.notifications.models import Notification
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(employer):
    return JobFactory(employer=employer, title="Backend Engineer")


@pytest.fixture
def told():
    """Deliver what is to be told, and give the mails that came of it."""

    def deliver():
        mail.outbox.clear()
        deliver_events()
        return [(letter.to[0], letter.subject) for letter in mail.outbox]

    return deliver


@pytest.fixture
def application(client_of, seeker, job, told):
    answer = client_of(seeker).post("/api/applications/", {"job": job.pk})
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def test_applications_to_one_job_gather_while_nobody_looks(client_of, employer, job, told):
    seekers = [UserFactory(job_seeker=True) for _ in range(3)]
    for seeker in seekers:
        client_of(seeker).post("/api/applications/", {"job": job.pk})

    assert told() == [(employer.email, "New application: Backend Engineer")]
    one = Notification.objects.get(user=employer)
    assert (one.kind, one.count, one.text) == ("application_new", 3, f"From {seekers[-1].username}.")
    assert client_of(employer).get(one.link).status_code == 200


def test_each_step_is_told_the_applicant(client_of, employer, seeker, application, told):
    told()
    for status in ("in_review", "shortlisted"):
        client_of(employer).post(f"/api/applications/{application['id']}/status/", {"status": status})

    assert told() == [
        (seeker.email, "Your application: In review"),
        (seeker.email, "Your application: Shortlisted"),
    ]
    assert Notification.objects.filter(user=seeker, kind="application_moved").count() == 2


def test_who_steps_back_is_told_the_employer(client_of, employer, seeker, application, told):
    told()
    answer = client_of(seeker).post(f"/api/applications/{application['id']}/withdraw/")
    assert answer.status_code == 200, answer.json()

    assert told() == [(employer.email, "An application was withdrawn: Backend Engineer")]
    assert not Notification.objects.filter(user=seeker).exists()


def test_a_job_that_reached_its_closing_date_is_told_the_employer(client_of, employer, told):
    expired = JobFactory(employer=employer, title="Gardener", expired=True)
    expire_jobs()

    assert told() == [(employer.email, "Your job has closed: Gardener")]
    assert Notification.objects.get(user=employer).about == {"job": str(expired.pk)}


def closing_in(job, **time):
    Job.objects.filter(pk=job.pk).update(closes_at=timezone.now() + timedelta(**time, minutes=5))


def test_a_job_that_closes_soon_is_told_once_for_each_date(client_of, employer, job, told):
    far, closed, open_end = JobFactory(), JobFactory(closed=True), JobFactory()
    closing_in(job, days=3, hours=-1)
    closing_in(far, days=3)
    closing_in(closed, days=1)

    def after_a_turn():
        tell_of_closing()
        return told()

    assert after_a_turn() == [(employer.email, "Your job closes in 2 days: Backend Engineer")]
    assert after_a_turn() == [], "told once"
    assert Event.objects.filter(name="jobs.job.closing_soon").count() == 1
    assert not Notification.objects.exclude(user=employer).exists(), (far, closed, open_end)

    later = (timezone.now() + timedelta(hours=20)).isoformat()
    answer = client_of(employer).patch(f"/api/jobs/{job.pk}/", {"closes_at": later})
    assert answer.status_code == 200, answer.json()
    assert after_a_turn() == [(employer.email, "Your job closes within a day: Backend Engineer")]
    assert client_of(employer).get(Notification.objects.first().link).status_code == 200


def test_nobody_is_told_of_a_date_that_has_been_moved_meanwhile(employer, job, told):
    closing_in(job, days=1)
    tell_of_closing()
    closing_in(job, days=30)

    assert told() == []


def test_many_that_close_are_told_some_at_a_time(monkeypatch, settings):
    monkeypatch.setattr(actions, "EXPIRED_AT_ONCE", 2)
    for job in JobFactory.create_batch(5):
        closing_in(job, days=1)

    assert actions.tell_of_closing() == 5
    assert actions.tell_of_closing() == 0
    settings.NEXUS_JOB_NOTICE_DAYS = 0
    Job.objects.update(closing_told=None)
    assert actions.tell_of_closing() == 0


def test_a_kind_with_words_of_its_own(client_of, seeker, employer, application, told, settings):
    settings.APP_URL = "https://app.example.com/"
    told()
    (letter,) = [letter for letter in mail.outbox if letter.to == [employer.email]]

    assert f"From {seeker.username}. Have a look at the cover letter" in letter.body
    assert f"https://app.example.com/applications/{application['id']}/" in letter.body
    html = letter.alternatives[0].content
    assert f'href="https://app.example.com/applications/{application["id"]}/"' in html
    assert "See the application" in html
