"""A browser tab as the server sees it: a real websocket session of the app, without the cost of a browser.

Streamlit's protocol in short: the client sends what its widgets hold and asks for a run; the server answers with the
elements of the page, one message each, and says when the run is finished.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

SECONDS = 120
VALUE = {"selectbox": "string_value", "radio": "string_value", "checkbox": "bool_value", "button": "trigger_value"}
WORDS = ("markdown", "heading", "alert", "text", "code")
Query = Mapping[str, str | list[str]]


class Visitor:
    """One session: opens pages, sets widgets by their label, and reads what the server sent for the last run."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        self._connection = connect(
            f"ws://{urlsplit(address).netloc}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=SECONDS,
            additional_headers=dict(headers or {}),
        )
        self._socket = self._connection.__enter__()
        self._page, self._query, self._set = "", "", dict[str, tuple[str, Any]]()
        self._elements: dict[tuple[int, ...], Element] = {}
        self.chart_after = self.finished_after = float("nan")

    def close(self) -> None:
        """Leave, as a closed tab does."""
        self._connection.__exit__(None, None, None)

    @property
    def query(self) -> str:
        """The query in the address of the page."""
        return self._query

    def open(self, page: str, query: Query | None = None) -> None:
        """Go to a page, with this address."""
        self._page, self._query = page, urlencode(query or {}, doseq=True)
        self._run()

    def again(self) -> None:
        """Ask for the same page once more."""
        self._run()

    def set(self, kind: str, label: str, value: object) -> None:
        """Set the widget of this kind and label, as a hand does, and wait for the redrawn page.

        Raises:
            AssertionError: when the page has no such widget; with what it has.
        """
        widgets = [element for element in self.elements(kind) if element.label == label]
        assert widgets, f"No {kind} '{label}' among {[item.label for item in self.elements(kind)]}: {self.words()}"
        self._set[widgets[0].id] = (kind, value)
        self._run()

    def elements(self, kind: str) -> list[Any]:
        """What the page has of a kind, in its order."""
        return [getattr(found, kind) for found in self._elements.values() if found.WhichOneof("type") == kind]

    def words(self) -> str:
        """All words on the page, as Markdown.

        Raises:
            AssertionError: when the page shows a traceback.
        """
        faults = [fault.message or fault.type for fault in self.elements("exception")]
        assert not faults, f"The page {self._page} fails: {faults}"
        kinds = [element.WhichOneof("type") for element in self._elements.values()]
        found = [getattr(item, kind) for item, kind in zip(self._elements.values(), kinds, strict=True)
                 if kind in WORDS]  # fmt: skip
        return "\n".join(getattr(item, "body", "") or getattr(item, "code_text", "") for item in found)

    def _run(self) -> None:
        message = BackMsg()
        run = message.rerun_script
        run.page_name, run.query_string = self._page, self._query
        run.context_info.timezone, run.context_info.locale = "UTC", "en"
        for name, (kind, value) in self._set.items():
            state = run.widget_states.widgets.add(id=name)
            if kind == "slider":
                state.double_array_value.data.append(float(value))
            else:
                setattr(state, VALUE[kind], value)
        self._set = {name: held for name, held in self._set.items() if held[0] != "button"}
        self.chart_after = float("nan")
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while not self._take(start):
            pass

    def _take(self, start: float) -> bool:
        """Take one message; True when the run is finished."""
        left = SECONDS - (time.perf_counter() - start)
        answer = ForwardMsg.FromString(self._socket.recv(timeout=max(left, 0.1)))  # type: ignore[arg-type]
        kind = answer.WhichOneof("type")
        if kind == "new_session":
            self._elements = {}
        elif kind == "page_info_changed":
            self._query = answer.page_info_changed.query_string
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            self._elements[tuple(answer.metadata.delta_path)] = answer.delta.new_element
            if answer.delta.new_element.WhichOneof("type") == "plotly_chart":
                self.chart_after = time.perf_counter() - start
        self.finished_after = time.perf_counter() - start
        return kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def resident_mb(process: int) -> float | None:
    """The memory that a process holds now, MB; None where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024
