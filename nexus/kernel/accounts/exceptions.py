from nexus.kernel.api.errors import Conflict, Unprocessable


class LastAdministrator(Unprocessable):
    """Nobody would be left to administer the site."""

    sentence = "This is the last administrator. Make another account one first."


class LinkVoid(Unprocessable):
    """The key of a link is used, run out, someone else's or for something else."""

    code = "LINK_VOID"
    sentence = "This link doesn't work any more. Ask for a new one."


class StillNeeded(Unprocessable):
    """Something is under way that needs the account."""

    code = "STILL_NEEDED"
    sentence = "Something is under way that needs this account. Bring it to its end, then ask again."


class AddressBookFull(Unprocessable):
    """There are as many addresses as an account may keep."""

    sentence = "An account keeps 50 addresses at most. Take one out first."


class AddressTaken(Conflict):
    """Somebody else has confirmed the address in the meantime."""

    sentence = "This e-mail address is taken."
