from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from nexus.kernel.api.errors import NotAuthenticated
from nexus.kernel.api.forms import refuse_passed_over
from nexus.kernel.api.limits import charge
from nexus.kernel.api.operations import ANYONE, Operation
from nexus.kernel.api.scopes import actor_of, demand
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.asking import acting_as
from nexus.kernel.kit.scopes import FREE

READS = {"GET", "HEAD"}


class ApiView(APIView):
    """A path of the API: reads its input, calls one action or one QuerySet, answers in the envelope."""

    permission_classes = []  # rules stand beside the actions, so that no door can forget them
    throttle_classes = []  # one script counts for every door: see limits.py

    @cached_property
    def actor(self) -> Actor:
        """Name who asks."""
        actor = actor_of(self.request.user, self.request.auth)
        return actor.reading() if self.request.method in READS else actor

    @property
    def principal(self) -> UUID | None:
        """Name whose an Idempotency-Key is: the account's; a visitor's has no one to belong to."""
        return self.actor.id

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Add nothing to every answer; DRF's own would name the allowed methods each time."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and let go of the request and all that was read for it."""
        response = super().dispatch(request, *args, **kwargs)
        # A view's request, its answer and its own methods name each other, and would wait for the garbage
        # collector: to look through a page's rows cost a twelfth of the page.
        self.request.parser_context.clear()
        vars(self).clear()
        return response

    def check_throttles(self, request: Request) -> None:
        """Count the request, now that it is known who asks."""
        http = request._request
        http.actor_id = self.actor.id  # type: ignore[attr-defined]
        acting_as(self.actor.id)
        charge(http, self.actor)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Learn who asks and count it; have visitors sign in, and hold a key or a program to its scopes."""
        super().initial(request, *args, **kwargs)
        told = self._told(request.method or "")
        if told:
            self._ask_to_sign_in(told)
        if self.actor.scopes is not None:
            demand(self.actor, told.covered_by if told else FREE)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a failure in the envelope; a method that isn't known here is told the ones that are."""
        response = super().handle_exception(exc)
        if response.status_code == 405:  # noqa: PLR2004 (RFC 9110, 15.5.6)
            response["Allow"] = ", ".join(self.allowed_methods)
        return response

    def _ask_to_sign_in(self, told: Operation) -> None:
        # Before the body is looked at: the rule beside the action would ask for it only then.
        if told.who != ANYONE and not self.actor.is_signed_in:
            raise NotAuthenticated

    def _told(self, method: str) -> Operation | None:
        # A method that isn't known here tells nothing.
        told: Operation | None = getattr(getattr(self, method.lower(), None), "operation", None)
        return told

    def options(self, request: HttpRequest, *_: Any, **__: Any) -> Response:
        """Name the methods of this path."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def read_body(self, shape: type[BaseSerializer[Any]], *, partial: bool = False) -> Any:
        """Read the body's fields by their shape; ValidationFailed names each that doesn't fit."""
        form = shape(data=self.request.data, partial=partial, context={"request": self.request})
        refuse_passed_over(form, self.request.data)
        form.is_valid(raise_exception=True)
        return form.validated_data
