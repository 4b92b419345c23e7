"""The OpenAPI document: made from the operations once a process, kept as bytes."""

from functools import cache
from gzip import compress
from typing import Any, Final

from django.apps import AppConfig, apps
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from nexus.kernel.api import described
from nexus.kernel.api.answers import to_json
from nexus.kernel.api.errors import REGISTRY, NexusError
from nexus.kernel.api.operations import ANYONE, Operation
from nexus.kernel.api.shapes import error_example

FIRST_FAILURE: Final = "400"
EXAMPLE: Final = "#/components/examples/"
# The scheme that every operation names; `add_bearer` declares it.
BEARER: Final = "Bearer"

_HOW_TO_SIGN_IN = (
    "Take an access token from `POST /api/token/` or `POST /api/auth/login/` and send it as "
    "`Authorization: Bearer <access>`. Paste it here with or without `Bearer ` before it."
)


class RoomSchema(AutoSchema):
    """Reads each operation's own words, and files it under the room of the house that it lives in."""

    @property
    def told(self) -> Operation:
        """What `@operation` was told of this method."""
        told: Operation = getattr(self.view, self.method.lower()).operation
        return told

    def get_summary(self) -> str:
        """Say its sentence."""
        return self.told.summary

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        """Say more, and who may."""
        said = f"{self.told.description or f'{self.told.summary}.'}\n\n**Who may:** {self.told.who}."
        return f"{said} **Scope:** `{self.told.covered_by}`."

    def get_tags(self) -> list[str]:
        """Name the room by its app's own name for people."""
        return (
            [self.told.tag]
            if self.told.tag
            else [_name(room) for room in [_room_of(type(self.view))] if room]
        )

    def get_override_parameters(self) -> list[Any]:
        """Name what its query string and its headers may hold."""
        return described.parameters(self.told)

    def get_request_serializer(self) -> Any:
        """Say what its body may be."""
        return described.request(self.told)

    def get_response_serializers(self) -> Any:
        """Say what it answers with."""
        return described.responses(self.told)

    def get_examples(self) -> list[Any]:
        """Show both, and what can go wrong."""
        return described.examples(self.told)

    def get_extensions(self) -> dict[str, Any]:
        """Say who may, for programs."""
        return {"x-access": self.told.access}

    def get_auth(self) -> list[Any]:
        """Leave it to `add_bearer`: the document has one scheme."""
        return [{}]

    def _get_request_for_media_type(self, serializer: Any, direction: Any = "request") -> Any:
        # A PUT asks for no field: it changes those that are given (docs/decisions/0004). One that is
        # another name of a POST asks for what the POST does.
        view = type(self.view)
        if self.method == "PUT" and getattr(view, "post", None) is not getattr(view, "put", None):
            serializer = serializer(partial=True)
        return super()._get_request_for_media_type(serializer, direction)  # type: ignore[no-untyped-call]

    def get_operation_id(self) -> str:
        """Name it by its path and method, a list as a list."""
        name: str = super().get_operation_id()
        return f"{name.removesuffix('_retrieve')}_list" if self.told.many else name


def openapi() -> dict[str, Any]:
    """Describe every operation of the site."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


@cache
def openapi_bytes() -> bytes:
    """Give the document as it goes over the wire: it costs half a second, and no request changes it."""
    return to_json(openapi())


@cache
def openapi_packed() -> bytes:
    """Give the document packed: a tenth of its size, for the browsers that take it so."""
    return compress(openapi_bytes(), mtime=0)


def add_bearer(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Declare how to sign in, and which operations ask for it (a drf-spectacular hook)."""
    result["components"]["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _HOW_TO_SIGN_IN}
    }
    for operation in _operations(result):
        is_open = operation["x-access"]["who"] == ANYONE
        operation["security"] = [{}, {BEARER: []}] if is_open else [{BEARER: []}]
    return result


def share_errors(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Show each error once and point to it: in every operation it would be most of the document (a hook)."""
    named: set[str] = set()
    for operation in _operations(result):
        for status, response in operation["responses"].items():
            if status >= FIRST_FAILURE:
                for media in response["content"].values():
                    codes = [shown["value"]["error"]["code"] for shown in media["examples"].values()]
                    media["examples"] = {code: {"$ref": EXAMPLE + code} for code in codes}
                    named.update(codes)
    result["components"]["examples"] = {code: _shown(REGISTRY[code]) for code in sorted(named)}
    return result


def _shown(error: type[NexusError]) -> dict[str, Any]:
    return {"description": error.__doc__, "value": error_example(error)}


def describe_rooms(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say what each room is for, in the order of the house (a drf-spectacular hook)."""
    used = {tag for operation in _operations(result) for tag in operation.get("tags", ())}
    ours = [room for room in apps.get_app_configs() if room.name.startswith("nexus.")]
    rooms = {_name(room): room for room in ours if _name(room) in used}
    result["tags"] = [{"name": name, "description": room.__doc__ or ""} for name, room in rooms.items()]
    return result


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def _room_of(view: type) -> AppConfig | None:
    return apps.get_containing_app_config(view.__module__)


def _name(room: AppConfig) -> str:
    return str(room.verbose_name)
