"""A product with 40 foreground inputs and 8 parameters, for LocaLCA; and the same inputs written out by hand.

The product: a crate of one recyclable resin, 24 other materials, five steps in Jamaica and seven legs. The inputs are
those of ``docs/method.md``, written as strings in the parameters, for whoever wants to compute the same elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from localca import impact_methods
from localca.api import open_background, open_routes
from localca.assessment import Floats
from localca.background import ELECTRICITY, Background
from localca.engine import assess
from localca.impact_methods import Method
from localca.parameters import Parameter, Turning, turning
from localca.product import Product

SCENARIO, REFERENCE, SITE, ORIGIN = "local", "imported", "JAM", "USA"
MATERIALS = [
    "ldpe_virgin", "lldpe_virgin", "pp_virgin", "pet_virgin", "pvc_virgin", "eps_virgin", "pla_virgin", "kraft_paper",
    "corrugated_board", "containerboard_recycled", "calcium_carbonate", "glass_fibre", "aluminium_secondary",
    "aluminium_primary", "steel_hot_rolled", "steel_cold_rolled", "steel_galvanised", "steel_bar_eaf", "plywood", "osb",
    "cotton_fibre", "portland_cement", "container_glass", "pet_recycled",
]  # fmt: skip
STEPS = ["injection_moulding", "film_extrusion", "extrusion_polymer", "metal_stamping", "textile_washing_synthetic"]
LEGS = ["ship_container", "truck_articulated", "rail_diesel", "barge", "van", "truck_rigid_large", "ship_bulk"]
LOSSY = STEPS[0]
MASS = {"resin": 1.0, **{name: 0.05 + 0.01 * index for index, name in enumerate(MATERIALS)}}
WORK = {name: 1.5 - 0.2 * index for index, name in enumerate(STEPS)}
DISTANCE = {name: 3000.0 - 400.0 * index for index, name in enumerate(LEGS)}
CARRIED = {LEGS[0]: "product", **dict(zip(LEGS[1:], MATERIALS, strict=False))}
FAMILIES = {"ef": 8, "cml": 4, "recipe": 4}


def product() -> Product:
    """The crate, imported from China or made in Jamaica."""
    word = "own: made up for this benchmark"
    rows = {"source": word, "gsd": 1.2}
    resin = {"name": "resin", "flow": "hdpe_virgin", "origin": ORIGIN, "amount": 1.0,
             "recycled_flow": "hdpe_recycled", "recycled_origin": ORIGIN, **rows}  # fmt: skip
    return Product.model_validate({
        "product": {
            "id": "crate", "title": "Crate", "place_of_use": SITE,
            "functional_unit": {"amount": 1, "unit": "crate", "what": "carry goods once"},
            "mass": {"amount": sum(MASS.values()), "unit": "kg", "source": word},
        },
        "raw_materials": [
            resin, *({"name": n, "flow": n, "origin": ORIGIN, "amount": MASS[n], **rows} for n in MATERIALS)
        ],
        "production": [
            {"name": n, "flow": n, "amount": WORK[n], "loss": 0.05 if n == LOSSY else 0.0,
             "processes": list(MASS) if n == LOSSY else [], **rows}
            for n in STEPS
        ],
        "transport": [
            {"name": n, "carries": CARRIED[n], "mode": n, "from": "site" if n == LEGS[0] else "origin", "to": "use",
             "distance": DISTANCE[n], **rows}
            for n in LEGS
        ],
        "scenarios": [
            {"name": REFERENCE, "title": "Imported", "site": "CHN", "reference": True},
            {"name": SCENARIO, "title": "Local", "site": SITE},
        ],
    })  # fmt: skip


def turnings() -> list[Turning]:
    """The comparison in 16 categories: three families, because an assessment has one."""
    background, routes, crate = open_background(), open_routes(), product()
    chosen = [impact_methods.choose(None, family)[:count] for family, count in FAMILIES.items()]
    return [turning(assess(crate, background, methods, routes), SCENARIO, REFERENCE) for methods in chosen]


def parameters(turned: Turning) -> list[Parameter]:
    """The eight, in the order of the columns of ``points``."""
    found = {parameter.id: parameter for parameter in turned.parameters}
    leg = next(name for name in found if name.startswith(f"distance:{LEGS[0]}"))
    return [found[name] for name in ("grid", f"kwh:{LOSSY}", "own_share", "recycled:resin", leg, f"loss:{LOSSY}",
                                     "service_life", "unsold_share")]  # fmt: skip


NAMES = ["grid", "kwh", "own", "recycled", "km", "loss", "life", "unsold"]
BOUNDS = [(0, 3), (0.5, 2), (0, 1), (0, 1), (0, 15_000), (0, 0.3), (1, 10), (0, 0.5)]


def points(count: int, seed: int = 1) -> Floats:
    """Random values of the parameters, shape (count, 8)."""
    low, high = np.array(BOUNDS, dtype=float).T
    return np.random.default_rng(seed).uniform(low, high, (count, len(BOUNDS)))


def inputs(background: Background) -> dict[str, str]:
    """The amount of each of the 40 inputs as an expression in ``NAMES``, written from docs/method.md."""
    per_unit = "/ ((1 - unsold) * life)"
    charged = f"/ (1 - loss) {per_unit}"
    found = {"hdpe_virgin": f"(1 - recycled) {charged}", "hdpe_recycled": f"recycled {charged}"}
    found |= {name: f"{MASS[name]!r} {charged}" for name in MATERIALS}
    found |= {name: f"{WORK[name]!r} {per_unit}" for name in STEPS}
    kwh = {name: WORK[name] * background.resolve(name, "kg", SITE).kwh for name in STEPS}
    power = f"({kwh.pop(LOSSY)!r} * kwh + {sum(kwh.values())!r})"
    found |= {ELECTRICITY: f"{power} * (1 - own) * grid {per_unit}", "solar_pv": f"{power} * own {per_unit}"}
    found[LEGS[0]] = f"{sum(MASS.values()) / 1000!r} * km {per_unit}"
    return found | {n: f"{MASS[CARRIED[n]] / 1000 * DISTANCE[n]!r} {charged}" for n in LEGS[1:]}


def unit_scores(background: Background) -> Floats:
    """Scores per unit of the 40 inputs with the power and heat they draw outside the site's grid, shape (40, 16)."""
    blocks = []
    for turned in turnings():
        methods = turned.base.methods

        def score(flow: str, unit: str, place: str, methods: Sequence[Method] = methods) -> Floats:
            return background.unit_scores([background.resolve(flow, unit, place)], methods).to_numpy()[0]

        grid, heat, rows = score(ELECTRICITY, "kWh", ORIGIN), score("heat_natural_gas", "MJ", ORIGIN), []
        for name in inputs(background):
            unit = "kWh" if name in (ELECTRICITY, "solar_pv") else "tonne*km" if name in LEGS else "kg"
            match = background.resolve(name, unit, SITE if name == ELECTRICITY else ORIGIN)
            drawn = 0 if name in STEPS else match.kwh
            rows.append(score(name, unit, match.place) + drawn * grid + match.heat_mj * heat)
        blocks.append(np.array(rows))
    return np.hstack(blocks)
