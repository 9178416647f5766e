"""A strip: the four stages of one total side by side, for a card."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from localca.charts import stage_marker
from localca.wording import STAGE_TITLES, share_words

HEIGHT = 26


def stage_strip(stages: Mapping[str, float]) -> go.Figure:
    """One bar from 0 to 100 %, a piece for each stage that has a share above 0."""
    whole = sum(max(score, 0.0) for score in stages.values()) or 1.0
    figure = go.Figure()
    for stage, score in stages.items():
        if score > 0:
            figure.add_bar(
                name=STAGE_TITLES[stage],
                x=[score / whole],
                y=[""],
                orientation="h",
                marker=stage_marker(stage),
                hovertemplate=f"{STAGE_TITLES[stage]}: {share_words(score / whole)}<extra></extra>",
            )
    figure.update_layout(
        barmode="stack",
        bargap=0,
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 4, "b": 4, "pad": 0},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure
