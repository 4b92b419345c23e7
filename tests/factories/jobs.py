from datetime import timedelta

import factory
from django.utils import timezone

from nexus.jobs.applications.models import Application
from nexus.jobs.postings.models import EmploymentType, Job, JobStatus
from tests.factories.accounts import UserFactory


class JobFactory(factory.django.DjangoModelFactory):
    employer = factory.SubFactory(UserFactory, employer=True)
    title = factory.Sequence(lambda n: f"Job {n}")
    description = "Build scalable REST APIs with Django."
    company_name = "NexusCorp"
    location = "Remote"
    employment_type = EmploymentType.FULL_TIME
    status = JobStatus.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Job

    class Params:
        closed = factory.Trait(status=JobStatus.CLOSED, closed_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)))
        pending = factory.Trait(status=JobStatus.PENDING_REVIEW, published_at=None)


class ApplicationFactory(factory.django.DjangoModelFactory):
    job = factory.SubFactory(JobFactory)
    applicant = factory.SubFactory(UserFactory, job_seeker=True)
    cover_letter = "I am very interested in this role."

    class Meta:
        model = Application
