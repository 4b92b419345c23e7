import strawberry

from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation
from nexus.kernel.api.graphql.inputs import read_input
from nexus.kernel.api.operations import ANYONE
from nexus.kernel.authentication.actions.mailboxes import ask_for_confirmation, confirm_address
from nexus.kernel.authentication.actions.passwords import ask_for_reset, reset_password
from nexus.kernel.authentication.rest.accounts import EmailInput, KeyInput, ResetInput


@strawberry.input
class MailedKeyInput:
    """The key of a link from a mail."""

    key: str


@strawberry.input
class MailboxInput:
    """An e-mail address."""

    email: str


@strawberry.input
class PasswordResetInput:
    """The key of a link from a mail, and the new password."""

    key: str
    password: str


@strawberry.type
class Mutation:
    """What is proved by links in mails."""

    @mutation(bool, who=ANYONE)
    def confirm_email(self, info: Info, input: MailedKeyInput) -> bool:
        """Confirm an e-mail address by the key of its link."""
        confirm_address(info.context.request, read_input(KeyInput, input)["key"])
        return True

    @mutation(bool, who=ANYONE)
    def resend_confirmation(self, info: Info, input: MailboxInput) -> bool:
        """Have the confirming link mailed again; the answer is the same for each address."""
        ask_for_confirmation(info.context.request, read_input(EmailInput, input)["email"])
        return True

    @mutation(bool, who=ANYONE)
    def request_password_reset(self, info: Info, input: MailboxInput) -> bool:
        """Ask for a link to set a new password; the answer is the same for each address."""
        ask_for_reset(info.context.request, read_input(EmailInput, input)["email"])
        return True

    @mutation(bool, who=ANYONE)
    def reset_password(self, info: Info, input: PasswordResetInput) -> bool:
        """Set a new password by the key of a link: every sign-in ends. Sign in with it then."""
        said = read_input(ResetInput, input)
        reset_password(info.context.request, said["key"], said["password"])
        return True
