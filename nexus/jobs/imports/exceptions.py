class UnreadableFile(Exception):
    """The file to import is not there, or holds something else; the sentence says which."""
