"""The audit: Brightway solves the whole foreground and background; the engine must agree to 1e-9."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from localca import api, impact_methods
from localca.api import Result
from localca.audit import max_relative_deviation, whole_system
from localca.product_file import load

TOLERANCE = 1e-9
shares = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize("allocation", ["cutoff", "cff"])
def test_the_tiny_chair(tiny: Tiny, allocation: str) -> None:
    assessment = tiny.assess(allocation=allocation, methods=None)
    assert max_relative_deviation(assessment, tiny.background, tiny.routes) <= TOLERANCE


def test_the_carrier_bag(bag_result: Result) -> None:
    deviation = max_relative_deviation(bag_result.assessment, api.open_background(), api.open_routes())
    assert deviation <= TOLERANCE


@settings(max_examples=25)
@given(
    mass=st.floats(1, 1e5), recycled=shares, own=shares, loss=st.floats(0, 0.9), unsold=st.floats(0, 0.9),
    life=st.floats(0.5, 50), grid=st.floats(0, 0.9), coal=shares, site=st.sampled_from(["NOR", "POL"]),
    allocation=st.sampled_from(["cutoff", "cff"]), voltage=st.sampled_from(["low", "high"]),
)  # fmt: skip
def test_the_chair_whatever_the_settings(
    tiny: Tiny, mass, recycled, own, loss, unsold, life, grid, coal, site, allocation, voltage
) -> None:
    product = tiny.product(
        f"frame.amount={mass!r}", f"frame.recycled_share={recycled!r}", f"electricity.own_share={own!r}",
        f"assemble.loss={loss!r}", f"product.unsold_share={unsold!r}", f"product.service_life={life!r}",
        f"solar_roof:electricity.loss={grid!r}", f"local:site={site}", f"imported:electricity.voltage={voltage}",
        f"local:electricity.mix={{coal_plant = {coal!r}, hydro = {1 - coal!r}}}",
    )  # fmt: skip
    assessment = tiny.assess(product, allocation=allocation)
    assert max_relative_deviation(assessment, tiny.background, tiny.routes) <= TOLERANCE


@settings(max_examples=4)
@given(
    recycled=shares, own=shares, loss=st.floats(0, 0.5),
    place=st.sampled_from(["CHN", "TTO", "BRA", "DEU", "FIN", "IND"]),
    allocation=st.sampled_from(["cutoff", "cff"]),
)  # fmt: skip
def test_the_carrier_bag_whatever_the_settings(recycled, own, loss, place, allocation) -> None:
    product = load("carrier-bag", [
        f"local_imported_resin:site={place}", f"local_recycled:resin.recycled_share={recycled!r}",
        f"electricity.own_share={own!r}", f"bag making.loss={loss!r}",
        "resin.recycled_flow=hdpe_recycled",
    ])  # fmt: skip
    result = api.compare(product, methods=["climate", "acidification"], allocation=allocation, draws=16)
    deviation = max_relative_deviation(result.assessment, api.open_background(), api.open_routes())
    assert deviation <= TOLERANCE


def test_a_wrong_engine_is_found_out(tiny: Tiny) -> None:
    """The audit can fail: one line off by a millionth is seen."""
    assessment = tiny.assess()
    scores = assessment.scores.copy()
    largest = np.unravel_index(np.argmax(scores), scores.shape)
    scores[largest] *= 1.000001
    wrong = dataclasses.replace(assessment, scores=scores)
    assert 1e-7 < max_relative_deviation(wrong, tiny.background, tiny.routes) < 1e-5


def test_the_whole_system_is_made_of_flows_at_places(tiny: Tiny) -> None:
    system = whole_system(tiny.assess(), tiny.background, tiny.routes)
    assert system.inputs["imported/material/steel@POL", "scenario:imported"][0] == pytest.approx(3.125)
    assert system.inputs["steel", "imported/material/steel@POL"][0] == 1.0
    assert system.inputs["heat_natural_gas", "imported/production/forging@POL"][0] == 3.0
    assert len(system.activities) == len(set(system.activities))


def test_every_family_agrees(tiny: Tiny) -> None:
    for family in impact_methods.families():
        methods = impact_methods.choose(None, family)
        from localca.engine import assess

        assessment = assess(tiny.product(), tiny.background, methods, tiny.routes, tables=tiny.tables)
        assert max_relative_deviation(assessment, tiny.background, tiny.routes) <= TOLERANCE
