"""Commands of certificates: keys, issue, renew, revoke, publish, verify."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import operator, print_json, records_of, signed_in
from sixfold_grader.errors import CredentialError
from sixfold_grader.project import find_project

if TYPE_CHECKING:
    from sixfold_grader.credential.issuer import Folder
    from sixfold_grader.credential.keylist import KeyList
    from sixfold_grader.credential.office import Office
    from sixfold_grader.credential.plan import Step
    from sixfold_grader.credential.verification import Outcome
    from sixfold_grader.records.assess import Proposal
    from sixfold_grader.records.tables import Decision

_KEYS = """\
The private key is written with mode 600, outside of every repository; nothing else keeps it, so keep a copy
offline. Where there is a key already, the new one takes over and the old one gets its end date: what it
signed stays valid. Verification pages that know one of the two keys follow by themselves; after --lost or
--stolen everybody needs the new verify.html. After --stolen nothing that the old key signed counts: issue
again with `sixfold issue --all-approved`.

examples:
  sixfold keys new --name "Hangzhou Training Centre"   the issuer and its first key
  sixfold keys new                                     a new key takes over
  sixfold keys new --stolen                            the present one may not be trusted any more
  sixfold keys show
"""
_ISSUE = """\
Only for decisions that two people have made (proposed and approved). Doing it twice does nothing twice. What
is issued is in credentials/issued of the course; what is for everybody (status list, key list, verify.html)
in credentials/public. A certificate has neither name nor scores unless asked for, and that only with the
holder's consent.

examples:
  sixfold issue --all-approved --dry-run               what would be issued, and what not and why
  sixfold issue c-7f3a01bc                             the certificate of the candidate's track
  sixfold issue c-7f3a01bc --with-name --with-scores
  sixfold issue c-7f3a01bc --badge livestream
  sixfold issue --all-approved --badge all             every badge that was earned
  sixfold issue --provider hz-star
"""
_TEAM = """\
By the certificates and badges of its people that are in force today: who covers what, what would be lost with
whom, and the level. A provider's certificate needs a decision like any other: one person proposes here,
another approves.

examples:
  sixfold team hz-star
  sixfold team hz-star --propose --reason "roster complete" --as vera
"""
_VERIFY = """\
In this order: a key of the trusted issuer, signature, validity, the status list's signature, age and bit,
same issuer. Exit code 0 only if all is well, 1 if not. Without options the course's own keys and newest
status list are used; who has only the issuer's files gives --keys, --status and --pin.

examples:
  sixfold verify certificate.json
  sixfold verify - < qr.txt                            the text of a certificate's QR code
  sixfold verify certificate.json --keys keys.json --status status-2026-11-28.json --pin z6Mk… --json
"""
_REVOKE = """\
examples:
  sixfold revoke 2845b68f-6e8d-466c-800f-7ee9cd39a407 --reason "identity fraud" --as li.wei
  sixfold revoke 2845b68f-6e8d-466c-800f-7ee9cd39a407 --suspend --reason "under appeal" --as li.wei
  sixfold revoke 2845b68f-6e8d-466c-800f-7ee9cd39a407 --restore --reason "appeal upheld" --as li.wei
"""
_RENEW = """\
In the last days of a certificate (60, `[policy.validity]`), after the delta paper, on an approved decision
with the reason "renewal". The new certificate adds to what is left of the old one, which is superseded.

examples:
  sixfold renew 2845b68f-6e8d-466c-800f-7ee9cd39a407 --dry-run
"""
_PUBLISH = """\
A status list is accepted for 30 days (`[policy.validity]`): publish at least every other week.

examples:
  sixfold publish
"""


def register(command: Command, course_options: CourseOptions) -> None:
    """Add the commands of this module."""
    keys = command("keys", _keys, "the issuer's keys: make, replace, show", _KEYS)
    keys.add_argument("action", choices=("new", "show"))
    keys.add_argument("--file", type=Path, metavar="PATH", help="where the new private key goes")
    gone = keys.add_mutually_exclusive_group()
    gone.add_argument(
        "--lost", dest="gone", action="store_const", const="lost", help="the present key is lost"
    )
    gone.add_argument(
        "--stolen", dest="gone", action="store_const", const="stolen", help="it is in wrong hands"
    )
    keys.add_argument("--name", metavar="TEXT", help="of a new issuer, as certificates print it")
    issue = command("issue", _issue, "issue certificates and badges on approved decisions", _ISSUE)
    issue.add_argument("candidate", nargs="?", metavar="CANDIDATE", help="pseudonym, e.g. c-7f3a01bc")
    issue.add_argument("--provider", metavar="ID", help="the certificate of a provider")
    issue.add_argument("--all-approved", action="store_true", help="on every approved decision")
    issue.add_argument("--badge", action="append", metavar="CAPABILITY", help="badges instead; or: all")
    issue.add_argument("--with-name", action="store_true", help="print the holder's name")
    issue.add_argument("--with-scores", action="store_true", help="print the scores by capability")
    team = command("team", _team, "what a provider's roster earns today; propose it", _TEAM)
    team.add_argument("provider", metavar="PROVIDER")
    team.add_argument("--json", action="store_true", help="for a machine")
    team.add_argument("--propose", action="store_true", help="propose this as a decision")
    team.add_argument("--reason", default="", metavar="TEXT", help="of the proposal, in words")
    team.add_argument("--as", dest="user", metavar="USER", help="your account (reviewer), to propose")
    verify = command("verify", _verify, "is a certificate genuine and in force?", _VERIFY)
    verify.add_argument("file", metavar="FILE", help="JSON, or the QR code's text; - reads the input")
    verify.add_argument("--keys", type=Path, metavar="FILE", help="the issuer's key list")
    verify.add_argument("--status", type=Path, action="append", metavar="FILE", help="the status list")
    verify.add_argument("--pin", action="append", metavar="KEY", help="a key that is trusted, z6Mk…")
    verify.add_argument("--json", action="store_true", help="for a machine")
    revoke = command("revoke", _revoke, "withdraw a certificate for good, or suspend it", _REVOKE)
    renew = command("renew", _renew, "renew a certificate after an approved renewal", _RENEW)
    for sub in (revoke, renew):
        sub.add_argument("id", metavar="ID", help="number of the certificate")
    revoke.add_argument("--reason", required=True, metavar="TEXT", help="kept in the log")
    revoke.add_argument("--as", dest="user", required=True, metavar="USER", help="your account (approver)")
    what = revoke.add_mutually_exclusive_group()
    what.add_argument("--suspend", dest="state", action="store_const", const="suspended")
    what.add_argument("--restore", dest="state", action="store_const", const="active")
    what.set_defaults(state="withdrawn")
    publish = command("publish", _publish, "write a fresh status list and verify.html", _PUBLISH)
    for sub in (issue, renew):
        sub.add_argument("--dry-run", action="store_true", help="only say what would be issued")
    for sub in (issue, renew, publish):
        sub.add_argument("--simulated", action="store_true", help="say that the answers were simulated")
    for sub in (keys, issue, revoke, renew, publish):
        sub.add_argument("--key", type=Path, metavar="FILE", help="the issuer's present private key")
    for sub in (keys, issue, team, verify, revoke, renew, publish):
        course_options(sub)


def _folder(arguments: argparse.Namespace) -> Folder:
    from sixfold_grader.credential.issuer import Folder

    return Folder(course_of(arguments).root / "credentials")


@contextmanager
def _office(arguments: argparse.Namespace) -> Iterator[Office]:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.credential.office import Office

    blueprint = load_blueprint(find_project().blueprint)
    simulated = course_of(arguments).simulated or getattr(arguments, "simulated", False)
    with records_of(arguments) as records:
        yield Office(records, blueprint, _folder(arguments), operator(), simulated)


def _keys(arguments: argparse.Namespace) -> int:
    from sixfold_grader.credential.issuer import own_keys

    if arguments.action == "new":
        return _new_key(arguments)
    _print_keys(own_keys(_folder(arguments)))
    return 0


def _new_key(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.credential.issuer import make_key
    from sixfold_grader.credential.office import titles_of, write_page

    project, folder = find_project(), _folder(arguments)
    blueprint = load_blueprint(project.blueprint)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    old = arguments.gone or arguments.key
    path, keys = make_key(folder, project.root, arguments.name, arguments.file, old, now)
    write_page(folder, titles_of(blueprint), blueprint.policy.validity.status_list_days)
    print(f"private key: {path} (mode 600; keep a copy offline, it is nowhere else)")
    _print_keys(keys)
    print(f"for everybody: {folder.keys}, {folder.page}")
    return 0


def _print_keys(keys: KeyList) -> None:
    from sixfold_grader.credential.times import day

    print(f"{keys.name}, {keys.issuer}")
    for key in keys.keys:
        ends = "in use" if key.ends is None else f"until {day(key.ends)}"
        ends += ", STOLEN: nothing it signed counts" if key.revoked else ""
        print(f"  {key.multikey}  from {day(key.starts)}, {ends}")


def _issue(arguments: argparse.Namespace) -> int:
    from sixfold_grader.credential.issuer import load_signer
    from sixfold_grader.credential.plan import Wish

    wish = Wish(arguments.with_name, arguments.with_scores)
    with _office(arguments) as office:
        decisions = _decisions(arguments, office)
        steps = office.planner.steps(decisions, _badges(arguments, office), wish)
        if arguments.dry_run:
            return _tell(steps, lambda step: "would be issued")
        signer = load_signer(office.folder, arguments.key)
        failed = _tell(steps, lambda step: f"issued {office.issue(step, signer, wish).id}")
        for held in (step.held for step in steps if step.held is not None and step.why_not):
            if held.state == "active" and office.write_missing(held, signer):
                print(f"{held.id}: its files were missing and are made again")
        _tell_published(office.publish(signer))
    return failed


def _decisions(arguments: argparse.Namespace, office: Office) -> list[Decision]:
    """Return the approved decisions that the arguments ask for."""
    asked = [bool(arguments.candidate), bool(arguments.provider), arguments.all_approved]
    if sum(asked) != 1:
        raise CredentialError("give one of: a CANDIDATE, --provider ID, --all-approved")
    if arguments.provider and arguments.badge:
        raise CredentialError("a badge is a person's; --provider and --badge do not go together")
    found = list(
        office.records.decisions.find(
            candidate=arguments.candidate, provider=arguments.provider, state="approved"
        )
    )
    if arguments.all_approved:
        wanted = [one for one in found if arguments.badge is None or one.candidate]
        return [one for one in wanted if arguments.badge or one.outcome == "pass"]
    if not found:
        raise CredentialError(
            f"nothing is approved for {arguments.candidate or arguments.provider!r}; "
            "a decision needs one person who proposes and another who approves"
        )
    return found


def _badges(arguments: argparse.Namespace, office: Office) -> list[str]:
    known, asked = list(office.blueprint.capabilities), arguments.badge or []
    unknown = [name for name in asked if name not in (*known, "all")]
    if unknown:
        raise CredentialError(f"unknown capability {unknown[0]!r}; there are: {', '.join(known)}, all")
    return known if "all" in asked else asked


def _tell(steps: list[Step], act: Callable[[Step], str]) -> int:
    """Print what happens to each step; return 1 if one was refused that is not simply done already."""
    refused = 0
    for step in steps:
        why_not = step.why_not
        try:
            told = why_not or act(step)
        except CredentialError as error:  # of this one only, e.g. no name is recorded
            told = why_not = str(error)
        refused += bool(why_not) and not step.done
        print(f"{step.holder}  {step.kind} {step.of}: {told}")
    if not steps:
        print("nothing to issue")
    return 1 if refused else 0


def _tell_published(paths: list[Path]) -> None:
    print("published:", ", ".join(str(path) for path in paths))


def _team(arguments: argparse.Namespace) -> int:
    if arguments.propose and not arguments.user:
        raise CredentialError("to propose, name your account with --as")
    with _office(arguments) as office:
        proposal = office.planner.team_proposal(arguments.provider, arguments.reason)
        if arguments.json:
            print_json(proposal.evidence)
        else:
            _print_team(proposal)
        if arguments.propose:
            (made,) = office.records.decisions.propose(signed_in(office.records, arguments), [proposal])
            print(f"decision {made.id} is proposed; another person has to approve it")
    return 0


def _print_team(proposal: Proposal) -> None:
    from sixfold_grader.scoring import shown

    team = proposal.evidence
    for capability, who in team["assigned"].items():
        able, score = team["qualified"][capability], team["scores"][capability]
        print(
            f"{capability:15} {who or 'NOBODY':12} {'' if score is None else shown(score):>6}  of {len(able)}"
        )
    for who, capabilities in team["losses"].items():
        print(f"without {who}: {', '.join(capabilities)} would be uncovered")
    composite = "" if team["composite"] is None else f", composite {shown(team['composite'])}"
    depth = "with depth" if team["depth"] else "without depth"
    print(f"{proposal.provider}, {proposal.track}: {proposal.level or 'not certified'}{composite}, {depth}")


def _renew(arguments: argparse.Namespace) -> int:
    from sixfold_grader.credential.issuer import load_signer

    with _office(arguments) as office:
        step, wish = office.planner.renewal(arguments.id)
        if arguments.dry_run:
            return _tell([step], lambda step: "would be renewed")
        signer = load_signer(office.folder, arguments.key)
        failed = _tell([step], lambda step: f"renewed as {office.issue(step, signer, wish).id}")
        _tell_published(office.publish(signer))
    return failed


def _revoke(arguments: argparse.Namespace) -> int:
    from sixfold_grader.credential.issuer import load_signer

    with _office(arguments) as office:
        signer = load_signer(office.folder, arguments.key)
        actor = signed_in(office.records, arguments)
        held = office.records.credentials.change(actor, arguments.id, arguments.state, arguments.reason)
        print(f"{held.id} is {held.state}")
        _tell_published(office.publish(signer))
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    from sixfold_grader.credential.issuer import load_signer

    with _office(arguments) as office:
        _tell_published(office.publish(load_signer(office.folder, arguments.key)))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.credential.verification import Outcome, parse_lists, verify

    days = load_blueprint(find_project().blueprint).policy.validity.status_list_days
    keys = _trusted(arguments)
    lists = parse_lists([_read(str(path)) for path in _status_files(arguments)])
    now = dt.datetime.now(dt.UTC)
    outcome = (
        Outcome("keylist_forged") if keys is None else verify(_read(arguments.file), keys, lists, now, days)
    )
    _print_outcome(outcome, arguments.json)
    return 0 if outcome.valid else 1


def _trusted(arguments: argparse.Namespace) -> KeyList | None:
    """Return the keys to trust; None if the list given is not signed by a trusted one."""
    from sixfold_grader.credential.issuer import own_keys, read_json
    from sixfold_grader.credential.keylist import believed
    from sixfold_grader.credential.proofs import ProofError

    if arguments.keys is None and arguments.pin is None:
        return own_keys(_folder(arguments))
    folder = _folder(arguments)
    if arguments.pin is None and not folder.keys.exists():
        raise CredentialError(
            "nothing says which key to trust; give --pin with the issuer's key, "
            "z6Mk… at the foot of its verify.html"
        )
    pinned = arguments.pin or [key.multikey for key in own_keys(folder).keys]
    document = read_json(arguments.keys or folder.keys, "get it from the issuer")
    try:
        return believed(document, pinned)
    except ProofError:
        return None


def _status_files(arguments: argparse.Namespace) -> list[Path]:
    newest = _folder(arguments).newest_status
    return arguments.status or ([newest] if newest else [])


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CredentialError(f"there is no file {name}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialError(f"{name} is not a text file (give the JSON or the QR text): {error}") from None


def _print_outcome(outcome: Outcome, as_json: bool) -> None:
    from sixfold_grader.credential.verification import texts

    told = dict(texts(outcome))
    if as_json:
        shown: Mapping[str, Any] = {"valid": outcome.valid, "code": outcome.code, "text": told}
        print_json({**shown, "facts": outcome.facts, "certificate": outcome.about})
        return
    print("VALID" if outcome.valid else f"NOT ACCEPTED ({outcome.code})")
    print("\n".join(told.values()))
    for name, value in outcome.about.items():
        if value:
            print(f"  {name}: {value}")
