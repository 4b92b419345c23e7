from nexus.kernel.api.errors import NotAuthenticated, Unprocessable


class TooLongAgo(Unprocessable):
    """What was missed is more than is replayed."""

    code = "TOO_LONG_AGO"
    sentence = "Too much has happened since then. Read the thing anew over REST, and listen without 'after'."


class BeyondTheLog(TooLongAgo):
    """The log ends before that position, as after a restore; the way on is the same, and so is the code."""

    sentence = "Nothing has happened there yet. Read the thing anew over REST, and listen without 'after'."


class NotSignedInYet(NotAuthenticated):
    """A socket that hasn't said who it is."""

    sentence = "Say who you are first: {'type': 'auth', 'token': '<access token>'}."
