from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from nexus.kernel.authentication.bearer import SCHEME, Known, bearer_of


class BearerAuthentication(BaseAuthentication):
    """The API's only way to say who one is: `Authorization: Bearer <access token>`."""

    def authenticate(self, request: Request) -> Known | None:
        """Name the account behind the token, or nobody without one."""
        http_request: HttpRequest = request._request  # what is found is kept where every door sees it
        return bearer_of(http_request)

    def authenticate_header(self, request: Request) -> str:
        """Say how to sign in."""
        return SCHEME


class EnrollingBearer(BearerAuthentication):
    """The same, where a second factor is set up: that its role needs one keeps nobody out."""

    def authenticate(self, request: Request) -> Known | None:
        """Name the account behind the token, or nobody without one."""
        http_request: HttpRequest = request._request
        return bearer_of(http_request, enrolling=True)
