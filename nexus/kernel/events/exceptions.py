class NobodyHears(Exception):
    """A delivery to a receiver that this site doesn't have: renamed, or its domain is off."""


class EventGone(Exception):
    """A delivery of an event that the log no longer holds."""
