"""A seccomp filter: what a notebook never needs is refused.

Landlock guards the content of files; this guards the rest: sockets, other processes, namespaces,
hidden memory, and what Landlock leaves open (modes, owners and times of files).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import re
import struct
from collections.abc import Iterator

from sixfold_grader.errors import ConfinementError

# Name, number on x86_64, number on aarch64 ("-": no such call there).
_REFUSED = """
network:        socket 41 198, setsockopt 54 208, connect 42 203, accept 43 202, accept4 288 242, bind 49 200, listen 50 201
processes:      ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, kcmp 312 272,
                process_madvise 440 440, process_mrelease 448 448, pidfd_open 434 434, pidfd_getfd 438 438,
                migrate_pages 256 238, move_pages 279 239
signals:        kill 62 129, tkill 200 130, tgkill 234 131, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240,
                pidfd_send_signal 424 424
priorities:     setpriority 141 140, sched_setscheduler 144 119, sched_setparam 142 118, sched_setattr 314 274,
                sched_setaffinity 203 122, ioprio_set 251 30
programs:       execve 59 221, execveat 322 281, uselib 134 -
page cache:     fadvise64 221 223, preadv2 327 286, pwritev2 328 287, mincore 27 232
hidden memory:  memfd_create 319 279, memfd_secret 447 447, userfaultfd 323 282, vmsplice 278 75
shared memory:  shmget 29 194, shmat 30 196, shmctl 31 195, shmdt 67 197, semget 64 190, semop 65 193,
                semctl 66 191, semtimedop 220 192, msgget 68 186, msgsnd 69 189, msgrcv 70 188, msgctl 71 187,
                mq_open 240 180, mq_unlink 241 181
namespaces:     unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51,
                open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432,
                fspick 433 433, mount_setattr 442 442, name_to_handle_at 303 264, open_by_handle_at 304 265
files elsewhere: chown 92 -, fchown 93 55, lchown 94 -, fchownat 260 54, setxattr 188 5, lsetxattr 189 6,
                fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16,
                utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88,
                inotify_init 253 -, inotify_init1 294 26, fanotify_init 300 262
kernel:         bpf 321 280, perf_event_open 298 241, io_uring_setup 425 425, io_uring_enter 426 426,
                io_uring_register 427 427, add_key 248 217, request_key 249 218, keyctl 250 219,
                init_module 175 105, finit_module 313 273, delete_module 176 106, kexec_load 246 104,
                kexec_file_load 320 294, reboot 169 142, swapon 167 224, swapoff 168 225, acct 163 89,
                landlock_create_ruleset 444 444, landlock_add_rule 445 445, landlock_restrict_self 446 446,
                quotactl 179 60, quotactl_fd 443 443, nfsservctl 180 42, settimeofday 164 170,
                clock_settime 227 112, adjtimex 159 171, clock_adjtime 305 266, syslog 103 116,
                personality 135 92, iopl 172 -, ioperm 173 -, modify_ldt 154 -, lookup_dcookie 212 18,
                vhangup 153 58, sethostname 170 161, setdomainname 171 162, _sysctl 156 -
"""
# Landlock does not guard modes, so no mode may change. `shutil.copy` calls this: it is told "done".
_IGNORED = "chmod 90 -, fchmod 91 52, fchmodat 268 53"

Table = dict[str, tuple[int | None, int | None]]
Instruction = tuple[int, int, int, int]
Rules = dict[int, list[Instruction]]


def _parse(text: str) -> Table:
    found = re.findall(r"(\w+) (\d+) (\d+|-)", text)
    return {name: (int(x86), None if arm == "-" else int(arm)) for name, x86, arm in found}


REFUSED, IGNORED = _parse(_REFUSED), _parse(_IGNORED)
# Calls younger than this file do not exist in the box; 424 and up are numbered alike everywhere.
_FIRST_UNKNOWN = 451
_CLONE3 = 435  # its flags lie behind a pointer: unknown as well, so that libc falls back to clone
_CLONE, _PRLIMIT, _SOCKETPAIR, _FCNTL, _IOCTL = (56, 220), (302, 261), (53, 199), (72, 25), (16, 29)
_MMAP, _PRCTL = (9, 222), (157, 167)
_PR_SET_DUMPABLE = 4
# About a process, by number: only about the caller itself, or others could be seen.
_ABOUT = {
    "sched_getaffinity": (204, 123), "sched_getscheduler": (145, 120), "sched_getparam": (143, 121),
    "sched_getattr": (315, 275), "sched_rr_get_interval": (148, 127), "getpgid": (121, 155),
    "getsid": (124, 156), "get_robust_list": (274, 100),
}  # fmt: skip
_ABOUT_SECOND = {"getpriority": (140, 141), "ioprio_get": (252, 31)}
_SHARED, _ANONYMOUS = 0x01, 0x20
_CLONE_FLAGS = 0x7E020000 | 0x8000  # every CLONE_NEW*; CLONE_PARENT would make a sibling of the box
_UNIX, _TYPE_MASK, _STREAM, _SEQPACKET = 1, 0xF, 1, 5
_OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a signal to any process of the account
_REFUSED_IOCTLS = (0x5412, 0x541C, 0x8901, 0x8902)  # TIOCSTI, TIOCLINUX; FIOSETOWN, SIOCSPGRP as above

_AUDIT_ARCH = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32_BIT = 0x40000000
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NR, _ARCH, _ARG0, _ARG1, _ARG3 = 0, 4, 16, 24, 40
_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x45, 0x06
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_libc = ctypes.CDLL(None, use_errno=True)


def program(machine: str | None = None) -> bytes:
    """Return the BPF program for a machine (this one by default).

    Raises
    ------
    ConfinementError
        There is no table for this architecture.
    """
    name = machine or platform.machine()
    if name not in _AUDIT_ARCH:
        raise ConfinementError(f"no seccomp table for {name!r}; x86_64 and aarch64 are known")
    arch, column = _AUDIT_ARCH[name]
    code: list[Instruction] = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), _give(_KILL), (_LOAD, 0, 0, _NR)]
    if column == 0:
        code += [(_AT_LEAST, 0, 1, _X32_BIT), _give(_KILL)]
    code += [(_AT_LEAST, 0, 1, _FIRST_UNKNOWN), _give(_ERRNO | errno.ENOSYS)]
    code += _search(sorted(_rules(column).items()))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


class Filter:
    """The program for this machine, ready to be installed in forked children.

    Raises
    ------
    ConfinementError
        The architecture is unknown.
    """

    def __init__(self) -> None:
        code = program()
        self._code = ctypes.create_string_buffer(code)
        self._program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(self._code))

    def install(self) -> None:
        """Filter this process and all its children for ever. Needs no_new_privs.

        Raises
        ------
        ConfinementError
            The kernel has no seccomp filters.
        """
        if _libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(self._program), 0, 0):
            raise ConfinementError(f"the kernel refuses the seccomp filter (errno {ctypes.get_errno()})")


def _rules(column: int) -> Rules:
    """Return what to do with each call that is not simply allowed, by its number."""
    rules: Rules = {_CLONE3: [_give(_ERRNO | errno.ENOSYS)]}
    for table, verdict in ((REFUSED, _ERRNO | errno.EPERM), (IGNORED, _ERRNO | 0)):
        for numbers in table.values():
            if (number := numbers[column]) is not None:
                rules[number] = [_give(verdict)]
    for call, offset, test in _argument_rules(column):
        refusal = [(_LOAD, 0, 0, offset), *test, _give(_ERRNO | errno.EPERM)]
        rules.setdefault(call, []).extend(refusal)
    return rules


def _search(rules: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Find a call by halves: the kernel runs this for every call number when a filter is installed."""
    if len(rules) < 4:
        code = []
        for number, rule in rules:
            code += [(_EQUAL, 0, len(rule) + 1, number), *rule, _give(_ALLOW)]
        return [*code, _give(_ALLOW)]
    middle = len(rules) // 2
    low, high = _search(rules[:middle]), _search(rules[middle:])
    return [(_AT_LEAST, 0, 1, rules[middle][0]), (_JUMP, 0, 0, len(low)), *low, *high]


def _argument_rules(column: int) -> Iterator[tuple[int, int, list[Instruction]]]:
    """Yield call, offset of an argument, and a test that jumps over the refusal, for calls that stay."""
    yield _CLONE[column], _ARG0, [(_ANY_BIT, 0, 1, _CLONE_FLAGS)]
    yield _PRLIMIT[column], _ARG0, [(_EQUAL, 1, 0, 0)]
    for calls, offset in ((_ABOUT, _ARG0), (_ABOUT_SECOND, _ARG1)):
        for numbers in calls.values():
            yield numbers[column], offset, [(_EQUAL, 1, 0, 0)]
    # A datagram pair could still send to any other socket by address; a stream pair cannot.
    yield _SOCKETPAIR[column], _ARG0, [(_EQUAL, 1, 0, _UNIX)]
    kinds = [(_AND, 0, 0, _TYPE_MASK), (_EQUAL, 2, 0, _STREAM), (_EQUAL, 1, 0, _SEQPACKET)]
    yield _SOCKETPAIR[column], _ARG1, kinds
    # Shared memory outlives the process that filled it, and then counts as nobody's.
    shared = [(_AND, 0, 0, _SHARED | _ANONYMOUS), (_EQUAL, 0, 1, _SHARED | _ANONYMOUS)]
    yield _MMAP[column], _ARG3, shared
    # Hidden from the zygote's watch, a process would not be counted.
    yield _PRCTL[column], _ARG0, [(_EQUAL, 0, 1, _PR_SET_DUMPABLE)]
    for call, commands in ((_FCNTL, _OWNER_COMMANDS), (_IOCTL, _REFUSED_IOCTLS)):
        for command in commands:
            yield call[column], _ARG1, [(_EQUAL, 0, 1, command)]


def _give(verdict: int) -> Instruction:
    return (_RETURN, 0, 0, verdict)
