from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp.internal import auth as totp, flows as totp_flows
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.authentication import challenges
from nexus.kernel.authentication.actions.noticing import tell_of_factors
from nexus.kernel.authentication.challenges import Purpose
from nexus.kernel.authentication.exceptions import NoFactor, WrongFactor
from nexus.kernel.authentication.flow import as_an_app
from nexus.kernel.authentication.proving import KINDS
from nexus.kernel.kit.actor import Actor

TAKEN = "There is an authenticator app already: remove it first."
UNCONFIRMED = "Confirm your e-mail address first; POST /api/auth/email/resend/ mails the link again."


@dataclass(frozen=True, slots=True)
class TotpBegun:
    """What an authenticator app needs: the same thing as a text, a link and a picture."""

    challenge: str
    secret: str
    uri: str
    svg: str


def factors(actor: Actor) -> QuerySet[Authenticator]:
    """Give an account's factors, the oldest first."""
    require(actor, "authentication.manage_factors")
    own: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=actor.id)
    return own.order_by("created_at", "pk")


def begin_totp(request: HttpRequest, actor: Actor) -> TotpBegun:
    """Begin to set up an authenticator app: nothing holds before its first code has come."""
    user = who_may_add(actor)
    if held(actor, KINDS.TOTP).exists():
        raise Conflict(TAKEN)
    secret = totp.generate_totp_secret()
    with as_an_app(request, user):
        uri = get_adapter().build_totp_url(user, secret)
    challenge = challenges.begin(Purpose.TOTP, user.pk, {"secret": secret})
    return TotpBegun(challenge.secret, secret, uri, get_adapter().build_totp_svg(uri))


def confirm_totp(request: HttpRequest, actor: Actor, *, challenge: str, code: str) -> list[str]:
    """Set up an authenticator app by its first code; gives recovery codes, where these are the first."""
    user = who_may_add(actor)
    begun = challenges.find(Purpose.TOTP, challenge, user.pk)
    challenges.count_try(begun)
    secret = begun.state["secret"]
    if not totp.validate_totp_code(secret, code):
        raise WrongFactor
    challenges.take(begun)
    try:
        with as_an_app(request, user), transaction.atomic():
            _, recovery = totp_flows.activate_totp(request, SimpleNamespace(secret=secret))
            return shown_once(recovery)
    except IntegrityError:
        raise Conflict(TAKEN) from None


def remove_totp(request: HttpRequest, actor: Actor) -> None:
    """Remove the authenticator app; recovery codes go with the last real factor."""
    user, found = _to_change(actor), held(actor, KINDS.TOTP).first()
    if found is None:
        raise NotFound
    with as_an_app(request, user), transaction.atomic():
        totp_flows.deactivate_totp(request, found)


@transaction.atomic
def take_others_factor(request: HttpRequest, actor: Actor, factor: Authenticator) -> None:
    """Remove a factor that somebody has lost, as an administrator who made sure; its owner is told."""
    require(actor, "authentication.take_others_factor")
    delete_and_cleanup(request, factor)
    tell_of_factors(factor.user, "a second factor was removed by an administrator")


def new_recovery_codes(request: HttpRequest, actor: Actor) -> list[str]:
    """Make recovery codes anew, shown this once; those before are void."""
    user = _to_change(actor)
    if not recovery_flows.can_generate_recovery_codes(user):
        raise NoFactor
    with as_an_app(request, user), transaction.atomic():
        return shown_once(recovery_flows.generate_recovery_codes(request))


def shown_once(recovery: Authenticator | None) -> list[str]:
    """Give recovery codes that were just made, and note that they have been seen."""
    if recovery is None:
        return []
    codes: Sequence[str] = recovery.wrap().get_unused_codes()
    recovery.wrap().mark_as_viewed()
    return list(codes)


def held(actor: Actor, kind: str) -> QuerySet[Authenticator]:
    """Give an account's factors of a kind."""
    return factors(actor).filter(type=kind)


def who_may_add(actor: Actor) -> User:
    """Give the account that adds a factor: its owner proved to be there, and can be reached."""
    from allauth.mfa.internal.flows.add import validate_can_add_authenticator  # noqa: PLC0415

    user = _to_change(actor)
    try:
        validate_can_add_authenticator(user)
    except ValidationError:
        raise Unprocessable(UNCONFIRMED) from None
    return user


def _to_change(actor: Actor) -> User:
    require(actor, "authentication.manage_factors")
    require_recent(actor)
    account: User = User.objects.get(pk=actor.id)
    return account
