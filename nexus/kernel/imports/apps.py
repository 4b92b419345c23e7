from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """How far a file has been read in, whichever domain reads it."""

    name = "nexus.kernel.imports"
    verbose_name = "Imports"
