import re
from pathlib import Path

LARGE = 10 * 1024 * 1024
COMPLAINT = re.compile(r"(?:FATAL|PANIC|ERROR|error|could not|cannot|No space|Can't)[^\n]*")


def make_room(log: Path) -> None:
    """Put a log that grew large aside, in the place of the one before."""
    if size(log) > LARGE:
        log.replace(log.with_name(f"{log.name}.1"))


def size(log: Path) -> int:
    """Give where the next line will stand."""
    return log.stat().st_size if log.exists() else 0


def since(log: Path, offset: int) -> str:
    """Give what was written from there on, or all of it where the log was put aside meanwhile."""
    return _read(log, _begin(log, offset)).decode(errors="replace")


def whole_lines(log: Path, offset: int) -> tuple[list[str], int]:
    """Give the lines that were finished since then, and where the next one begins."""
    begin = _begin(log, offset)
    text = _read(log, begin)
    finished = text[: text.rfind(b"\n") + 1]
    return finished.decode(errors="replace").splitlines(), begin + len(finished)


def _begin(log: Path, offset: int) -> int:
    return offset if offset <= size(log) else 0


def _read(log: Path, begin: int) -> bytes:
    if not log.exists():
        return b""
    with log.open("rb") as text:
        text.seek(begin)
        return text.read()


def reason(text: str) -> str:
    """Find the line that says what went wrong: the first complaint, for the others follow from it."""
    complaint = COMPLAINT.search(text)
    lines = text.strip().splitlines() or ["it said nothing"]
    return (complaint[0] if complaint else lines[-1]).strip().rstrip(".")
