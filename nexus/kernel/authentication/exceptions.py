from nexus.kernel.api.errors import InvalidToken, NexusError, Unprocessable


class ChallengeOver(InvalidToken):
    """The challenge is unknown, has run out, was used, or bore too many wrong tries."""

    code = "CHALLENGE_OVER"
    sentence = "This challenge is over. Begin anew."


class WrongFactor(NexusError):
    """The code or the passkey's answer is not right."""

    code = "WRONG_FACTOR"
    status = 401
    sentence = "This code or passkey is not right."


class NoFactor(Unprocessable):
    """There is no such factor, or none that this hangs on."""

    code = "NO_FACTOR"
    sentence = "Set up an authenticator app or a passkey first."


class KeyInUse(Unprocessable):
    """The key that signs can't be retired."""

    code = "KEY_IN_USE"
    sentence = "This key signs: let another one sign first."
