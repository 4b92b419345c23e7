"""How foreign exceptions read in our registry: Django's, DRF's, the database's."""

from collections.abc import Mapping
from typing import Any

from django.core import exceptions as django_errors
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from psycopg.errors import ForeignKeyViolation
from redis import RedisError
from rest_framework import exceptions as drf_errors

from nexus.kernel.api import errors
from nexus.kernel.api.errors import NexusError

GENERAL = "non_field_errors"
VANISHED = "Something this hangs on, or that hangs on it, came or went meanwhile. Look again."

_SAME_MEANING: dict[type[Exception], type[NexusError]] = {
    Http404: errors.NotFound,
    django_errors.ObjectDoesNotExist: errors.NotFound,
    django_errors.PermissionDenied: errors.PermissionDenied,
    django_errors.RequestDataTooBig: errors.PayloadTooLarge,
    django_errors.TooManyFilesSent: errors.PayloadTooLarge,
    django_errors.TooManyFieldsSent: errors.PayloadTooLarge,
    django_errors.SuspiciousOperation: errors.MalformedRequest,
    UnreadablePostError: errors.MalformedRequest,
    MultiPartParserError: errors.MalformedRequest,
    drf_errors.ParseError: errors.MalformedRequest,
    drf_errors.NotAuthenticated: errors.NotAuthenticated,
    drf_errors.AuthenticationFailed: errors.InvalidToken,
    drf_errors.PermissionDenied: errors.PermissionDenied,
    drf_errors.NotFound: errors.NotFound,
    drf_errors.MethodNotAllowed: errors.MethodNotAllowed,
    drf_errors.NotAcceptable: errors.NotAcceptable,
    drf_errors.UnsupportedMediaType: errors.UnsupportedMediaType,
    # A number or text that no column can hold got past every check: the client's, and never a 500.
    DataError: errors.MalformedRequest,
    OperationalError: errors.ServiceUnavailable,
    InterfaceError: errors.ServiceUnavailable,
    RedisError: errors.ServiceUnavailable,
}


def as_error(exc: BaseException) -> NexusError | None:
    """Read an exception as one of the registry's; None where it is a fault of ours."""
    if isinstance(exc, NexusError):
        return exc
    if isinstance(exc, drf_errors.ValidationError):
        return errors.ValidationFailed(details=_details(exc.detail))
    if isinstance(exc, django_errors.ValidationError):
        return errors.ValidationFailed(details=_details_of_model(exc))
    if isinstance(exc, IntegrityError) and isinstance(exc.__cause__, ForeignKeyViolation):
        return errors.Conflict(VANISHED)
    for kind, ours in _SAME_MEANING.items():
        if isinstance(exc, kind):
            return ours()
    return None


def _details(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, Mapping) else {GENERAL: detail}


def _details_of_model(exc: django_errors.ValidationError) -> dict[str, Any]:
    if hasattr(exc, "error_dict"):
        return {
            GENERAL if field == django_errors.NON_FIELD_ERRORS else field: sentences
            for field, sentences in exc.message_dict.items()
        }
    return {GENERAL: exc.messages}
