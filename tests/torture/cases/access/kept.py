"""What a tenant has beside its store: jobs, the account's own things, programs, conversations."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nexus.jobs.postings.models import JobStatus
from nexus.kernel.accounts.actions.exporting import make_export
from nexus.kernel.accounts.models import Address, DataExport, User
from nexus.kernel.accounts.models.exports import ExportStatus
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.bus import publish
from nexus.kernel.identities.models import Identity
from nexus.kernel.imports.events import ImportStarted
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.messaging.actions import attach_file, start_conversation
from nexus.kernel.notifications.models import Notification
from nexus.kernel.oauth.models import AccessToken, Client, RefreshToken
from nexus.kernel.webhooks.models import Delivery, EndpointState
from tests.factories.api_keys import ApiKeyFactory
from tests.factories.factors import Passkey
from tests.factories.jobs import ApplicationFactory, JobFactory
from tests.factories.webhooks import EndpointFactory
from tests.torture.arena import ADDRESS
from tests.torture.cases.access.kinds import Things

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def jobs(tenant: str, people: dict[str, User], number: int, there: Things, _: Things) -> None:
    """Post jobs, one of them under review, and apply."""
    job = JobFactory(id=number, employer=people["employer"])
    draft = JobFactory(id=number + 1, employer=people["employer"], title=f"{tenant} secret job", pending=True)
    closed = JobFactory(id=number + 2, employer=people["employer"], status=JobStatus.CLOSED)
    letter = f"{tenant} wants to leave."
    application = ApplicationFactory(
        id=number + 20, job=closed, applicant=people["seeker"], cover_letter=letter
    )
    there |= {"job": job.pk, "draft_job": draft.pk, "closed_job": closed.pk, "application": application.pk}


def account(tenant: str, people: dict[str, User], number: int, there: Things, gone: Things) -> None:
    """Keep what is nobody else's: addresses, sign-ins, factors, exports, identities, notifications."""
    user = people["customer"]
    past = timezone.now() - timedelta(days=1)
    notice = {"user": user, "kind": "order_placed", "title": f"{tenant} is told", "text": "Thank you."}
    ready = {"user": user, "status": ExportStatus.READY}
    issue_tokens(user, user_agent=f"{tenant} telephone")
    export = DataExport.objects.create(user=user, expires_at=timezone.now() + timedelta(days=1))
    make_export(export.pk)
    passkey = Authenticator.objects.create(
        id=number + 30, user=user, type=Authenticator.Type.WEBAUTHN, data=_passkey(tenant)
    )
    record("password_changed", user.pk, details={"way": f"{tenant} did it"})
    there |= {
        "user": user.pk,
        "address": Address.objects.create(user=user, label=f"{tenant} hideout", **ADDRESS).pk,
        "sign_in": TokenFamily.objects.get(user=user).pk,
        "passkey": passkey.pk,
        "identity": Identity.objects.create(
            id=number + 40, user=user, provider="google", uid=f"{tenant}-uid"
        ).pk,
        "export": export.pk,
        "notification": Notification.objects.create(**notice).pk,
    }
    gone |= {
        "user": people["closed"].pk,
        "export": DataExport.objects.create(expires_at=past, **ready).pk,
        "notification": Notification.objects.create(in_app=False, **notice).pk,
    }


def programs(tenant: str, people: dict[str, User], _: int, there: Things, gone: Things) -> None:
    """Have programs, keys, webhook endpoints, and imports under way."""
    user, seller = people["customer"], people["seller"]
    client = Client.objects.create(
        user=user,
        name=f"{tenant} program",
        client_type=Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE,
        redirect_uris="https://sync.example.com/callback",
        scopes=["orders:read"],
    )
    soon = timezone.now() + timedelta(hours=1)
    given = {"user": user, "application": client}
    access = AccessToken.objects.create(token=f"nxo_{tenant}", expires=soon, scope="orders:read", **given)
    RefreshToken.objects.create(token=f"nxr_{tenant}", access_token=access, **given)
    endpoint = EndpointFactory(
        side="store", owner=seller, events=["commerce.*"], description=f"{tenant} hook"
    )
    deleted = EndpointFactory(side="store", owner=seller, state=EndpointState.DELETED)
    hiring = EndpointFactory(side="employer", owner=people["employer"], events=["jobs.*"])
    delivery = Delivery.objects.create(
        endpoint=endpoint, event_id=new_id(), event="commerce.order.paid", body=f'{{"of":"{tenant}"}}'
    )
    there |= {
        "client": client.pk,
        "authorization": client.pk,
        "key": ApiKeyFactory(user=user, name=f"{tenant} machine").pk,
        "endpoint": endpoint.pk,
        "hiring_endpoint": hiring.pk,
        "delivery": delivery.pk,
        "import": new_id(),
    }
    gone |= {
        "key": ApiKeyFactory(user=user, revoked_at=timezone.now()).pk,
        "endpoint": deleted.pk,
    }
    publish(ImportStarted(there["import"], seller.pk, "products", 0, 10), actor=Actor.of(seller))


def talks(tenant: str, people: dict[str, User], _: int, there: Things, __: Things) -> None:
    """Talk about a product, with a file."""
    customer = Actor.of(people["customer"])
    sent, unsent = (attach_file(customer, SimpleUploadedFile("terms.pdf", PDF)) for _ in range(2))
    about = {"product": str(there["product"])}
    message = start_conversation(customer, about, f"{tenant} whispers.", attachments=[sent.pk])
    there |= {
        "conversation": message.conversation_id,
        "message": message.pk,
        "attachment": sent.pk,
        "unsent_file": unsent.pk,
    }


def _passkey(tenant: str) -> dict[str, object]:
    asked = {"publicKey": {"user": {"id": tenant}, "rp": {"id": "localhost"}, "challenge": "Y2hhbGxlbmdl"}}
    return {"name": f"{tenant} key", "passwordless": True, "credential": Passkey().create(asked)}
