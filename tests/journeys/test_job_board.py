"""The job board's given contract (A2), verbatim and in order, as its clients send it."""

from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from nexus.jobs.postings.models import Job
from nexus.kernel.taxonomy.models import Category

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)

SEEKER = (
    '{"username":"seeker_example","password":"StrongPass123","email":"s@example.com","is_job_seeker":true}'
)
EMPLOYER = (
    '{"username":"employer_example","password":"StrongPass123","email":"e@example.com","is_employer":true}'
)
SEEKER_LOGIN = '{"username":"seeker_example","password":"StrongPass123"}'
EMPLOYER_LOGIN = '{"username":"employer_example","password":"StrongPass123"}'
CATEGORY = '{"name":"Backend","slug":"backend"}'
JOB = (
    '{"title":"Backend Engineer","description":"Build scalable REST APIs with Django.",'
    '"company_name":"NexusCorp","location":"Remote","employment_type":"full_time","category":1}'
)
APPLICATION = (
    '{"job":1,"cover_letter":"I am very interested in this role.",'
    '"resume_url":"https://example.com/resume.pdf"}'
)


def call(method, path, body="", token=None, status=200):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = APIClient().generic(method, path, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def run_the_given_commands():
    """Run them all; each has to succeed, whatever else is on the site. Give what tells."""
    call("POST", "/api/users/register/", SEEKER, status=201)
    call("POST", "/api/users/register/", EMPLOYER, status=201)
    tokens = call("POST", "/api/token/", SEEKER_LOGIN)
    assert set(tokens) == {"refresh", "access"}
    seeker = tokens["access"]
    employer = call("POST", "/api/token/", EMPLOYER_LOGIN)["access"]
    assert call("GET", "/api/applications/seeker/", token=seeker)["count"] == 0
    category = call("POST", "/api/categories/", CATEGORY, employer, status=201)["data"]
    assert "backend" in {entry["slug"] for entry in call("GET", "/api/categories/")["results"]}
    job = call("POST", "/api/jobs/create/", JOB, employer, status=201)["data"]
    found = call("GET", "/api/jobs/?search=Backend&ordering=created_at")["results"]
    assert found[0]["id"] == job["id"]
    application = call("POST", "/api/applications/apply/", APPLICATION, seeker, status=201)["data"]
    received = call("GET", "/api/applications/employer/", token=employer)["results"]
    sent = call("GET", "/api/applications/seeker/", token=seeker)["results"]
    assert [entry["id"] for entry in sent] == [application["id"]]
    return category, job, application, received


def test_the_given_commands_run_on_an_empty_site():
    category, job, application, received = run_the_given_commands()

    assert [category["id"], job["id"], application["id"]] == [1, 1, 1]
    assert job["category"] == {"id": 1, "name": "Backend", "slug": "backend"}
    (mine,) = received
    assert mine["applicant"]["username"] == "seeker_example"
    assert mine["job"]["title"] == "Backend Engineer"
    assert mine["cover_letter"] == "I am very interested in this role."
    assert mine["resume_url"] == "https://example.com/resume.pdf"


def test_the_given_commands_run_on_the_demo_data(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", stdout=StringIO())

    category, job, application, received = run_the_given_commands()

    assert (job["category"]["id"], category["id"]) == (1, Category.objects.count())
    assert application["job"]["id"] == 1
    assert received == []  # the job that was applied to is another employer's here
    assert job["id"] == Job.objects.count()
