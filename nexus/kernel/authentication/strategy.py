from allauth.core.internal.httpkit import authenticated_user
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.db import transaction
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions.noticing import note_sign_in
from nexus.kernel.authentication.actions.tokens import issue_tokens
from nexus.kernel.authentication.events import SignedIn
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class TokenStrategy(SessionTokenStrategy):  # type: ignore[misc]
    """What an app gets where allauth's flow lets somebody in: our tokens."""

    def get_session_token(self, request: HttpRequest) -> str | None:
        """Take no session from an app: a sign-in begins with nothing."""
        return None

    @transaction.atomic
    def create_access_token_payload(self, request: HttpRequest) -> dict[str, str]:
        """Begin a family of tokens for the account that has just passed every stage."""
        user: User = authenticated_user(request)
        tokens = issue_tokens(user, user_agent=request.headers.get("User-Agent", ""))
        publish(SignedIn(user.pk), actor=Actor.of(user))
        note_sign_in(user, by="token")
        return {"access": tokens.access, "refresh": tokens.refresh}
