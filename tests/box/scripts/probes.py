"""Run the escape probes: `probes.py root|user A|B|bare|none`."""

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import answer, become

from sixfold_grader.doctor import check_up

account, ground = sys.argv[1:]
become(account, ground)
(checkup,) = check_up(["B" if ground == "bare" else ground])
answer({"refusal": checkup.refusal, "results": [dataclasses.asdict(result) for result in checkup.results]})
