from typing import Any, ClassVar

from rest_framework import serializers

from nexus.jobs.postings.models import Job
from nexus.kernel.api.ids import RelatedById


class JobInput(serializers.ModelSerializer[Job]):
    """What an employer says of a job."""

    example: ClassVar[dict[str, Any]] = {
        "title": "Backend Engineer",
        "description": "Build scalable REST APIs with Django.",
        "company_name": "NexusCorp",
        "location": "Remote",
        "employment_type": "full_time",
        "workplace_type": "remote",
        "category": 1,
        "salary_min": "70000.00",
        "salary_max": "90000.00",
        "salary_currency": "EUR",
        "salary_period": "year",
        "skills": ["Python", "Django", "PostgreSQL"],
        "closes_at": "2030-01-31T23:59:59Z",
    }

    serializer_related_field = RelatedById

    class Meta:
        model = Job
        fields = [
            "title",
            "description",
            "company_name",
            "location",
            "employment_type",
            "workplace_type",
            "category",
            "salary_min",
            "salary_max",
            "salary_currency",
            "salary_period",
            "skills",
            "closes_at",
        ]
        extra_kwargs: ClassVar = {"workplace_type": {"allow_null": True}}  # as answers say that it isn't said
        validators: ClassVar[list[Any]] = []  # the rules stand at the model and in the database

    def validate_workplace_type(self, value: str | None) -> str:
        """Take null for not said: over GraphQL there is no other word for it."""
        return value or ""
