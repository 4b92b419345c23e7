from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions.limits import expect_few_begun, expect_not_too_fast
from nexus.kernel.messaging.actions.sending import Files, write
from nexus.kernel.messaging.actions.sides import expect_reachable
from nexus.kernel.messaging.events import ConversationStarted
from nexus.kernel.messaging.exceptions import OwnSide
from nexus.kernel.messaging.models import Conversation, Message, Participant
from nexus.kernel.messaging.models.conversations import TITLE_LENGTH
from nexus.kernel.messaging.subjects import Parties, Subject, hosts_of, subjects


@transaction.atomic
def start_conversation(
    actor: Actor, about: Mapping[str, str], text: str, *, to: UUID | None = None, attachments: Files = ()
) -> Message:
    """Write to the other side of a thing that one sees; what was said about it before is gone on with.

    about: the kind of thing and its id, such as {"product": "0199…"}. NotFound where it isn't there for the
    actor, OwnSide where one would write to oneself.
    """
    require(actor, "messaging.talk")
    kind, subject_id = _named(about)
    parties = kind.parties(actor, subject_id, to)
    mine, other = (parties.host, parties.guest) if parties.as_host else (parties.guest, parties.host)
    if other in {mine, actor.id} or (not parties.as_host and other in hosts_of(actor, kind.name)):
        raise OwnSide
    expect_reachable(mine, other)
    expect_not_too_fast(actor.id)  # type: ignore[arg-type]  # only accounts may talk
    conversation = _found_or_begun(actor, parties, kind.name, str(subject_id))
    side = Participant.objects.get(conversation=conversation, is_host=parties.as_host)
    return write(actor, side, other, text, attachments)


def _named(about: Mapping[str, str]) -> tuple[Subject, int | UUID]:
    ((name, subject_id),) = about.items()
    kind = subjects().get(name)
    if kind is None:
        known = ", ".join(sorted(subjects()))
        raise ValidationFailed(details={"about": [f"One can talk about: {known}."]})
    return kind, kind.read_id(subject_id)


def _found_or_begun(actor: Actor, parties: Parties, kind: str, about: str) -> Conversation:
    found = Conversation.objects.between(parties, kind, about).first()
    return found or _begun(actor, parties, kind, about)


def _begun(actor: Actor, parties: Parties, kind: str, about: str) -> Conversation:
    expect_few_begun(actor.id)  # type: ignore[arg-type]
    new = Conversation(
        kind=kind,
        about=about,
        title=parties.title[:TITLE_LENGTH],
        guest_id=parties.guest,
        host_id=parties.host,
        starter_id=actor.id,
    )
    # Both sides may begin at the same moment: the second one waits here, and goes on with the first one's.
    Conversation.objects.bulk_create([new], ignore_conflicts=True)
    conversation = Conversation.objects.between(parties, kind, about).get()
    if conversation.pk == new.pk:
        Participant.objects.bulk_create(_sides(new))
        publish(ConversationStarted(new.pk), actor=actor)
    return conversation


def _sides(new: Conversation) -> list[Participant]:
    of_guest = Participant(conversation=new, is_host=False, kind=new.kind)
    of_guest.party_id, of_guest.other_id = new.guest_id, new.host_id
    of_host = Participant(conversation=new, is_host=True, kind=new.kind)
    of_host.party_id, of_host.other_id = new.host_id, new.guest_id
    return [of_guest, of_host]
