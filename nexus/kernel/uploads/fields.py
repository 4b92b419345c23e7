from typing import Any

from django.db import models


class FileNameField(models.CharField):  # type: ignore[type-arg]  # it is no generic at run time
    """The name of a kept file. Only such a column keeps it: what none of any row names is swept away."""

    def __init__(self, *args: Any, storage: str = "default", **options: Any) -> None:
        super().__init__(*args, **options)
        self.storage = storage

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Look like any text to migrations: the database knows of no files."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options
