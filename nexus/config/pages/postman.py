"""A Postman collection, made from the OpenAPI document: every operation, with its example and its answers."""

from collections import defaultdict
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from nexus.config.pages.document import FIRST_FAILURE

Json = dict[str, Any]

SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "multipart/form-data"

# After a sign-in the collection keeps the token, so that the next request is already signed.
_KEEP_TOKEN: Final = [
    "const answer = pm.response.json();",
    "const { access } = answer.data ?? answer;",
    'if (access) pm.collectionVariables.set("token", access);',
]


def collection(document: Json) -> Json:
    """Turn an OpenAPI document into a Postman collection (v2.1), one folder a tag."""
    folders: dict[str, list[Json]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            folders[operation["tags"][0]].append(_item(path, method.upper(), operation, document))
    info = document["info"]
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, info["title"])),
            "name": info["title"],
            "description": info["description"],
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [
            {"key": "baseUrl", "value": "http://localhost:8000", "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "item": [
            {"name": tag["name"], "description": tag["description"], "item": folders[tag["name"]]}
            for tag in document["tags"]
        ],
    }


def _item(path: str, method: str, operation: Json, document: Json) -> Json:
    request: Json = {
        "method": method,
        "header": [{"key": "Accept", "value": JSON_TYPE}],
        "url": _url(path, operation.get("parameters", [])),
        "description": operation["description"],
    }
    if {} in operation["security"]:
        # An empty token would be refused where none is needed.
        request["auth"] = {"type": "noauth"}
    if "requestBody" in operation:
        request |= _body(operation["requestBody"]["content"], document)
        request["header"].extend(request.pop("more_headers"))
    answers = [
        _answer(request, status, name, example)
        for status, response in operation["responses"].items()
        for name, example in _examples(response, document).items()
    ]
    item = {"name": operation["summary"], "request": request, "response": answers}
    if any(_gives_a_token(answer) for answer in answers):
        item["event"] = [{"listen": "test", "script": {"type": "text/javascript", "exec": _KEEP_TOKEN}}]
    return item


def _url(path: str, parameters: list[Json]) -> Json:
    names = path.replace("{", ":").replace("}", "").lstrip("/")
    query = [parameter for parameter in parameters if parameter["in"] == "query"]
    return {
        "raw": "{{baseUrl}}/" + names,
        "host": ["{{baseUrl}}"],
        "path": names.split("/"),
        "query": [
            {
                "key": parameter["name"],
                "value": _text(parameter["schema"].get("default")),
                "description": parameter.get("description", ""),
                "disabled": not parameter.get("required", False),
            }
            for parameter in query
        ],
        "variable": [
            {"key": parameter["name"], "value": "", "description": parameter.get("description", "")}
            for parameter in parameters
            if parameter["in"] == "path"
        ],
    }


def _body(content: Json, document: Json) -> Json:
    if JSON_TYPE not in content:
        return {
            "body": {"mode": "formdata", "formdata": _fields(content[FORM_TYPE]["schema"], document)},
            "more_headers": [],
        }
    example: Any = next(iter(_examples({"content": content}, document).values()), {})
    return {
        "body": {"mode": "raw", "raw": _pretty(example), "options": {"raw": {"language": "json"}}},
        "more_headers": [{"key": "Content-Type", "value": JSON_TYPE}],
    }


def _fields(schema: Json, document: Json) -> list[Json]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return [
        {
            "key": name,
            "type": "file" if _is_file(field) else "text",
            "description": field.get("description", ""),
        }
        for name, field in schema["properties"].items()
    ]


def _is_file(field: Json) -> bool:
    return "binary" in {field.get("format"), field.get("items", {}).get("format")}


def _answer(request: Json, status: str, name: str, example: Any) -> Json:
    # A refusal can follow any request: it would only be copied.
    asked = {"originalRequest": request} if status < FIRST_FAILURE else {}
    return asked | {
        "name": f"{status} {name}",
        "status": name,
        "code": int(status),
        "header": [{"key": "Content-Type", "value": JSON_TYPE}],
        "_postman_previewlanguage": "json",
        "body": _pretty(example),
    }


def _examples(body: Json, document: Json) -> Json:
    examples = body.get("content", {}).get(JSON_TYPE, {}).get("examples", {})
    shared = document["components"]["examples"]
    return {
        name: (shared[name] if "$ref" in example else example)["value"] for name, example in examples.items()
    }


def _gives_a_token(answer: Json) -> bool:
    told = msgspec.json.decode(answer["body"])
    return isinstance(told, dict) and "access" in (told.get("data") or told)


def _pretty(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
