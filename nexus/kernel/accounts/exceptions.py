from nexus.kernel.api.errors import Unprocessable


class LastAdministrator(Unprocessable):
    """Nobody would be left to administer the site."""

    sentence = "This is the last administrator. Make another account one first."
