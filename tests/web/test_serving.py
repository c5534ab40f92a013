"""Where the console listens, and that it refuses to be reached by accident."""

from __future__ import annotations

import socket
import stat

import pytest

from sixfold_grader.cli import main, parser
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.web.serving import PORT, where


@pytest.fixture
def no_hub(monkeypatch):
    for name in ("JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_SERVICE_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def asked(*options: str):
    return where(parser().parse_args(["console", *options]))


def test_it_listens_on_loopback(no_hub):
    place = asked()
    assert (place.host, place.port, place.reach.prefix) == ("127.0.0.1", PORT, "")
    assert set(place.reach.hosts) == {"127.0.0.1", "localhost", "[::1]"}


def test_another_address_must_be_asked_for(no_hub):
    assert asked("--host", "10.0.0.5").host == "10.0.0.5"
    assert "hub.example" in asked("--allow-host", "hub.example").reach.hosts


def test_jupyterhub_gives_port_and_prefix(no_hub):
    no_hub.setenv("JUPYTERHUB_SERVICE_URL", "http://127.0.0.1:10101")
    no_hub.setenv("JUPYTERHUB_SERVICE_PREFIX", "/services/sixfold/")
    place = asked()
    assert (place.host, place.port, place.reach.prefix) == ("127.0.0.1", 10101, "/services/sixfold")
    assert asked("--port", "9000").port == 9000


def test_the_hub_cannot_make_it_listen_to_everybody(no_hub):
    no_hub.setenv("JUPYTERHUB_SERVICE_URL", "http://0.0.0.0:10101")
    with pytest.raises(CourseError, match="give --host to listen there on purpose"):
        asked()


def test_a_prefix_that_is_no_path_is_refused(no_hub):
    with pytest.raises(CourseError, match="must begin with '/'"):
        asked("--prefix", "services")


def test_a_taken_port_is_one_message(no_hub, tmp_path, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["console", "--course", str(tmp_path / "course"), "--port", port]) == 1
    said = capsys.readouterr().err
    assert said == f"sixfold: port {port} is taken; give another one with --port\n"


def test_the_key_of_the_cookies_is_made_once_and_for_its_owner_only(tmp_path):
    course = Course(tmp_path)
    key = course.console_key()
    assert len(key) == 64 and course.console_key() == key != course.exam_seed()
    path = tmp_path / ".secrets" / "console_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
