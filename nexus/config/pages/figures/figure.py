from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse


@dataclass(frozen=True)
class Figure:
    """One number that says how the site is doing, and whose list stands behind it."""

    title: str
    value: int
    note: str
    model: type[Model]
    icon: str

    @property
    def link(self) -> str:
        """Lead to the list."""
        return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist")
