"""Whether trainee code can be confined here at all: what can be said before a zygote has tried."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sixfold_grader.box import landlock, seccomp
from sixfold_grader.errors import ConfinementError


@dataclass(frozen=True)
class Support:
    """Whether this machine has what the walls are made of.

    Parameters
    ----------
    landlock_abi : int
        0 where the kernel has no Landlock.
    account : int or None
        Unprivileged account that boxes run as; None for an ordinary user's own.
    reason : str or None
        Why not, for a person; None if walls can be built.
    """

    landlock_abi: int
    account: int | None
    reason: str | None

    @property
    def usable(self) -> bool:
        """True if trainee code may run here."""
        return self.reason is None


def available(uid: int | None) -> Support:
    """Look at the kernel; `uid` is the account to drop to when started as root."""
    account = uid if os.geteuid() == 0 else None
    reason = None
    try:
        if os.geteuid() == 0 and not uid:
            raise ConfinementError("started as root: trainee code needs an unprivileged account to run as")
        seccomp.program()
        os.close(landlock.prepare((), (), (), ()))
    except ConfinementError as error:
        reason = str(error)
    return Support(landlock.abi(), account, reason)
