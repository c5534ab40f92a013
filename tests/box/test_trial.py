import json
import os
import subprocess
import sys

CODE = """
import json
from sixfold_grader.box.trial import available
support = available({uid})
print(json.dumps([support.usable, support.landlock_abi, support.reason]))
"""


def _available(uid):
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(uid=uid)], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_this_machine_can_build_the_walls():
    usable, abi, reason = _available(64_538)
    assert usable, reason
    assert abi >= 3 and reason is None


def test_without_an_account_root_is_told_why():
    usable, _abi, reason = _available(None)
    if os.geteuid() == 0:
        assert not usable and "unprivileged account" in reason
    else:
        assert usable
