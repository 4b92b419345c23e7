from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models
from django.db.models import F, ProtectedError

from nexus.kernel.api.errors import Conflict, ValidationFailed


@contextmanager
def constraints_of(model: type[models.Model]) -> Iterator[None]:
    """Let the database have the last word on a model's constraints, in the model's own sentences.

    A broken unique constraint is a Conflict, a broken check ValidationFailed; both name the field.
    It raises out of the action's transaction, so it needs no savepoint of its own.
    """
    try:
        yield
    except IntegrityError as error:
        constraint = _broken(model, error)
        if constraint is None:
            raise
        failure = Conflict if isinstance(constraint, models.UniqueConstraint) else ValidationFailed
        message = str(constraint.violation_error_message)
        raise failure(message, {field: [message] for field in _fields(constraint)}) from error


@contextmanager
def protected(sentence: str) -> Iterator[None]:
    """Refuse to delete what others hang on: a Conflict with this sentence."""
    try:
        yield
    except ProtectedError as error:
        raise Conflict(sentence) from error


def _broken(model: type[models.Model], error: IntegrityError) -> models.BaseConstraint | None:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return next((constraint for constraint in model._meta.constraints if constraint.name == name), None)


def _fields(constraint: models.BaseConstraint) -> list[str]:
    if named := list(getattr(constraint, "fields", ())):
        return named
    expressions = getattr(constraint, "expressions", ())
    parts = [part for expression in expressions for part in expression.flatten() if isinstance(part, F)]
    return [part.name for part in parts]  # type: ignore[attr-defined]  # django-stubs forgets it
