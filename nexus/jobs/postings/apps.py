from django.apps import AppConfig


class PostingsConfig(AppConfig):
    """The jobs that employers post."""

    name = "nexus.jobs.postings"
    verbose_name = "Jobs"
