from nexus.kernel.api.errors import (
    Conflict,
    InvalidToken,
    NotAuthenticated,
    ServiceUnavailable,
    Unprocessable,
)


class InvalidState(InvalidToken):
    """A sign-in that wasn't begun here, was begun for something else, is over, or has been used."""

    sentence = "This sign-in was not begun here, has been used, or took too long. Begin again."


class NotProved(NotAuthenticated):
    """What a provider said doesn't hold, or it said no."""

    sentence = "The provider did not confirm who you are. Begin again."


class AccountShut(NotAuthenticated):
    """Whoever it is has an account here that has been deactivated."""

    sentence = "Your account here has been deactivated."


class ProviderUnavailable(ServiceUnavailable):
    """A provider gives no answer that can be read."""

    sentence = "The provider gives no answer. Try again in a moment, or sign in another way."


class AddressTaken(Conflict):
    """The identity's e-mail address belongs to an account that it isn't connected to."""

    sentence = (
        "There is an account with this e-mail address. Sign in to it as you did before, and connect "
        "this identity there; if you don't know its password any more, reset it."
    )


class AddressMissing(Unprocessable):
    """A provider gave no e-mail address that an account could be opened with."""

    sentence = (
        "The provider gave no e-mail address that an account can have. Let it pass yours on, or open an "
        "account with a password and connect this identity there."
    )


class AlreadyConnected(Conflict):
    """An identity signs in to one account only."""

    sentence = "This identity is connected to another account. Sign in with it, and remove it there first."


class LastWayIn(Conflict):
    """Without this identity nobody could sign in to the account."""

    sentence = "This is the only way in to your account. Set a password or connect another identity first."
