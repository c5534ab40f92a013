"""Run cells in this process as a notebook would, and record bounded outputs."""

from __future__ import annotations

import ast
import io
import sys
import traceback
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

Output = dict[str, Any]
_KEPT = ("text/plain", "image/png")
NO_PROGRAMS = "No programs run here. / 此处不运行系统命令。"
CUT = "\n[… cut: this cell printed more than the limit / 输出超出上限，已截断]\n"


class Recorder:
    """Collects one cell's outputs up to a number of characters."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.begin()

    def begin(self) -> None:
        """Forget what was recorded."""
        self.outputs: list[Output] = []
        self.left = self.limit

    def stream(self, name: str, text: str) -> None:
        """Record printed text; joins it to the stream before it."""
        if self.left <= 0:
            return
        kept = text[: self.left] + (CUT if len(text) > self.left else "")
        self.left -= len(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": kept})

    def display(self, kind: str, data: dict[str, Any]) -> None:
        """Record rich data; only plain text and pictures are kept."""
        texts = {mime: data[mime] for mime in _KEPT if isinstance(data.get(mime), str)}
        size = sum(map(len, texts.values()))
        if size > self.left:
            self.stream("stderr", CUT)
            return
        self.left -= size
        output: Output = {"output_type": kind, "data": texts, "metadata": {}}
        self.outputs.append({**output, "execution_count": None} if kind == "execute_result" else output)

    def error(self, kind: type[BaseException], value: BaseException | None) -> None:
        """Record an exception with the lines of the trainee's own code."""
        trace = traceback.extract_tb(value.__traceback__ if value else None)
        own = [frame for frame in trace if frame.filename.startswith(("<ipython", "/tmp/ipykernel"))]
        text = str(value)[:2000]
        lines = [f"line {frame.lineno}, in {frame.name}" for frame in own[-10:]]
        lines.append(f"{kind.__name__}: {text}")
        self.outputs.append(
            {"output_type": "error", "ename": kind.__name__, "evalue": text, "traceback": lines}
        )


class _Stream(io.TextIOBase):
    def __init__(self, recorder: Recorder, name: str) -> None:
        self.recorder, self.name = recorder, name

    def write(self, text: str) -> int:
        self.recorder.stream(self.name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], *_args: Any, **_options: Any) -> None:
        self.recorder.display("display_data", data)


class _Hook(DisplayHook):  # type: ignore[misc]
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.recorder.display("execute_result", format_dict)


class _Interpreter(InteractiveShell):  # type: ignore[misc]
    def system(self, cmd: str) -> None:
        """Run no program; the rest of the cell goes on."""
        print(f"! {cmd}\n{NO_PROGRAMS}", file=sys.stderr)

    def getoutput(self, cmd: str, *_args: Any, **_options: Any) -> list[str]:
        """Run no program; its output is empty."""
        self.system(cmd)
        return []

    def transform_cell(self, raw_cell: str) -> str:
        """Look for magics only where a cell is not Python already: looking costs more than most cells."""
        if not self.input_transformers_post and _is_python(raw_cell):
            return raw_cell + "\n"
        transformed: str = super().transform_cell(raw_cell)
        return transformed


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class Shell:
    """An IPython shell without history, kernel or threads.

    Parameters
    ----------
    output_limit : int
        Characters recorded per cell.
    """

    def __init__(self, output_limit: int) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self.recorder = Recorder(output_limit)
        self.ip = _Interpreter(config=config, display_pub_class=_Publisher, displayhook_class=_Hook)
        InteractiveShell._instance = self.ip
        self.ip.display_pub.recorder = self.ip.displayhook.recorder = self.recorder
        self.ip.showtraceback = self._show_error
        self.ip.showsyntaxerror = self._show_error

    @property
    def namespace(self) -> dict[str, Any]:
        """The notebook's global names."""
        names: dict[str, Any] = self.ip.user_ns
        return names

    def run(self, source: str) -> tuple[bool, list[Output]]:
        """Run one cell; return whether it raised nothing, and its outputs."""
        self.recorder.begin()
        saved = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self.recorder, "stdout"), _Stream(self.recorder, "stderr")
        try:
            result = self.ip.run_cell(source, store_history=False)
        finally:
            sys.stdout, sys.stderr = saved
        return bool(result.success), self.recorder.outputs

    def _show_error(self, *_args: Any, **_options: Any) -> None:
        kind, value, _trace = sys.exc_info()
        if kind is not None:
            self.recorder.error(kind, value)
