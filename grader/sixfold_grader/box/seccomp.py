"""A seccomp filter: what a notebook never needs is refused with EPERM.

Landlock guards files; this guards the rest: sockets, other processes, namespaces, hidden memory.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from sixfold_grader.errors import ConfinementError

# Name -> (x86_64, aarch64); None where the architecture has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # network, also unix sockets by path; socketpair stays (the box's own channels are already open)
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242),
    "bind": (49, 200), "listen": (50, 201),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    "setpriority": (141, 140), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "sched_setaffinity": (203, 122), "ioprio_set": (251, 30),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # programs: nothing is executed
    "execve": (59, 221), "execveat": (322, 281),
    # memory that no limit counts, and channels to other processes
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "userfaultfd": (323, 282),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197),
    "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "vmsplice": (278, 75),
    # namespaces, mounts, roots
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # the kernel's large surfaces
    "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "fanotify_init": (300, 262),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "syslog": (103, 116), "personality": (135, 92),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "lookup_dcookie": (212, 18),
    "vhangup": (153, 58), "sethostname": (170, 161), "setdomainname": (171, 162),
}
_CLONE = (56, 220)
_CLONE3 = 435  # its flags lie behind a pointer: refused as unknown, so that libc falls back to clone
_PRLIMIT = (302, 261)
_IOCTL = (16, 29)
_NEW_NAMESPACE = 0x7E020080  # every CLONE_NEW* flag
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

_AUDIT_ARCH = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32_BIT = 0x40000000
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NR, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]


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
    for numbers in DENIED.values():
        number = numbers[column]
        if number is not None:
            code += [(_EQUAL, 0, 1, number), _give(_refuse(errno.EPERM))]
    code += [(_EQUAL, 0, 1, _CLONE3), _give(_refuse(errno.ENOSYS))]
    code += _if_argument(_CLONE[column], _ARG0, [(_ANY_BIT, 0, 1, _NEW_NAMESPACE)])
    code += _if_argument(_PRLIMIT[column], _ARG0, [(_EQUAL, 1, 0, 0)])
    for request in _TERMINAL_INPUT:
        code += _if_argument(_IOCTL[column], _ARG1, [(_EQUAL, 0, 1, request)])
    code.append(_give(_ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def install() -> None:
    """Filter this process and all its children for ever. Needs no_new_privs."""
    code = program()
    buffer = ctypes.create_string_buffer(code)
    filter_program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(filter_program), 0, 0):
        raise ConfinementError(f"the kernel refuses the seccomp filter (errno {ctypes.get_errno()})")


def _give(verdict: int) -> Instruction:
    return (_RETURN, 0, 0, verdict)


def _refuse(number: int) -> int:
    return 0x00050000 | number


def _if_argument(call: int, offset: int, test: list[Instruction]) -> list[Instruction]:
    """For one call: load an argument, refuse if the test falls through to it, else reload the number."""
    inner = [(_LOAD, 0, 0, offset), *test, _give(_refuse(errno.EPERM)), (_LOAD, 0, 0, _NR)]
    return [(_EQUAL, 0, len(inner), call), *inner]
