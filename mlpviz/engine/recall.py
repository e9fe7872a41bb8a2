"""Snapshots of earlier epochs that were computed again, kept in limited memory."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.engine.records import Snapshot

MOST_RECALLED = 512
MOST_BYTES = 128 * 2**20


class Recall:
    """What was computed again last, by moment; beyond the limits, what came first is forgotten."""

    def __init__(self, most: int = MOST_RECALLED, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: dict[tuple[int, int], Snapshot] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Snapshot]:
        return iter(self._kept.values())

    def add(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, as the newest one."""
        self._kept.pop(snapshot.moment, None)
        self._kept[snapshot.moment] = snapshot
        while len(self._kept) > self.room_for(snapshot):
            del self._kept[next(iter(self._kept))]

    def room_for(self, snapshot: Snapshot) -> int:
        """How many snapshots of this size are kept at most."""
        return min(self._most, max(1, self._most_bytes // snapshot.nbytes))

    def holds(self, snapshot: Snapshot) -> bool:
        """Whether this very snapshot is kept."""
        return self._kept.get(snapshot.moment) is snapshot

    def exact(self, epoch: int) -> Snapshot | None:
        """The snapshot at the end of exactly that epoch, if it is kept."""
        return self._kept.get((epoch, 0))

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
