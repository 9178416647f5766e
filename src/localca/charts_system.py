"""The product system as a picture: flows into stages into the product, as wide as their score."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from localca.charts import STAGE_COLOURS, WHOLE_COLOUR
from localca.language import tr
from localca.wording import STAGE_TITLES, amount

LABEL = 24
_LINKED = {"source": "%{source.label}", "target": "%{target.label}", "score": "%{customdata}"}


@dataclass(frozen=True)
class SystemLink:
    """One flow of a scenario: its title, the stage it belongs to and its score."""

    flow: str
    stage: str
    score: float


def system_sankey(links: Sequence[SystemLink], product: str, unit: str) -> go.Figure:
    """A Sankey of one scenario: every flow into its stage, every stage into the product."""
    shown = [link for link in links if link.score > 0]
    stages = [stage for stage in STAGE_TITLES if any(link.stage == stage for link in shown)]
    flows = list(dict.fromkeys((link.flow, link.stage) for link in shown))
    position = {("flow", *flow): index for index, flow in enumerate(flows)}
    position |= {("stage", "", stage): len(flows) + index for index, stage in enumerate(stages)}
    last = len(position)
    totals = {stage: sum(link.score for link in shown if link.stage == stage) for stage in stages}
    labels = [flow for flow, _ in flows] + [STAGE_TITLES[stage] for stage in stages] + [product]
    values = [link.score for link in shown] + [totals[stage] for stage in stages]
    return go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [html.escape(shortened(label)) for label in labels],
                "customdata": [html.escape(label) for label in labels],
                "color": [STAGE_COLOURS[stage] for stage in [*(stage for _, stage in flows), *stages]] + [WHOLE_COLOUR],
                "pad": 14,
                "thickness": 14,
                "hovertemplate": "%{customdata}: %{value:.3g} " + unit + "<extra></extra>",
            },
            link={
                "source": [position["flow", link.flow, link.stage] for link in shown]
                + [position["stage", "", stage] for stage in stages],
                "target": [position["stage", "", link.stage] for link in shown] + [last] * len(stages),
                "value": values,
                "color": ["rgba(128,140,140,0.35)"] * len(values),
                "customdata": [amount(value) for value in values],
                "hovertemplate": tr("{source} to {target}: {score}", **_LINKED) + f" {unit}<extra></extra>",
            },
            textfont={"size": 13},
        ),
        layout={
            "height": 120 + 34 * max(len(flows), 4),
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "paper_bgcolor": "rgba(0,0,0,0)",
        },
    )


def shortened(label: str) -> str:
    """A label that leaves room for the next column on a telephone; the pointer shows it whole."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip(' ,(')}…"
