"""The filter, run by a small interpreter: so the table of another architecture is tested too."""

import errno
import struct

import pytest

from sixfold_grader.box import seccomp
from sixfold_grader.errors import ConfinementError

ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED, KILLED = "allowed", "killed"
NUMBERS = {
    "write": (1, 64), "clone": (56, 220), "socket": (41, 198), "socketpair": (53, 199), "execve": (59, 221),
    "prlimit64": (302, 261), "fcntl": (72, 25), "ioctl": (16, 29), "fchmodat": (268, 53), "kill": (62, 129),
    "getsid": (124, 156), "getpriority": (140, 141),
    "openat": (257, 56), "mmap": (9, 222), "futex": (202, 98), "sendmsg": (46, 211), "wait4": (61, 260),
}  # fmt: skip


def verdict(machine, number, *arguments, arch=None):
    """Return what the filter says to one call."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=iIQ6Q", number, arch or ARCHES[machine], 0, *padded)
    code = [struct.unpack("=HBBI", piece) for piece in _pieces(seccomp.program(machine))]
    word = at = 0
    while True:
        operation, jump_true, jump_false, value = code[at]
        at += 1
        match operation:
            case 0x20:
                (word,) = struct.unpack_from("=I", data, value)
            case 0x54:
                word &= value
            case 0x05:
                at += value
            case 0x15:
                at += jump_true if word == value else jump_false
            case 0x35:
                at += jump_true if word >= value else jump_false
            case 0x45:
                at += jump_true if word & value else jump_false
            case 0x06:
                return {0x7FFF0000: ALLOWED, 0x80000000: KILLED}.get(value, value & 0xFFFF)


def _pieces(code):
    return [code[start : start + 8] for start in range(0, len(code), 8)]


@pytest.fixture(params=list(ARCHES))
def call(request):
    column = list(ARCHES).index(request.param)

    def call(name, *arguments):
        number = name if isinstance(name, int) else NUMBERS[name][column]
        return verdict(request.param, number, *arguments)

    return call


@pytest.mark.parametrize("name", ["write", "openat", "mmap", "futex", "sendmsg", "wait4"])
def test_ordinary_calls_pass(call, name):
    assert call(name) == ALLOWED


@pytest.mark.parametrize("name", ["socket", "execve", "kill"])
def test_ways_out_are_refused(call, name):
    assert call(name) == errno.EPERM


def test_every_listed_call_is_refused():
    for column, machine in enumerate(ARCHES):
        for numbers in seccomp.REFUSED.values():
            if numbers[column] is not None:
                assert verdict(machine, numbers[column]) == errno.EPERM


def test_the_table_names_each_call_once():
    for column in range(2):
        numbers = [entry[column] for entry in (*seccomp.REFUSED.values(), *seccomp.IGNORED.values())]
        known = [number for number in numbers if number is not None]
        assert len(known) == len(set(known))
    assert len(seccomp.REFUSED) > 100


def test_threads_and_forks_pass_but_namespaces_and_siblings_do_not(call):
    assert call("clone", 0x3D0F00) == ALLOWED  # pthread_create
    assert call("clone", 0x1200011) == ALLOWED  # fork
    assert call("clone", 0x10000011) == errno.EPERM
    assert call("clone", 0x8011) == errno.EPERM
    assert call(435) == errno.ENOSYS


def test_pairs_of_streams_pass_but_datagrams_and_other_families_do_not(call):
    cloexec = 0x80000
    assert call("socketpair", 1, 1 | cloexec) == ALLOWED
    assert call("socketpair", 1, 5) == ALLOWED
    assert call("socketpair", 1, 2 | cloexec) == errno.EPERM
    assert call("socketpair", 1, 3) == errno.EPERM
    assert call("socketpair", 30, 1) == errno.EPERM


def test_arguments_that_reach_others_are_refused(call):
    assert call("prlimit64", 0) == ALLOWED
    assert call("prlimit64", 1234) == errno.EPERM
    assert call("fcntl", 3, 4) == ALLOWED
    assert call("fcntl", 3, 8) == errno.EPERM
    assert call("ioctl", 0, 0x5401) == ALLOWED
    assert call("ioctl", 0, 0x5412) == errno.EPERM


def test_others_cannot_be_asked_after(call):
    assert call("getsid", 0) == ALLOWED
    assert call("getsid", 1234) == errno.EPERM
    assert call("getpriority", 0, 0) == ALLOWED
    assert call("getpriority", 0, 1234) == errno.EPERM


def test_memory_that_would_be_nobodys_is_refused(call):
    private, shared, anonymous = 2, 1, 0x20
    assert call("mmap", 0, 4096, 3, private | anonymous) == ALLOWED
    assert call("mmap", 0, 4096, 3, shared) == ALLOWED  # of a file
    assert call("mmap", 0, 4096, 3, shared | anonymous) == errno.EPERM
    assert call("mmap", 0, 4096, 3, 3 | anonymous) == errno.EPERM


def test_changes_of_mode_do_nothing_and_young_calls_do_not_exist(call):
    assert call("fchmodat") == 0
    assert call(450) == ALLOWED
    assert call(452) == errno.ENOSYS


def test_another_architecture_is_killed():
    assert verdict("x86_64", 1, arch=0x40000003) == KILLED  # 32-bit x86
    assert verdict("aarch64", 64, arch=ARCHES["x86_64"]) == KILLED
    assert verdict("x86_64", 0x40000000 | 41) == KILLED  # x32


def test_an_unknown_machine_is_refused():
    with pytest.raises(ConfinementError, match="riscv64"):
        seccomp.program("riscv64")
