"""Make this process cheap to fork: a submission costs several forks of a warm process."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from pathlib import Path

_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25
_HUGE = 2 << 20
_libc = ctypes.CDLL(None, use_errno=True)


def settle() -> None:
    """Call once after warming up, before the first fork.

    A collection in a child would touch, and so copy, every object of the parent; what lives now is
    taken out of its reach. A fork copies a table entry per page; of 2 MiB pages there are fewer
    (kernels without MADV_COLLAPSE refuse, which costs only time).
    """
    gc.collect()
    gc.freeze()
    for start, length in _anonymous_memory():
        for advice in (_MADV_HUGEPAGE, _MADV_COLLAPSE):
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(length), advice)


def _anonymous_memory() -> Iterator[tuple[int, int]]:
    """Yield start and length of the whole huge pages within writable anonymous memory."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        span, rights, _offset, _device, _inode, *name = line.split()
        if rights == "rw-p" and name in ([], ["[heap]"]):
            low, high = (int(bound, 16) for bound in span.split("-"))
            start, end = -(-low // _HUGE) * _HUGE, high // _HUGE * _HUGE
            if start < end:
                yield start, end - start
