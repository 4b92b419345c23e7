from nexus.kernel.accounts import actions
from nexus.kernel.accounts.events import ErasureAsked, ExportAsked, LinkAsked
from nexus.kernel.events.bus import Heard, hears
from nexus.kernel.tasks.queues import BULK, URGENT


@hears(LinkAsked, queue=URGENT, tells_people=True)
def mail_a_link(heard: Heard[LinkAsked]) -> None:
    """Mail a link that was asked for."""
    actions.answer_link_request(heard.fact.request_id)


@hears(ExportAsked, queue=BULK)
def make_an_export(heard: Heard[ExportAsked]) -> None:
    """Gather all that is kept of an account."""
    actions.make_export(heard.fact.export_id)


@hears(ErasureAsked, queue=BULK)
def erase_without_grace(heard: Heard[ErasureAsked]) -> None:
    """Erase an account at once, where the site has no grace."""
    actions.erase_if_due(heard.fact.erasure_id)
