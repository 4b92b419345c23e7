"""A site of the suite's own: the real one, with a few paths that fail or wait in ways no real path does."""

import time
from typing import Any, ClassVar

import msgspec
from django.db import OperationalError, connection, transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.config.urls import *  # noqa: F403
from nexus.config.urls import urlpatterns as real
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import ServiceUnavailable, Unprocessable
from nexus.kernel.api.idempotency import idempotent, resumable
from nexus.kernel.api.once import deed_id
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.taxonomy.actions import create_category
from nexus.kernel.taxonomy.models import Category

# How the next answers of the resumable path end; after them, well.
ENDS: list[str] = []


class Echo(msgspec.Struct):
    example: ClassVar[dict[str, Any]] = {"said": {}}
    said: Any


class EchoInput(serializers.Serializer[Any]):
    example: ClassVar[dict[str, Any]] = {}


class Once(ApiView):
    """Adds a category, as slowly as the body says, and ends as it says."""

    @operation("Add a category once", who="signed in", answer=Echo, status=201, body=EchoInput)
    @idempotent
    def post(self, request: Request) -> Response:
        category = create_category(self.actor, {"name": str(request.data.get("name", "Some"))})
        time.sleep(float(request.data.get("seconds", 0)))
        match request.data.get("end"):
            case "refusal":
                raise Unprocessable
            case "returned refusal":
                return Response({"success": False}, status=422)
            case "crash":
                raise ZeroDivisionError
        return created({"id": category.pk, "count": Category.objects.count()})


class Resumed(ApiView):
    """Adds a category in a transaction of its own, then works on outside of it, and ends as the body says."""

    @operation("Add a category in steps", who="signed in", answer=Echo, status=201, body=EchoInput)
    @resumable
    def post(self, request: Request) -> Response:
        deed = deed_id("category").hex[:12]
        if not Category.objects.filter(slug=deed).exists():
            create_category(self.actor, {"name": deed, "slug": deed})
        time.sleep(float(request.data.get("seconds", 0)))
        match ENDS.pop(0) if ENDS else None:
            case "refusal":
                raise Unprocessable
            case "returned refusal":
                return Response({"success": False}, status=422)
            case "unavailable":
                raise ServiceUnavailable
            case "crash":
                raise ZeroDivisionError
        return created({"deed": deed, "at": time.time_ns()})


class EchoView(ApiView):
    @operation("Echo", who=ANYONE, answer=Echo, body=EchoInput)
    def post(self, request: Request) -> Response:
        return ok({"said": request.data, "files": sorted(request.FILES)})

    @operation("Who am I", who=ANYONE, answer=Echo)
    def get(self, request: Request) -> Response:
        return ok({"said": str(self.actor.id)})


class Part(serializers.Serializer[Any]):
    town = serializers.CharField()


class FormInput(serializers.Serializer[Any]):
    example: ClassVar[dict[str, Any]] = {}

    name = serializers.CharField()
    quantity = serializers.IntegerField(required=False)
    is_active = serializers.BooleanField(required=False, default=True)
    picture = serializers.FileField(required=False)
    address = Part(required=False)
    lines = Part(many=True, required=False)
    items = serializers.ListField(child=Part(), required=False)


class FormView(ApiView):
    @operation("Read a form", who=ANYONE, answer=Echo, body=FormInput)
    def post(self, request: Request) -> Response:
        return ok({"said": {**self.read_body(FormInput), "picture": None}})


class Fail(ApiView):
    def get(self, request: Request, how: str) -> Response:
        match how:
            case "crash":
                raise ZeroDivisionError
            case "gone":
                raise OperationalError("server closed the connection unexpectedly")
            case "slow":
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = 50")
                    cursor.execute("SELECT pg_sleep(5)")
            case "killed":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return ok(how)


def crash_middleware(get_response):
    def answer(request):
        if request.GET.get("break") == "middleware":
            raise ZeroDivisionError
        return get_response(request)

    return answer


urlpatterns = [
    path("api/test/once/", Once.as_view()),
    path("api/test/resumed/", Resumed.as_view()),
    path("api/test/echo/", EchoView.as_view()),
    path("api/test/form/", FormView.as_view()),
    path("api/test/fail/<str:how>/", Fail.as_view()),
    *real,
]
