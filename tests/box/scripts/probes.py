"""Run the escape probes: `probes.py root|user walls|open`."""

import dataclasses
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import become, box_policy

from sixfold_grader.box.trial import run_probes

account, walls = sys.argv[1:]
become(account)
checks = Path(__file__).parents[2] / "mini" / "assignments" / "toy" / "checks.py"
results = run_probes(box_policy(account), [checks], walls == "walls")
print(json.dumps([dataclasses.asdict(result) for result in results]))
