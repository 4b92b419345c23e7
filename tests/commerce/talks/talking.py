"""Talking over REST, as the two sides do it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.factories.pictures import picture, sent

CONVERSATIONS = "/api/conversations/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
ABSENT = "00000000-0000-7000-8000-000000000000"

Data = dict[str, Any]


def start(client: APIClient, text: str = "Is it still to be had?", **about: Any) -> Data:
    """Begin a conversation about a thing, or go on with it."""
    said = {"about": {kind: _id(thing) for kind, thing in about.items()}, "text": text}
    answer = client.post(CONVERSATIONS, said)
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def write(client: APIClient, talk: Data, text: str = "Yes.", **more: Any) -> Data:
    """Write into a conversation."""
    answer = client.post(f"{CONVERSATIONS}{talk['id']}/messages/", {"text": text, **more})
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def act(client: APIClient, talk: Data, deed: str, **said: Any) -> Any:
    return client.post(f"{CONVERSATIONS}{talk['id']}/{deed}/", said)


def seen(client: APIClient, talk: Data) -> Data:
    """Give a conversation as this side sees it."""
    answer = client.get(f"{CONVERSATIONS}{talk['id']}/")
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def listed(client: APIClient, query: str = "") -> Data:
    answer = client.get(f"{CONVERSATIONS}{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def texts(client: APIClient, talk: Data, query: str = "?ordering=oldest") -> list[str]:
    answer = client.get(f"{CONVERSATIONS}{talk['id']}/messages/{query}")
    assert answer.status_code == 200, answer.json()
    return [message["text"] for message in answer.json()["results"]]


def send_up(client: APIClient, content: bytes | None = None, name: str = "shirt.png") -> Any:
    """Send a file up: a picture, unless other bytes are given."""
    file = sent(picture(), name) if content is None else SimpleUploadedFile(name, content)
    return client.post(f"{CONVERSATIONS}attachments/", {"file": file}, format="multipart")


def _id(thing: Any) -> Any:
    return thing if isinstance(thing, str | int) else thing.pk if isinstance(thing.pk, int) else str(thing.pk)
