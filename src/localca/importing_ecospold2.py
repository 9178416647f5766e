"""EcoSpold 2 folders and files: read by bw2io, with nothing dropped that carries an amount.

bw2io deletes inputs that name no maker, stops at a dataset with two products and at spreads it does not know, and takes
a waste that leaves for a service that is bought. Here makers are found by their flow, products are allocated by mass,
and what is still unlinked is left for the report.
"""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import Any

from localca.errors import InputError

Dataset = dict[str, Any]
DELETING = ("delete_exchanges_missing_activity", "delete_ghost_exchanges", "drop_temporary_outdated_biosphere_flows")
REFERENCE, TREATED = "0", "3"


def read(bw2io: Any, source: Path, database: str, biosphere: str, repairs: Counter[str]) -> Any:
    """bw2io's importer with the datasets of a file or of all folders below one, and with our strategies.

    Raises:
        InputError: when there is no EcoSpold 2 file.
    """
    files = [source] if source.is_file() else sorted(source.rglob("*.spold"))
    if not files:
        raise InputError(
            "there is no EcoSpold 2 file (.spold) in it.", where=str(source), do="Name the folder of them."
        )
    importer = bw2io.SingleOutputEcospold2Importer(
        str(files[0].parent), database, biosphere, extractor=extractor(files, repairs), use_mp=False,
        add_product_information=False,
    )  # fmt: skip
    kept = [step for step in importer.strategies if getattr(step, "__name__", "") not in DELETING]
    names = [getattr(step, "__name__", "") for step in kept]
    first = names.index("es2_assign_only_product_with_amount_as_reference_product")
    linked = names.index("link_internal_technosphere_by_composite_code")
    importer.strategies = [
        *kept[:first],
        functools.partial(allocate, repairs=repairs),
        *kept[first : linked + 1],
        functools.partial(link_by_flow, repairs=repairs),
        *kept[linked + 1 :],
    ]
    return importer


def extractor(files: list[Path], repairs: Counter[str]) -> type[Any]:
    """bw2io's reader for some files, keeping each exchange's group and compartment; odd spreads are left out."""
    from bw2io.extractors.ecospold2 import Ecospold2DataExtractor

    class Whole(Ecospold2DataExtractor):  # type: ignore[misc]
        @classmethod
        def extract(cls, dirpath: Any, db_name: str, use_mp: bool = False, **_: Any) -> list[Dataset]:
            return [cls.extract_activity(str(file.parent), file.name, db_name) for file in files]

        @classmethod
        def extract_uncertainty_dict(cls, obj: Any) -> Dataset:
            try:
                return dict(super().extract_uncertainty_dict(obj))
            except (TypeError, ValueError):  # gamma, beta..., or a distribution without its parameters
                repairs["spread of a kind that Brightway does not know: amount kept, spread left out"] += 1
                amount = float(obj.get("amount"))
                return {"amount": amount, "loc": amount, "uncertainty type": 0}

        @classmethod
        def extract_exchange(cls, exc: Any) -> Dataset:
            found = dict(super().extract_exchange(exc))
            place = getattr(exc, "compartment", None)
            words = (place.compartment.text, place.subcompartment.text) if place is not None else ()
            found["categories"] = tuple(word for word in words if word and word != "unspecified")
            return found | {"group": exc.outputGroup.text if hasattr(exc, "outputGroup") else ""}

    return Whole


def allocate(datasets: list[Dataset], repairs: Counter[str]) -> list[Dataset]:
    """One dataset per product: inputs by mass where all are in kilograms, else all to the reference product."""
    from bw2io.utils import rescale_exchange

    found = []
    for dataset in datasets:
        products = [e for e in dataset["exchanges"] if e["type"] == "production" and e["amount"]]
        others = [e for e in dataset["exchanges"] if e["type"] != "production"]
        if not products:
            repairs[f"dataset '{dataset['name']}' left out, it makes no product"] += 1
            continue
        if len(products) == 1:
            found.append(dataset)
            continue
        total = sum(product["amount"] for product in products)
        by_mass = all(product["unit"] == "kilogram" and product["amount"] > 0 for product in products)
        how = "allocated by mass" if by_mass else "no masses: all burden is its reference product's"
        repairs[f"'{dataset['name']}' makes {len(products)} products: {how}"] += 1
        for product in products:
            share = product["amount"] / total if by_mass else float(product["group"] == REFERENCE)
            scaled = [rescale_exchange(dict(e), share) for e in others] if share else []
            found.append({**dataset, "unit": product["unit"], "exchanges": [dict(product), *scaled]})
    return found


def link_by_flow(datasets: list[Dataset], repairs: Counter[str]) -> list[Dataset]:
    """Links inputs that name no maker (or one that is not there) to the only dataset that makes their flow.

    Waste that leaves for treatment gets the sign of its treatment, whose reference product is negative where the file
    follows ecoinvent: the waste is what it takes in.
    """
    from bw2io.utils import rescale_exchange

    makers: dict[str, list[Dataset]] = {}
    for dataset in datasets:
        makers.setdefault(dataset["flow"], []).append(dataset)
    by_key = {(dataset["database"], dataset["code"]): dataset for dataset in datasets}
    for exchange in (e for dataset in datasets for e in dataset["exchanges"] if e["type"] == "technosphere"):
        found = makers.get(exchange["flow"], [])
        if not exchange.get("input") and len(found) == 1 and found[0]["unit"] == exchange["unit"]:
            exchange["input"] = (found[0]["database"], found[0]["code"])
            repairs["input without a maker linked to the only dataset that makes its flow"] += 1
        elif not exchange.get("input") and len(found) > 1:
            repairs[f"'{exchange['name']}' is made by {len(found)} datasets and the file does not say which"] += 1
        maker = by_key.get(exchange.get("input", ("", "")))
        if exchange["group"] == TREATED and maker and exchange["amount"] * maker["production amount"] < 0:
            exchange.update(rescale_exchange(dict(exchange), -1.0))
    return datasets


def link_by_name(datasets: list[Dataset], flows: list[Dataset], repairs: Counter[str]) -> None:
    """Links exchanges with nature whose identifier the biosphere database lacks, by name, compartment and unit."""
    table = {(flow["name"].lower(), tuple(flow["categories"]), flow["unit"]): flow for flow in flows}
    for exchange in (e for dataset in datasets for e in dataset["exchanges"] if e["type"] == "biosphere"):
        flow = table.get((exchange["name"].lower(), exchange["categories"], exchange["unit"]))
        if not exchange.get("input") and flow is not None:
            exchange["input"] = (flow["database"], flow["code"])
            repairs["elementary flow of another identifier linked by name and compartment"] += 1
