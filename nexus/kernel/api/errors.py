"""The one registry of errors: REST and GraphQL render them, the documentation prints them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from nexus.kernel.kit.scopes import SIGN_IN

Details = Mapping[str, Any]

REGISTRY: dict[str, type["NexusError"]] = {}


class NexusError(Exception):
    """Something a client can meet: a code to branch on, a status, a sentence that says what to do."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500
    sentence: ClassVar[str] = "Something went wrong on our side. The request id helps us find it."
    # What its details may hold, for the documentation.
    shown: ClassVar[Details] = {}

    def __init_subclass__(cls) -> None:
        REGISTRY.setdefault(cls.code, cls)

    def __init__(self, message: str | None = None, details: Details | None = None) -> None:
        self.message = message or self.sentence
        self.details: Details = details or {}
        self.headers: dict[str, str] = {}
        super().__init__(self.message)


class InternalError(NexusError):
    """Nexus failed; nothing the client did."""

    code = "INTERNAL_ERROR"


class ValidationFailed(NexusError):
    """Fields don't hold what they must; `details` names each with its sentences."""

    code = "VALIDATION_ERROR"
    status = 400
    sentence = "Invalid input data."
    shown = {"name": ["This field is required."]}


class MalformedRequest(NexusError):
    """The request can't be read at all: its body isn't what it says it is, or its address holds a NUL."""

    code = "MALFORMED_REQUEST"
    status = 400
    sentence = "The request could not be read."


class NotAuthenticated(NexusError):
    """A sign-in is needed."""

    code = "NOT_AUTHENTICATED"
    status = 401
    sentence = "Sign in to do this: send 'Authorization: Bearer <access token>'."


class InvalidToken(NexusError):
    """The token is forged, expired, revoked or of another kind."""

    code = "INVALID_TOKEN"
    status = 401
    sentence = "This token is not valid or has expired. Refresh it or sign in again."


class MfaRequired(NexusError):
    """The password was right; a second factor is asked for."""

    code = "MFA_REQUIRED"
    status = 401
    sentence = "A second factor is needed to sign in."
    shown = {"challenge": "pQ3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0e", "ways": ["totp"], "expires_in": 300}


class PermissionDenied(NexusError):
    """The account may not do this."""

    code = "PERMISSION_DENIED"
    status = 403
    sentence = "Your account is not allowed to do this."


class ConfirmationRequired(NexusError):
    """The change is a dangerous one, and the last proof of who one is lies too far back."""

    code = "CONFIRMATION_REQUIRED"
    status = 403
    sentence = (
        "Confirm that it is you: POST /api/auth/confirm/ in one of the ways in details, then try again."
    )
    shown = {"ways": ["password"]}


class MfaEnrolmentRequired(NexusError):
    """The account's role asks for a second factor, and it has none."""

    code = "MFA_ENROLMENT_REQUIRED"
    status = 403
    sentence = "Your role needs a second factor: set one up at /api/auth/totp/ or /api/auth/passkeys/ first."


class InsufficientScope(NexusError):
    """The key or the program that asks was given no scope for this."""

    code = "INSUFFICIENT_SCOPE"
    status = 403
    sentence = "This key or program was not given the scope for this."
    shown = {"scope": "categories:write"}

    def __init__(self, scope: str = "") -> None:
        super().__init__(self._told(scope), {"scope": scope})
        named = "" if scope in {"", SIGN_IN} else f', scope="{scope}"'
        self.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope"{named}'  # RFC 6750, 3.1

    def _told(self, scope: str) -> str | None:
        if scope == SIGN_IN:
            return "No key and no program may do this: sign in yourself."
        return f"This key or program was not given the scope {scope}." if scope else None


class NotFound(NexusError):
    """There is no such thing, or not for this actor."""

    code = "NOT_FOUND"
    status = 404
    sentence = "There is nothing here."


class MethodNotAllowed(NexusError):
    """The path doesn't know this method."""

    code = "METHOD_NOT_ALLOWED"
    status = 405
    sentence = "This method is not allowed here."


class NotAcceptable(NexusError):
    """The representation or version asked for isn't spoken here."""

    code = "NOT_ACCEPTABLE"
    status = 406
    sentence = "Only application/json; version=1.0 is spoken here."


class Conflict(NexusError):
    """It is there already, or something hangs on it."""

    code = "CONFLICT"
    status = 409
    sentence = "This is in conflict with what is already there."


class PayloadTooLarge(NexusError):
    """The body is larger than this door takes."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413
    sentence = "The request is too large."


class UnsupportedMediaType(NexusError):
    """The body's type isn't spoken here."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415
    sentence = "Send application/json, multipart/form-data or application/x-www-form-urlencoded."


class Unprocessable(NexusError):
    """Well-formed, but against a rule of the business."""

    code = "UNPROCESSABLE_ENTITY"
    status = 422
    sentence = "This can't be done as things stand."


class InvalidTransition(Unprocessable):
    """The thing can't go from its state to that one."""

    code = "INVALID_TRANSITION"
    sentence = "This step is not possible from the present state."


class RateLimited(NexusError):
    """Too many requests; `Retry-After` says when to come back."""

    code = "RATE_LIMITED"
    status = 429
    sentence = "Too many requests. Wait as long as Retry-After says."

    def __init__(
        self, message: str | None = None, details: Details | None = None, *, retry_after: int | None = None
    ) -> None:
        super().__init__(message, details)
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)


class ServiceUnavailable(NexusError):
    """Something Nexus stands on is away for a moment."""

    code = "SERVICE_UNAVAILABLE"
    status = 503
    sentence = "The service is briefly unavailable. Try again in a moment."
