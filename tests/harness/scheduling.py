"""Which test process takes which tests; only where there are several, since nothing else needs pytest-xdist."""

from xdist.scheduler import LoadScopeScheduling

from tests.harness import sharing


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out what `sharing` keeps together, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return sharing.together(nodeid)
