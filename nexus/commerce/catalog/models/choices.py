from django.db import models


class Status(models.TextChoices):
    """Where a product stands between its seller and the public."""

    ACTIVE = "active", "On sale"
    DRAFT = "draft", "Waiting for review"
    ARCHIVED = "archived", "Taken off"
