from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from nexus.kernel.authentication.models import TokenFamily


def sweep_sign_ins() -> int:
    """Forget the sign-ins that nobody can come back with, of apps and of browsers; how many."""
    now = timezone.now()
    families, _ = TokenFamily.objects.run_out(now).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    open_ones = Session.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(open_ones)).delete()
    return families + sessions
