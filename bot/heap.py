"""What Python's garbage collector need not look through."""

import gc


def settle() -> None:
    """All that is loaded now stays: going through it now and then takes up to .4 s, in which nobody is answered.

    What has become garbage since the last time goes first, an edition that was replaced among it.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
