"""The database has the last word, whoever writes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from nexus.jobs.postings.models import Job
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"salary_min": 2, "salary_max": 1, "salary_currency": "USD", "salary_period": "year"},
        {"salary_min": -1, "salary_currency": "USD", "salary_period": "year"},
        {"salary_max": -1, "salary_currency": "USD", "salary_period": "year"},
        {"salary_min": 1, "salary_period": "year"},
        {"salary_min": 1, "salary_currency": "USD"},
        {"status": "lost"},
        {"published_at": None},
    ],
)
def test_a_row_that_breaks_a_rule_is_refused(change):
    job = JobFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**change)


def test_an_imported_posting_is_there_once_for_an_employer(employer):
    JobFactory(employer=employer, external_id="1")
    JobFactory(external_id="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        JobFactory(employer=employer, external_id="1")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "   "},
        {"title": "a\x00b"},
        {"description": "x" * 20_001},
        {"source_url": "ftp://example.com"},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_the_rules_of_a_job_hold_for_every_door(employer, fields):
    job = JobFactory.build(employer=employer, **fields)

    with pytest.raises(ValidationError) as refused:
        job.full_clean(exclude=["employer"])
    assert list(refused.value.message_dict) == list(fields)
