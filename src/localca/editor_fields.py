"""The fields of the product editor, table by table: label, help, and how each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from localca.places import ORIGIN, SITE, USE
from localca.product import AUTO

Kind = Literal["text", "words", "number", "percent", "flow", "place", "unit", "choice", "material", "materials", "flag",
               "mix", "numbers", "quantity"]  # fmt: skip
Lines = tuple[tuple["Field", ...], ...]


@dataclass(frozen=True)
class Field:
    """A field: its name in the product file (``mass.amount``), its label, and how it is written."""

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    needed: bool = False
    default: str | float | bool | None = None
    options: tuple[str, ...] = ()
    example: str = ""
    width: int = 1


HOW_KNOWN = "How you know it. Your own words are kept as “own: …”; a key of the shipped sources links to its passport."
SPECIAL = {
    SITE: "The factory (site)",
    USE: "Place of use (use)",
    ORIGIN: "The material's origin (origin)",
}
CHOICES = {
    "": "None: all from sources",
    "illustrative": "Illustrative",
    "reconstructed": "Reconstructed",
    "low": "Low voltage",
    "high": "High voltage",
    "production": "The production only",
    "country": "Everything in that country",
    "material": "Material",
    "process": "Process",
    "transport": "Transport",
}


def _source(example: str) -> Field:
    return Field("source", "How do you know?", help=HOW_KNOWN, needed=True, example=example, width=2)


SPREAD = (
    Field("low", "Lowest", "number", "The lower end of the 95 % range, in the row's unit."),
    Field("high", "Highest", "number", "The upper end of the 95 % range, in the row's unit."),
    Field("gsd", "or spread (GSD)", "number", "Geometric standard deviation: 1 is certain, 2 is very uncertain."),
)
NOTE = Field("note", "Note", "words", "Shown beside the row's results.")
QUANTITY = (
    Field("amount", "Volume", "number"),
    Field("unit", "Unit of the volume", "unit", options=("m**3",)),
    Field("source", "How do you know the volume?", help=HOW_KNOWN),
)
CARD: Lines = (
    (Field("title", "Name of the product", needed=True, example="Wooden stool", width=2),
     Field("place_of_use", "Used in", "place", "Where the product is used; goods travel there.", needed=True)),
    (Field("functional_unit.amount", "Compared per", "number", "The functional unit: how much of it.", needed=True),
     Field("functional_unit.unit", "Of what", needed=True, example="stool"),
     Field("functional_unit.what", "What it does", help="What every scenario delivers alike. Without it no verdict.",
           needed=True, example="seats one person for ten years", width=2)),
    (Field("mass.amount", "Its mass", "number", "Mass of what is carried to the customer.", needed=True),
     Field("mass.unit", "Unit of the mass", "unit", needed=True, options=("kg",)),
     Field("mass.source", "How do you know the mass?", help=HOW_KNOWN, needed=True, example="weighed", width=2)),
    (Field("volume.amount", "Packed volume", "number", "For bulky goods, which fill a lorry before it is heavy."),
     Field("volume.unit", "Unit of the volume", "unit", options=("m**3",)),
     Field("volume.source", "How do you know the volume?", help=HOW_KNOWN, example="measured", width=2)),
)  # fmt: skip
CARD_MORE: Lines = (
    (Field("description", "Description", "words", "What is counted and what is left out."),
     Field("lesson", "Lesson", "words", "What the comparison teaches.")),
    (Field("heat", "Heat from", "flow", "The carrier of heat in all processes.", default="heat_natural_gas",
           options=("heat",)),
     Field("unsold_share", "Never sold, %", "percent", "Share made but never used.", default=0.0),
     Field("service_life", "Service life", "number", "Uses or years one product serves; impacts are divided by it.",
           default=1.0)),
    (Field("id", "Short name", help="For files and addresses; made from the title when blank.", example="wooden-stool"),
     Field("label", "Label", "choice", "Say so when no full bill of materials was found.", default="",
           options=("", "illustrative", "reconstructed"))),
)  # fmt: skip
MATERIAL: Lines = (
    (Field("name", "Name of the material", needed=True, example="seat"),
     Field("flow", "Flow", "flow", "Type to search by name.", needed=True, options=("material", "fuel"), width=2)),
    (Field("amount", "Amount in the product", "number", "Per functional unit; losses come from the production steps.",
           needed=True),
     Field("unit", "Unit", "unit", default="kg"),
     Field("origin", "Comes from", "place", "The factory's place follows the factory; a country stays put.",
           default=SITE, options=(SITE,))),
    (Field("recycled_share", "Recycled, %", "percent", "The part that is recycled.", default=0.0),
     Field("recycled_flow", "Recycled flow", "flow", "The flow that stands for the recycled part.",
           options=("material",)),
     Field("recycled_origin", "Recycled in", "place", "Blank: where the virgin part comes from.", options=(SITE,))),
    (_source("weighed on a kitchen scale"),),
)  # fmt: skip
MATERIAL_MORE: Lines = (
    SPREAD,
    (NOTE, Field("cff_material", "Material in the footprint formula", help="A row of cff.csv; by flow when blank.")),
)
STEP: Lines = (
    (Field("name", "Name of the step", needed=True, example="turning"),
     Field("flow", "Process", "flow", "Type to search by name.", needed=True, options=("process",), width=2)),
    (Field("amount", "Amount that leaves it", "number", "In the finished product, per functional unit.", needed=True),
     Field("unit", "Unit", "unit", default="kg"),
     Field("origin", "Done in", "place", default=SITE, options=(SITE,))),
    (Field("processes", "Materials that pass it", "materials", "They are lost in it by its loss.", width=2),
     Field("loss", "Loss, %", "percent", "Share of what enters and does not reach the product; the process's own "
           "when blank.")),
    (_source("measured in the workshop"),),
)  # fmt: skip
STEP_MORE: Lines = (SPREAD, (NOTE,))
LEG: Lines = (
    (Field("name", "Name of the journey", needed=True, example="stool to customer"),
     Field("carries", "Carries", "material", needed=True)),
    (Field("from", "From", "place", needed=True, options=(SITE, USE, ORIGIN)),
     Field("to", "To", "place", needed=True, options=(SITE, USE, ORIGIN)),
     Field("mode", "By", "flow", "A proposed route is road, container ship, road.", default=AUTO,
           options=("transport",))),
    (Field("distance", "Distance", "number", "Needed with a vehicle; a proposed route finds its own."),
     Field("unit", "Unit", "unit", default="km", options=("km",)),
     _source("route proposed from the places")),
)  # fmt: skip
LEG_MORE: Lines = (
    (Field("ship", "Ship of a proposed route", "flow", default="ship_container", options=("transport",)),),
    (Field("volume", "Volume carried", "quantity", "Instead of the product's packed volume, when it differs."),),
    SPREAD,
    (NOTE,),
)
POWER: Lines = (
    (Field("place", "Grid of", "place", "Whose electricity the production uses.", default=SITE, options=(SITE,)),
     Field("mix", "Mix", "mix", "The latest shipped mix when blank.")),
    (Field("own_share", "Made on the roof, %", "percent", "The share of own generation.", default=0.0),
     Field("own_technology", "Own generation", "flow", default="solar_pv", options=("technology",))),
    (Field("voltage", "Voltage", "choice", default="low", options=("low", "high")),
     Field("applies_to", "Counts for", "choice", default="production", options=("production", "country")),
     Field("loss", "Grid loss, %", "percent", "The country's own when blank.")),
)  # fmt: skip
FLOW: Lines = (
    (Field("title", "Title", needed=True, example="Our injection moulding"),
     Field("unit", "Per", "unit", needed=True),
     Field("kind", "Kind", "choice", default="process", options=("process", "material", "transport"))),
    (Field("kwh", "Electricity, kWh", "number", "Drawn where it runs; its grid can be swapped.", default=0.0),
     Field("heat_mj", "Heat, MJ", "number", default=0.0),
     Field("loss", "Loss, %", "percent", default=0.0)),
    (Field("declared", "Declared by the supplier (EPD)", "numbers", "Factors by category, instead of kWh and heat.",
           width=2),),
    (Field("elementary", "Emissions and resources", "numbers", "Measured amounts per unit.", width=2),),
    (_source("meter read for a month"),),
)  # fmt: skip
FLOW_MORE: Lines = (
    (Field("name", "Short name", help="Made from the title when blank."),
     Field("place", "Measured in", "place", "Used elsewhere it is marked as a proxy.", default="GLO", options=("GLO",)),
     Field("gsd", "Spread (GSD)", "number", "Blank: as for a qualified estimate.")),
    (NOTE,),
)  # fmt: skip
SCENARIO: Lines = (
    (Field("title", "Title", needed=True, example="Made in Jamaica", width=2),
     Field("site", "Factory in", "place", "The country where it is made.", needed=True)),
    (Field("description", "Description", "words"),),
)  # fmt: skip
WHOLE: Lines = (
    (Field("heat", "Heat from", "flow", options=("heat",)),),
    (Field("unsold_share", "Never sold, %", "percent"),),
    (Field("service_life", "Service life", "number"),),
)
REMOVED = Field("remove", "Left out", "flag", default=False)
CHANGEABLE = {
    "raw_materials": ("origin", "amount", "recycled_share", "recycled_flow", "recycled_origin", "flow", "unit", "low",
                      "high", "gsd", "source", "note"),
    "production": ("amount", "loss", "flow", "origin", "unit", "processes", "low", "high", "gsd", "source", "note"),
    "transport": ("mode", "from", "to", "distance", "ship", "volume", "carries", "unit", "low", "high", "gsd",
                  "source", "note"),
}  # fmt: skip
EDITORS: dict[str, tuple[Lines, Lines]] = {
    "raw_materials": (MATERIAL, MATERIAL_MORE),
    "production": (STEP, STEP_MORE),
    "transport": (LEG, LEG_MORE),
    "flows": (FLOW, FLOW_MORE),
    "scenarios": (SCENARIO, ()),
    "product": (CARD, CARD_MORE),
    "electricity": (POWER, ()),
}


def field_of(table: str, name: str) -> Field:
    """A field of a table, by its name in the product file."""
    if name == REMOVED.name:
        return REMOVED
    lines = (*EDITORS[table][0], *EDITORS[table][1], *(WHOLE if table == "scenarios" else ()))
    return next((field for line in lines for field in line if field.name == name), Field(name, name))
