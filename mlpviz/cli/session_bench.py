"""A session on the command line: which of its networks is meant."""

from __future__ import annotations

from pathlib import Path

from mlpviz.engine.session.reading import is_session, read_session
from mlpviz.engine.session.session import SavedBench, Session


def names_a_session(subject: str) -> bool:
    """Whether this is meant to be a session file."""
    return is_session(subject)


def session_of(subject: str) -> Session:
    """The session of a file. Raises ValueError with one sentence, OSError if it cannot be opened."""
    if not Path(subject).exists():
        raise ValueError(f"there is no file {subject!r:.200}; choose another file.")
    return read_session(subject)


def bench_of(session: Session, workspace: str | None) -> SavedBench:
    """The bench of a workspace. None: of the one on show; if that has none, the first there is.

    Raises ValueError with one sentence if there is no such bench.
    """
    found = [one for one in session.benches if one.workspace == (workspace or session.workspace)]
    if found:
        return found[0]
    if not session.benches:
        raise ValueError("the session holds no network.")
    if workspace is not None:
        names = ", ".join(dict.fromkeys(one.workspace for one in session.benches))
        raise ValueError(f"the session has no network in {workspace!r:.80}; there are networks in {names}.")
    return session.benches[0]
