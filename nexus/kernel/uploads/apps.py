import warnings

from django.apps import AppConfig
from PIL import Image


class UploadsConfig(AppConfig):
    """Files from outside: looked into, made anew, kept under our own names."""

    name = "nexus.kernel.uploads"
    verbose_name = "Files"

    def ready(self) -> None:
        """Turn Pillow's doubts about an oversized picture into refusals."""
        warnings.simplefilter("error", Image.DecompressionBombWarning)
