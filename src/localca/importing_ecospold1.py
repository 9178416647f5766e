"""EcoSpold 1 files as they come: read without the schema's refusals, with co-products allocated and links by number.

bw2io refuses a whole file for one author's name of 41 characters and, reading in parallel, hides that behind a pickling
error. Here the schema is checked apart and its complaints are reported; nothing that carries an amount is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from localca.brightway_units import pint_name
from localca.errors import InputError
from localca.units import convert

Dataset = dict[str, Any]
STATED_MASS = re.compile(r"Mass \(([\d.]+) kg/kg output\)")
REFERENCE, COPRODUCT, WASTE = "ReferenceProduct", "Allocated by product", "WasteToTreatment"
NATIONAL = {"US", "USA", "U.S.", "United States"}
KINDS = (
    (r"attribute 'firstAuthor'.*maxLength", "author's name longer than the schema's 40 characters, kept whole"),
    (r"maxLength", "text longer than the schema allows, kept whole"),
    (r"CASNumber", "CAS number in another notation, kept as it is"),
    (r"pkExchangeNumber|Duplicate key", "exchange number used twice in a dataset, both kept"),
    (r"required but missing", "attribute missing in the description of a dataset"),
)


def extractor(repairs: Counter[str]) -> type[Any]:
    """bw2io's reader without the schema, counting into ``repairs`` what the schema would refuse."""
    from bw2io.extractors.ecospold1 import Ecospold1DataExtractor
    from lxml import etree, objectify
    from pyecospold.config import Defaults
    from pyecospold.core import EcospoldLookupV1

    class Lenient(Ecospold1DataExtractor):  # type: ignore[misc]
        @classmethod
        def process_file(cls, filepath: Any, db_name: str) -> list[Dataset]:
            parser = objectify.makeparser(resolve_entities=False)
            parser.set_element_class_lookup(EcospoldLookupV1())
            try:
                tree = objectify.parse(str(filepath), parser)
            except etree.XMLSyntaxError as error:
                raise InputError(f"it is no XML: {error}.", where=str(filepath), do="Is the file complete?") from error
            schema = etree.XMLSchema(file=Defaults.SCHEMA_V1_FILE)
            schema.validate(etree.parse(str(filepath), etree.XMLParser(resolve_entities=False)))
            repairs.update(_kind(entry.message) for entry in schema.error_log)
            found = []
            for node in getattr(tree.getroot(), "datasets", []):
                try:
                    dataset = cls.process_dataset(node, filepath, db_name)
                except Exception:  # an empty date or a missing person in the description stops bw2io
                    repairs["dataset with a description that bw2io cannot read: exchanges kept, description left"] += 1
                    dataset = _plain_dataset(node, filepath, db_name) | {"exchanges": cls.process_exchanges(node)}
                area = node.metaInformation.processInformation.geography.get("text") or ""
                found.append(dataset | {"code": int(node.get("number") or 0), "area": area.strip()})
            return found

        @classmethod
        def process_exchange(cls, exc: Any, dataset: Any) -> Dataset:
            found: Dataset = super().process_exchange(exc, dataset)
            return found | {"group": exc.groupsStr[0], "number": int(exc.get("number") or 0)}

    return Lenient


def _plain_dataset(node: Any, filepath: Any, db_name: str) -> Dataset:
    """A dataset by its name and place alone."""
    information = node.metaInformation.processInformation
    function = information.referenceFunction
    return {
        "name": function.get("name").strip(), "unit": function.get("unit"), "database": db_name, "type": "process",
        "categories": [function.get("category"), function.get("subCategory")],
        "location": information.geography.get("location") or "", "filename": Path(str(filepath)).name,
        "comment": function.get("generalComment") or "",
    }  # fmt: skip


def _kind(message: str) -> str:
    return next((text for pattern, text in KINDS if re.search(pattern, message)), "other departure from the schema")


def allocate(datasets: list[Dataset], repairs: Counter[str]) -> list[Dataset]:
    """One dataset per product: inputs by mass where masses are known, else all to the reference product.

    Co-products that nothing in the file takes carry no burden, unless their comment gives a mass for allocation.
    Waste sent to treatment that the file does not model becomes an unlinked input, and is reported as such.
    """
    used = {e["number"] for ds in datasets for e in ds["exchanges"] if e["type"] == "technosphere"}
    return [found for ds in datasets for found in _allocated(ds, used, repairs)]


def _allocated(dataset: Dataset, used: set[int], repairs: Counter[str]) -> Iterator[Dataset]:
    products = [e for e in dataset["exchanges"] if e["group"] in (REFERENCE, COPRODUCT)]
    others = [{**e, "type": "technosphere"} if e["group"] == WASTE else e
              for e in dataset["exchanges"] if e["group"] not in (REFERENCE, COPRODUCT)]  # fmt: skip
    reference = next((e for e in products if e["group"] == REFERENCE), products[0] if products else None)
    if reference is None:
        repairs[f"dataset '{dataset['name']}' left out, it makes no product"] += 1
        return
    burdened = [e for e in products if e is reference or _stated(e) is not None or e["number"] in used]
    masses = [_mass(e) for e in burdened]
    if len(burdened) == 1 or None in masses:
        if len(burdened) > 1:
            repairs[f"'{dataset['name']}' makes products of unknown mass: all burden is its reference product's"] += 1
        shares = [1.0 if e is reference else 0.0 for e in burdened]
    else:
        total = sum(mass for mass in masses if mass is not None)
        shares = [(mass or 0.0) / total for mass in masses]
    for product, share in zip(burdened, shares, strict=True):
        made = {**product, "type": "production", "amount": product["amount"], "uncertainty type": 0}
        scaled = [_scaled(e, share) for e in others] if share else []
        own = product["name"] if len(burdened) > 1 else dataset["name"]
        code = f"{dataset['code']}-{product['number']}"
        yield {**dataset, "name": own, "code": code, "unit": product["unit"], "reference product": product["name"],
               "production amount": product["amount"], "number": product["number"],
               "exchanges": [made, *scaled]}  # fmt: skip


def _mass(exchange: Dataset) -> float | None:
    stated = _stated(exchange)
    return exchange["amount"] if stated is None and exchange["unit"] == "kilogram" else stated


def _stated(exchange: Dataset) -> float | None:
    found = STATED_MASS.search(exchange.get("comment", ""))
    return float(found[1]) if found else None


def _scaled(exchange: Dataset, share: float) -> Dataset:
    if share == 1.0:
        return dict(exchange)
    from bw2io.utils import rescale_exchange

    return dict(rescale_exchange(dict(exchange), share))


def link_by_number(
    datasets: list[Dataset], repairs: Counter[str], providers: dict[str, int], conversions: dict[str, float]
) -> list[Dataset]:
    """Links inputs to the dataset that makes their flow: EcoSpold 1 numbers flows, not their makers.

    Where several make one flow, the file does not say which is meant: the one in ``providers`` (flow name -> dataset
    number), else the first that describes a whole country; the report names the choice. Amounts follow its unit; where
    that is of another dimension, ``conversions`` (flow name -> units made per unit taken) must say how.
    """
    made: dict[int, list[Dataset]] = {}
    for dataset in sorted(datasets, key=lambda ds: ds["exchanges"][0]["group"] != REFERENCE):
        made.setdefault(dataset["number"], []).append(dataset)
    makers = {number: _maker(found, providers, repairs) for number, found in made.items()}
    for dataset in datasets:
        for exchange in dataset["exchanges"]:
            if exchange["type"] == "production":
                exchange["input"] = (dataset["database"], dataset["code"])
            elif exchange["type"] == "technosphere" and exchange["group"] != WASTE:
                maker = makers.get(exchange["number"])
                if maker is dataset and exchange["amount"] >= dataset["production amount"]:
                    repairs[f"'{dataset['name']}' takes in all it makes: that input is not linked"] += 1
                elif maker is not None and _fit_unit(exchange, maker["unit"], repairs, conversions):
                    exchange["input"] = (maker["database"], maker["code"])
    return datasets


def _maker(found: list[Dataset], providers: dict[str, int], repairs: Counter[str]) -> Dataset:
    """The maker of a flow; several get names of their own, by dataset number and the area they describe."""
    if len(found) == 1:
        return found[0]
    product = found[0]["reference product"]
    chosen = next((ds for ds in found if str(ds["code"]).partition("-")[0] == str(providers.get(product))), None)
    chosen = chosen or min(found, key=lambda ds: ds["area"] not in NATIONAL)
    for dataset in found:
        number = str(dataset["code"]).partition("-")[0]
        dataset["name"] = f"{product} [{number}{', ' if dataset['area'] else ''}{dataset['area'][:40]}]"
    repairs[f"'{product}' is made by {len(found)} datasets and the file does not say which: '{chosen['name']}'"] += 1
    return chosen


def _fit_unit(exchange: Dataset, unit: str, repairs: Counter[str], conversions: dict[str, float]) -> bool:
    """Converts an exchange to the maker's unit; False, with a note, where the dimensions differ."""
    if exchange["unit"] == unit:
        return True
    before = exchange["unit"]
    try:
        factor = conversions.get(exchange["name"]) or convert(1.0, pint_name(before), pint_name(unit))
    except InputError:
        repairs[f"'{exchange['name']}' is taken in {exchange['unit']} but made in {unit}: not linked"] += 1
        return False
    exchange.update(_scaled(exchange, factor) | {"unit": unit})
    repairs[f"'{exchange['name']}': {before} converted to {unit}"] += 1
    return True


def link_elementary(
    datasets: list[Dataset], flows: list[Dataset], names: dict[str, tuple[str, float]], repairs: Counter[str]
) -> None:
    """Links exchanges with nature to a biosphere database by name and compartment, in the same unit.

    Parameters:
        flows: the biosphere database: name, categories, unit, code, database.
        names: flows spelt otherwise: name in the file -> identifier, and MJ per unit where energy is given instead.
    """
    table = {(flow["name"].lower(), tuple(flow["categories"])): flow for flow in flows}
    by_code = {flow["code"]: flow for flow in flows}
    for exchange in (e for dataset in datasets for e in dataset["exchanges"] if e["type"] == "biosphere"):
        code, energy = names.get(exchange["name"], ("", 0.0))
        taken = exchange["group"] == "FromNature"
        for compartment in compartments(tuple(exchange.get("categories") or ()), taken):
            flow = by_code.get(code) or table.get((exchange["name"].lower(), compartment))
            if flow is None or flow["categories"][0] != compartment[0]:
                continue
            if exchange["unit"] == "megajoule" != flow["unit"] and energy:
                exchange.update(_scaled(exchange, 1 / energy) | {"unit": flow["unit"]})
                repairs[f"'{exchange['name']}' from nature: MJ to {flow['unit']} at {energy:g} MJ each"] += 1
            if flow["unit"] == exchange["unit"]:
                exchange["input"] = (flow["database"], flow["code"])
                break


def compartments(categories: tuple[str, ...], taken: bool) -> tuple[tuple[str, ...], ...]:
    """Brightway's compartments for those of an EcoSpold 1 file, the likeliest first; ``taken`` from nature or not."""
    words = {word.lower() for word in categories if word}
    if taken:
        return (("natural resource", "in ground"), ("natural resource", "in water"), ("natural resource", "in air"),
                ("natural resource", "biotic"), ("natural resource", "land"))  # fmt: skip
    if words & {"air", "troposphere", "stratosphere", "ground-level"}:
        return (("air",),)
    if words & {"water", "fresh water body", "river", "ocean", "lake"}:
        return (("water", "ocean"), ("water",)) if "ocean" in words else (("water", "surface water"), ("water",))
    return (("soil",),) if words & {"soil", "ground", "agricultural", "industrial"} else ()


def files_of(path: Path) -> list[Path]:
    """The EcoSpold 1 files below a folder; lists of categories and of SimaPro's flows are none."""
    return [file for file in sorted(path.rglob("*.xml")) if b"ecoSpold" in file.open("rb").read(2000)]
