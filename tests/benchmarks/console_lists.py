"""How fast the console's list pages answer with 2,000 candidates in six capabilities, after signing in."""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from cohort_on_record import PASSWORD, add_cohort, add_staff
from flask.testing import FlaskClient

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.project import Project
from sixfold_grader.records import Records, open_records
from sixfold_grader.web.app import create_app
from sixfold_grader.web.desk import Desk

COHORT, ROUNDS = 2000, 8
READER = "ren"
STATUSES = ("review", "blocked", "clear_pass", "clear_fail")
LISTS = (
    *(f"/queue?track={track}&status={status}" for track in ("brand", "regional") for status in STATUSES),
    "/queue?track=brand&status=clear_pass&page=3",
    "/queue?track=brand&provider=p002",
    "/approvals",
    "/heat-map",
    "/heat-map?page=7",
    "/distribution",
    "/items",
    "/teams",
    "/log",
    "/exports",
    "/rating?form=livestream",
)


def figures(project: Project) -> dict[str, float]:
    """Return milliseconds a page: 95th percentile and median over all lists, and the slowest list's median.

    Between the rounds somebody approves a case, so that lists are also read after a change.
    """
    root = project.out / "bench-console"
    shutil.rmtree(root, ignore_errors=True)
    course, blueprint = Course(root), load_blueprint(project.blueprint)
    root.mkdir(parents=True)
    with open_records(course.db_url) as records:
        add_staff(records)
        add_cohort(records, blueprint, COHORT)
        desk = Desk(records, blueprint, course)
        desk.warm()
        records.accounts.change("setup", READER, roles=["reviewer", "approver", "rater"])
        client = create_app(desk, course.console_key()).test_client()
        _sign_in(client)
        times: dict[str, list[float]] = {path: [] for path in (*LISTS, _candidate(client))}
        for number in range(ROUNDS):
            for path, taken in times.items():
                taken.append(_milliseconds(client, path))
            _decide_one(records, desk, number)
    lists = [taken for path in LISTS for taken in times[path]]
    medians = {path: statistics.median(taken) for path, taken in times.items()}
    return {
        "console.p95_ms": statistics.quantiles(lists, n=20)[-1],
        "console.median_ms": statistics.median(lists),
        "console.slowest_list_ms": max(medians[path] for path in LISTS),
        "console.candidate_ms": next(ms for path, ms in medians.items() if path not in LISTS),
    }


def _sign_in(client: FlaskClient) -> None:
    token = re.search(r'csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    entered = client.post("/sign-in", data={"name": READER, "password": PASSWORD, "csrf_token": token[1]})
    assert entered.status_code == 302, entered.text


def _candidate(client: FlaskClient) -> str:
    found = re.search(r'href="(/candidate/[^"]+)"', client.get("/queue").text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def _milliseconds(client: FlaskClient, path: str) -> float:
    begin = time.perf_counter()
    answer = client.get(path)
    taken = 1000 * (time.perf_counter() - begin)
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


def _decide_one(records: Records, desk: Desk, number: int) -> None:
    clear = [row.candidate for row in desk.standings("brand") if row.decision.status == "clear_pass"]
    made = records.decisions.propose("rui", [desk.deciding.proposal(clear[number], "brand", "clear", "")])
    records.decisions.approve("an", [one.id for one in made])
