class UnreadableFile(Exception):
    """Nothing can be read from this file: the sentence says why."""
