from django.apps import AppConfig


class JobImportsConfig(AppConfig):
    """Postings that come from elsewhere, as files."""

    name = "nexus.jobs.imports"
    label = "job_imports"
    verbose_name = "Job imports"
