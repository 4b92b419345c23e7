class Refused(ValueError):
    """An address that Nexus doesn't call; the sentence says why, and names nothing that it found inside."""


class Unreachable(Exception):
    """There was no answer: no such name, no connection, no end within the time."""
