"""Answers handed to the web server whole: of a list it makes one message, of anything else a stream."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http import HttpResponse


class Whole:
    """A WSGI application around another: gives an answer that is all there as a list."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._application(environ, start_response)
        # Kept pages are lists already; files and exports are streams, and stay so.
        if not isinstance(answer, HttpResponse):
            return answer
        answer.close()  # as the server would, which never sees it
        return [answer.content]
