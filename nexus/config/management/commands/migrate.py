from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState

_djangos_own = ProjectState.add_model


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate as Django does, in half of its time."""
        with new_models_rendered_alone():
            super().handle(*arguments, **options)


@contextmanager
def new_models_rendered_alone() -> Iterator[None]:
    """Let a model join a project's state without all the others that it can be reached from.

    Django renders those anew for each model that a migration creates: on an empty database thousands of
    classes, three quarters of what migrating takes. They need no new class to know whom they are related to.
    """
    ProjectState.add_model = _add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = _djangos_own  # type: ignore[method-assign]


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    # Classes look each other up in the registry that they were rendered in. A state on the way back shares
    # them with the one that it was cloned from, and would change what that knows.
    if "apps" not in vars(self) or not all(
        known._meta.apps is self.apps for known in self.apps.get_models(include_auto_created=True)
    ):
        _djangos_own(self, model_state)
        return
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    self.apps.render_multiple([model_state])
