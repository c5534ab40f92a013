"""Accounts: who may mark, propose, approve and read, and the passwords that prove it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.ledger import Ledger
from sixfold_grader.records.tables import Account
from sixfold_grader.roles import FORMGRADER, REOPENED, ROLES

SHORTEST_PASSWORD = 10
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Accounts:
    """Accounts of the reviewer's side."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def add(
        self, actor: str, user: str, password: str, roles: Sequence[str], name: str = "", language: str = "zh"
    ) -> Account:
        """Make an account.

        Raises
        ------
        RecordsError
            The name is taken or not lower case, a role unknown, or the password too short.
        """
        if not _NAME.fullmatch(user) or user in (FORMGRADER, REOPENED):
            raise RecordsError(
                f"account name {user!r}: use lower-case letters, digits, '.', '_' and '-', at most 64, "
                f"and neither {FORMGRADER} nor {REOPENED}"
            )
        _require_known(roles)
        _require_long(password)
        with self._ledger.writing(actor, "account.add", user) as entry:
            if entry.session.get(Account, user):
                raise RecordsError(f"there is an account {user!r} already")
            account = Account(
                user=user,
                name=name or user,
                password_hash=generate_password_hash(password),
                roles=sorted(set(roles)),
                language=language,
                active=True,
                created=entry.at,
            )
            entry.session.add(account)
            entry.facts["roles"] = account.roles
        return account

    def change(
        self,
        actor: str,
        user: str,
        *,
        password: str | None = None,
        roles: Sequence[str] | None = None,
        active: bool | None = None,
        language: str | None = None,
    ) -> Account:
        """Change what is given of an account; the log keeps what changed, never a password."""
        with self._ledger.writing(actor, "account.change", user) as entry:
            account = _get(entry.session, user)
            if password is not None:
                _require_long(password)
                account.password_hash = generate_password_hash(password)
                entry.facts["password"] = "changed"
            if roles is not None:
                _require_known(roles)
                account.roles = entry.facts["roles"] = sorted(set(roles))
            if active is not None:
                account.active = entry.facts["active"] = active
            if language is not None:
                account.language = entry.facts["language"] = language
        return account

    def sign_in(self, user: str, password: str) -> Account | None:
        """Return the account if the password is right and the account is active, else None."""
        account = self.get(user)
        right = check_password_hash(account.password_hash if account else _nobody(), password)
        return account if account and account.active and right else None

    def get(self, user: str) -> Account | None:
        """Return an account, or None."""
        with self._ledger.reading() as session:
            return session.get(Account, user)

    def all(self) -> Sequence[Account]:
        """Return every account in order of its name."""
        with self._ledger.reading() as session:
            return session.scalars(select(Account).order_by(Account.user)).all()


@cache
def _nobody() -> str:
    """Return what is checked for unknown names, so that these take as long as known ones."""
    return generate_password_hash("nobody")


def require_role(session: Session, user: str, *roles: str) -> Account:
    """Return the account if it is active and holds one of the roles.

    Raises
    ------
    RecordsError
        It does not.
    """
    account = _get(session, user)
    if not account.active:
        raise RecordsError(f"the account {user!r} is closed")
    if not set(roles) & set(account.roles):
        held, needed = ", ".join(account.roles) or "without a role", " or ".join(roles)
        raise RecordsError(f"{user!r} is {held}; this needs the role {needed}")
    return account


def _get(session: Session, user: str) -> Account:
    account = session.get(Account, user)
    if account is None:
        raise RecordsError(f"there is no account {user!r}; make one with `sixfold account add`")
    return account


def _require_known(roles: Collection[str]) -> None:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise RecordsError(f"unknown role {', '.join(unknown)}; there are: {', '.join(ROLES)}")
    if not roles:
        raise RecordsError(f"an account needs a role; there are: {', '.join(ROLES)}")


def _require_long(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise RecordsError(f"the password is shorter than {SHORTEST_PASSWORD} characters")
