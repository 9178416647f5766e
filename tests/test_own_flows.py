"""The user's own flows: the same checks as shipped ones, and never a silent zero."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from localca import api
from localca.audit import max_relative_deviation
from localca.errors import InputError
from localca.product import Product
from localca.product_file import from_dict

PROCESS = {
    "name": "my_line",
    "title": "My bag line",
    "unit": "kg",
    "kwh": 0.6,
    "loss": 0.03,
    "elementary": {"nox": 0.002},
    "source": "own: metered",
    "gsd": 1.05,
}
DECLARED = {
    "name": "epd_resin",
    "title": "Resin with an EPD",
    "unit": "kg",
    "kind": "material",
    "declared": {"climate": 1.8},
    "source": "own: supplier's EPD",
}


def bag(*flows: dict[str, Any], material: str = "hdpe_virgin", process: str = "bag_making") -> Product:
    return from_dict(
        {
            "product": {
                "id": "bag",
                "title": "Bag",
                "functional_unit": {"amount": 1, "unit": "kg of bags", "what": "carry"},
                "mass": {"amount": 1, "unit": "kg", "source": "own: weighed"},
                "place_of_use": "JAM",
            },
            "raw_materials": [
                {"name": "resin", "flow": material, "amount": 1, "origin": "USA", "source": "own: weighed"}
            ],
            "production": [
                {"name": "making", "flow": process, "amount": 1, "processes": ["resin"], "source": "own: weighed"}
            ],
            "flows": list(flows),
            "scenarios": [
                {"name": "abroad", "title": "Abroad", "site": "USA"},
                {"name": "here", "title": "Here", "site": "JAM"},
            ],
        }
    )


def test_a_measured_process_by_hand() -> None:
    result = api.compare(bag(PROCESS, process="my_line"), methods=["climate", "acidification"], draws=64)
    background = api.open_background()
    methods = result.assessment.methods
    resin = background.resolve("hdpe_virgin", "kg", "USA")
    scores = background.unit_scores(
        [resin, background.resolve("electricity", "kWh", "USA"), background.resolve("electricity", "kWh", "JAM")],
        methods,
    ).to_numpy()
    own = np.array([0.0, 0.002 * 0.74])
    expected = (scores[0] + resin.kwh * scores[1]) / 0.97 + 0.6 * scores[2] + own
    found = [result.assessment.total("here", method.id) for method in methods]
    assert found == pytest.approx(expected.tolist(), rel=1e-12)


def test_brightway_agrees_about_an_own_process() -> None:
    result = api.compare(bag(PROCESS, process="my_line"), draws=16)
    assert max_relative_deviation(result.assessment, api.open_background(), api.open_routes()) < 1e-9


def test_what_a_supplier_did_not_declare_is_not_covered_and_never_zero() -> None:
    result = api.compare(bag(DECLARED, material="epd_resin"), methods=["climate", "acidification"], draws=64)
    assert result.comparison("here", "climate").verdict in ("lower", "higher", "too close to call")
    item = result.comparison("here", "acidification")
    assert item.verdict == "not covered"
    assert math.isnan(item.total)
    assert item.why == "Not covered: a declared flow has no figure for this category."


def test_a_declared_flow_cannot_be_swapped_or_audited() -> None:
    result = api.compare(bag(DECLARED, material="epd_resin"), methods=["climate"], draws=16)
    resin = [line for line in result.assessment.lines if line.flow == "epd_resin"]
    assert {line.component for line in resin} == {"residual"}
    assert {line.note for line in resin} == {"declared by the supplier; the grid cannot be swapped"}
    with pytest.raises(InputError, match="'epd_resin' has declared factors"):
        max_relative_deviation(result.assessment, api.open_background(), api.open_routes())


def test_draws_scatter_with_the_stated_spread() -> None:
    product = bag(DECLARED | {"gsd": 1.5}, material="epd_resin")
    assessment = api.compare(product, methods=["climate"], draws=16).assessment
    match = assessment.database.resolve("epd_resin", "kg", "USA")
    from localca.draws import Seed

    draws = assessment.database.unit_draws([match], assessment.methods, 4096, Seed(1))[0, :, 0]
    assert np.log(draws / 1.8).std() == pytest.approx(math.log(1.5), rel=1e-2)
    assert np.median(draws) == pytest.approx(1.8, rel=1e-3)


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (
            PROCESS | {"name": "hdpe_virgin"},
            "bag, flows[hdpe_virgin]: the background already has a flow 'hdpe_virgin'. Choose another name.",
        ),
        (
            PROCESS | {"elementary": {"noxx": 1}},
            "bag, flows[my_line].elementary: 'noxx' is no elementary flow. Nearest: nox, n2o. "
            "Keys are in elementary_flows.csv.",
        ),
        (
            DECLARED | {"declared": {"climat": 1}},
            "bag, flows[epd_resin].declared: 'climat' is no impact category. "
            "Nearest: climate, climate_gwp20, climate_gwp500.",
        ),
    ],
)
def test_wrong_own_flows_are_told(flow: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        api.compare(bag(flow), draws=16)
    assert str(caught.value) == message


def test_declared_and_measured_do_not_mix() -> None:
    with pytest.raises(InputError) as caught:
        bag(DECLARED | {"kwh": 1.0})
    assert str(caught.value) == (
        "product, flows[epd_resin]: give declared factors, or kwh, heat_mj and elementary flows, not both."
    )


def test_the_fingerprint_knows_the_flows() -> None:
    prints = {
        api.compare(bag(PROCESS | {"kwh": kwh}, process="my_line"), draws=16).assessment.fingerprint
        for kwh in (0.5, 0.6)
    }
    assert len(prints) == 2
    assert all(text.startswith(f"{api.open_background().fingerprint()}+") for text in prints)
