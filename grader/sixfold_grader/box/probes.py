"""Escape probes: each tries one way out of a box, against a target that would be there without the walls.

The text of this file is what a box is given to run (see `doctor.py`): it uses the standard library only.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import stat
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.box import seccomp

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Target:
    """What a probe tries to reach: real listeners, files and processes outside the box.

    Parameters
    ----------
    folder : str
        Open to everyone: holds `secret` (a file) and the unix sockets `stream` and `datagram`.
    home : str
        The home folder of whoever started the grader.
    source, library : str
        A file of the grader's, and one of Python's.
    tcp, udp, tcp6 : int
        Ports on loopback that answer.
    abstract : str
        Name of a listening abstract unix socket.
    bystander, address : int
        A process of the same account outside the box, and where something lies in its memory.
    secrets : list of str
        More files that must stay closed: gradebook, hidden checks.
    memory_bytes, memory_total_bytes, processes, file_bytes, folder_bytes, folder_files : int
        The box's limits.
    """

    folder: str
    home: str
    source: str
    library: str
    tcp: int
    udp: int
    tcp6: int
    abstract: str
    bystander: int
    address: int
    secrets: list[str]
    memory_bytes: int
    memory_total_bytes: int
    processes: int
    file_bytes: int
    folder_bytes: int
    folder_files: int


# A probe returns what it achieved; a wall makes it raise OSError or MemoryError instead.
Probe = Callable[[Target], str]


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        return f"read {len(stream.read(64))} bytes of {path}"


def _read_secrets(target: Target) -> str:
    last: OSError = FileNotFoundError("there is none")
    for path in target.secrets:
        try:
            return _read(Path(path))
        except OSError as error:
            last = error
    raise last


def _list(folder: Path) -> str:
    return f"listed {len(list(folder.iterdir()))} names in {folder}"


def _alter(action: Callable[[Path], object]) -> Probe:
    def probe(target: Target) -> str:
        action(Path(target.folder, "mine"))
        return "a file of the account was altered"

    return probe


def _write(path: Path) -> str:
    path.write_text("x", encoding="utf-8")
    path.unlink()
    return f"wrote {path}"


def _change_mode(target: Target) -> str:
    path = Path(target.folder, "mine")
    before = path.stat().st_mode
    path.chmod(0o600 if before & 0o077 else 0o666)
    if path.stat().st_mode == before:
        raise PermissionError("the mode stays as it was")
    return f"changed the mode of {path}"


def _connect(family: int, kind: int, address: tuple[str, int] | str) -> str:
    with socket.socket(family, kind) as sock:
        sock.connect(address)
        return f"sent {sock.send(b'x')} byte to {address!r}"


def _send_from_pair(target: Target) -> str:
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        return f"sent {left.sendto(b'x', f'{target.folder}/datagram')} byte"


def _execute(_target: Target) -> str:
    pid = os.fork()
    if pid == 0:
        try:
            os.execv("/bin/sh", ["sh", "-c", "exit 7"])
        finally:
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7:
        raise PermissionError("the program did not start")
    return "ran /bin/sh"


def _fork_bomb(target: Target) -> str:
    read_end, write_end = os.pipe()
    try:
        for _ in range(target.processes + 8):
            if os.fork() == 0:
                os.close(write_end)
                os.read(read_end, 1)  # until the parent closes its end
                os._exit(0)
    finally:
        os.close(write_end)
    return f"started {target.processes + 8} processes"


def _fill_memory(target: Target) -> str:
    return f"took {len(bytearray(2 * target.memory_bytes)) >> 20} MiB"


def _fill_file(target: Target) -> str:
    with Path("big").open("wb") as stream:
        for _ in range(0, target.file_bytes + 1, 1 << 20):
            stream.write(bytes(1 << 20))
        stream.write(b"x")
    return f"wrote {target.file_bytes + 1} bytes"


def _fill_disk(target: Target) -> str:
    count = 2 * target.folder_bytes // target.file_bytes
    for number in range(count):
        Path(f"part{number}").write_bytes(bytes(target.file_bytes))
    time.sleep(1)  # nothing at once, but the watch must notice
    return f"wrote {count} files of {target.file_bytes} bytes"


def _fill_folder(target: Target) -> str:
    for number in range(2 * target.folder_files):
        Path(f"empty{number}").touch()
    time.sleep(1)
    return f"made {2 * target.folder_files} files"


def _fill_memory_in_pieces(target: Target) -> str:
    piece = target.memory_bytes * 3 // 4
    count = min(2 * target.memory_total_bytes // piece, target.processes)
    read_end, write_end = os.pipe()
    for _ in range(count):
        if os.fork() == 0:
            kept = b"x" * piece
            os.write(write_end, b"x")
            time.sleep(5)
            os._exit(len(kept) == 0)
    for _ in range(count):
        os.read(read_end, 1)
    time.sleep(1)
    return f"{count} processes took {count * piece >> 20} MiB together"


def _memory_of_nobody(target: Target) -> str:
    with mmap.mmap(-1, target.memory_bytes // 2):
        return "has memory that stays when the process that filled it has ended"


def _leave_a_process(_target: Target) -> str:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    os.wait()
    return "started a process that nobody waits for"


def _strange_descriptors(_target: Target) -> str:
    """Find a descriptor that is neither a socket of the box's own nor the null device."""
    found = []
    for number in range(4096):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        if not stat.S_ISSOCK(mode) and not stat.S_ISCHR(mode):
            found.append(number)
    if not found:
        raise PermissionError("none is open")
    return f"descriptors {found} are open"


def _signal(pid: int) -> str:
    os.kill(pid, 0)
    return f"may send signals to process {pid}"


def _signal_by_descriptor(target: Target) -> str:
    read_end, write_end = os.pipe()
    try:
        fcntl.fcntl(read_end, fcntl.F_SETOWN, target.bystander)
        return f"process {target.bystander} gets signals of our pipe"
    finally:
        os.close(read_end)
        os.close(write_end)


def _become_root(_target: Target) -> str:
    os.setresuid(0, 0, 0)
    return "is root"


def _raise_limits(target: Target) -> str:
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    above = resource.RLIM_INFINITY if hard == resource.RLIM_INFINITY else hard + target.processes
    try:
        resource.setrlimit(resource.RLIMIT_NPROC, (above, above))
    except ValueError as error:
        raise PermissionError(str(error)) from None
    return "raised its own limits"


def _hidden_memory(_target: Target) -> str:
    os.close(os.memfd_create("probe"))
    return "has memory that no limit counts"


def _call(name: str, *arguments: int | bytes | None) -> str:
    """Make a system call that the filter's table names."""
    numbers = seccomp.REFUSED[name]
    number = numbers[0 if os.uname().machine == "x86_64" else 1]
    words = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    if number is None or _libc.syscall(ctypes.c_long(number), *words) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return f"{name} succeeded"


def _attach(target: Target) -> str:
    return _call("ptrace", 0x4206, target.bystander, 0, 0)  # PTRACE_SEIZE


def _read_process(target: Target) -> str:
    here = ctypes.create_string_buffer(8)
    local = struct.pack("PN", ctypes.addressof(here), 8)
    remote = struct.pack("PN", target.address, 8)
    return _call("process_vm_readv", target.bystander, local, 1, remote, 1, 0)


def _write_to_library(target: Target) -> str:
    with Path(target.library).open("r+b"):
        return f"may write to {target.library}"


PROBES: dict[str, Probe] = {
    "read /etc/passwd": lambda _t: _read(Path("/etc/passwd")),
    "read /etc/shadow": lambda _t: _read(Path("/etc/shadow")),
    "read a file open to everyone": lambda t: _read(Path(t.folder, "secret")),
    "read the grader's source": lambda t: _read(Path(t.source)),
    "read gradebook and hidden checks": _read_secrets,
    "read /proc/self/environ": lambda _t: _read(Path("/proc/self/environ")),
    "read /proc/1/environ": lambda _t: _read(Path("/proc/1/environ")),
    "read the environment of a neighbour": lambda t: _read(Path(f"/proc/{t.bystander}/environ")),
    "list the processes": lambda _t: _list(Path("/proc")),
    "see another process": lambda t: f"process {t.bystander} is of session {os.getsid(t.bystander)}",
    "list the home folder": lambda t: _list(Path(t.home)),
    "write to /tmp": lambda t: _write(Path("/tmp", f"{Path(t.folder).name}-probe")),
    "write to /dev/shm": lambda t: _write(Path("/dev/shm", f"{Path(t.folder).name}-probe")),
    "write to a folder open to everyone": lambda t: _write(Path(t.folder, "written")),
    "write to Python's library": _write_to_library,
    "change the mode of a file": _change_mode,
    "change the time of a file": _alter(os.utime),
    "cut a file": _alter(lambda path: os.truncate(path, 0)),
    "link a file": _alter(lambda path: os.link(path, "linked")),
    "delete a file": _alter(Path.unlink),
    "connect by TCP": lambda t: _connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", t.tcp)),
    "connect by TCP over IPv6": lambda t: _connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", t.tcp6)),
    "send by UDP": lambda t: _connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", t.udp)),
    "connect to a unix socket": lambda t: _connect(socket.AF_UNIX, socket.SOCK_STREAM, f"{t.folder}/stream"),
    "connect to an abstract socket": lambda t: _connect(
        socket.AF_UNIX, socket.SOCK_STREAM, "\0" + t.abstract
    ),
    "send from a socket pair": _send_from_pair,
    "use a descriptor of the grader": _strange_descriptors,
    "run a program": _execute,
    "signal the parent": lambda _t: _signal(os.getppid()),
    "signal a neighbour": lambda t: _signal(t.bystander),
    "signal by descriptor": _signal_by_descriptor,
    "trace a neighbour": _attach,
    "read a neighbour's memory": _read_process,
    "become root": _become_root,
    "raise the limits": _raise_limits,
    "new user namespace": lambda _t: _call("unshare", 0x10000000),
    "mount": lambda t: _call("mount", b"none", b".", b"tmpfs", 0, None),
    "memory file": _hidden_memory,
    "memory of nobody": _memory_of_nobody,
    "shared memory": lambda _t: _call("shmget", 0, 4096, 0o1600),
    "kernel rings": lambda _t: _call("io_uring_setup", 1, bytes(128)),
    "fork bomb": _fork_bomb,
    "leave a process behind": _leave_a_process,
    "memory hog": _fill_memory,
    "memory in pieces": _fill_memory_in_pieces,
    "endless file": _fill_file,
    "endless files": _fill_disk,
    "files without end": _fill_folder,
}


def attempt(name: str, target: Target) -> tuple[bool, str]:
    """Try one probe; return whether it was stopped, and how."""
    signal.alarm(20)
    try:
        return False, PROBES[name](target)
    except (OSError, MemoryError) as error:
        return True, f"{type(error).__name__}: {error}".removesuffix(": ")
    finally:
        signal.alarm(0)
