"""Bodies as long as they were announced: one that ends early is refused, and never taken for all of it.

Where a client goes away in the middle, the web server gives what has come and then an end like any other.
Half a form reads as a whole one: it would order 1 where 10 were asked for.
"""

from collections.abc import Iterable
from typing import Any, Final
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from django.http import UnreadablePostError

INPUT: Final = "wsgi.input"


class Announced:
    """A WSGI application around another: what reads a body that ends before its Content-Length fails."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ[INPUT] = _Body(environ[INPUT])
        return self._application(environ, start_response)


class _Body:
    """What Django reads a body by: it asks for no more than was announced."""

    def __init__(self, body: InputStream) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        return self._whole(self._body.read(size), size)

    def readline(self, size: int) -> bytes:
        line: Any = self._body.readline(size)
        return line if line.endswith(b"\n") else self._whole(line, size)

    def _whole(self, read: bytes, size: int) -> bytes:
        if len(read) < size:
            raise UnreadablePostError("The body ended before it was whole.")
        return read
