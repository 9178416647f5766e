"""Another mode for a leg: the break-even share, by hand."""

from __future__ import annotations

import pytest

import localca
from localca.break_even import roots
from localca.modes import MODE_WORDS, mode_words
from localca.parameters import turning
from localca.tables import Tables


def test_rail_instead_of_road_by_hand() -> None:
    result = localca.compare("storage-box", methods=["climate"], draws=16)
    assessment = result.assessment
    scenario = "local"
    turned = turning(assessment, scenario, assessment.reference)
    trucks = [item for item in turned.parameters if item.kind == "mode" and ":truck" in item.id]
    assert trucks
    for parameter in trucks:
        truck, rail = (
            assessment.database.unit_scores(
                [assessment.database.resolve(flow, "tonne*km", "FRA")], assessment.methods
            ).iat[0, 0]
            for flow in ("truck_articulated", "rail_diesel")
        )
        assert parameter.instead is not None
        assert parameter.instead[0] == pytest.approx(rail / truck, rel=1e-12)
        whole, none = (turned.difference([(parameter, share)])[0] for share in (1.0, 0.0))
        on_road = sum(
            score[0]
            for line, score in zip(turned.base.lines, turned.base.scores, strict=True)
            if line.scenario == scenario and parameter.scales is not None and parameter.scales(line)
        )
        assert whole - none == pytest.approx(on_road * (rail / truck - 1), rel=1e-9)


def test_flying_bags_costs_the_import_its_lead() -> None:
    """A small share by air makes the import from the USA as bad as making bags in Jamaica."""
    result = localca.compare("carrier-bag", reference="local_imported_resin", methods=["climate"], draws=16)
    turned = turning(result.assessment, "imported_usa", "local_imported_resin")
    leg = next(item for item in turned.parameters if item.id.startswith("mode:bags to Jamaica:ship_container"))
    root = next(roots(turned, leg))
    assert root.in_range
    assert root.value is not None
    assert 0 < root.value < 0.5
    assert root.sentence.startswith("lower below")
    assert turned.difference([(leg, root.value)])[0] == pytest.approx(
        0, abs=1e-12 * result.assessment.total("imported_usa", "climate")
    )


def test_a_leg_that_draws_electricity_has_no_other_mode() -> None:
    result = localca.compare("carrier-bag", methods=["climate"], draws=16)
    kinds = [item.kind for item in turning(result.assessment, "imported_china", "imported_usa").parameters]
    assert kinds.count("mode") == kinds.count("distance") > 0


def test_every_means_of_transport_has_words(tables: Tables) -> None:
    shipped = {item.id for item in tables.activities.values() if item.kind == "transport"}
    assert set(MODE_WORDS) == shipped
    assert {mode_words(name) for name in shipped} == {name.replace("_", " ") for name in shipped}
    assert mode_words("cable_car") == "cable car"
