"""The fields of the product editor, table by table: label, help, and how each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from localca.language import Words, mark
from localca.places import ORIGIN, SITE, USE
from localca.product import AUTO

Kind = Literal["text", "words", "number", "percent", "flow", "place", "unit", "choice", "material", "materials", "flag",
               "mix", "numbers", "quantity"]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field: its name in the product file (``mass.amount``), its label, and how it is written.

    Label, help and example are marked for the catalogue, and translated where they are shown.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    needed: bool = False
    default: str | float | bool | None = None
    options: tuple[str, ...] = ()
    example: str = ""
    width: int = 1


Lines = tuple[tuple[Field, ...], ...]
HOW_KNOWN = mark(
    "How you know it. Your own words are kept as “own: …”; a key of the shipped sources links to its passport."
)
SPECIAL = Words(
    {
        SITE: mark("The factory (site)"),
        USE: mark("Place of use (use)"),
        ORIGIN: mark("The material's origin (origin)"),
    }
)
CHOICES = Words(
    {
        "": mark("None: all from sources"),
        "illustrative": mark("Illustrative"),
        "reconstructed": mark("Reconstructed"),
        "low": mark("Low voltage"),
        "high": mark("High voltage"),
        "production": mark("The production only"),
        "country": mark("Everything in that country"),
        "material": mark("Material"),
        "process": mark("Process"),
        "transport": mark("Transport"),
    }
)


def _source(example: str) -> Field:
    return Field("source", mark("How do you know?"), help=HOW_KNOWN, needed=True, example=example, width=2)


SPREAD = (
    Field("low", mark("Lowest"), "number", mark("The lower end of the 95 % range, in the row's unit.")),
    Field("high", mark("Highest"), "number", mark("The upper end of the 95 % range, in the row's unit.")),
    Field(
        "gsd",
        mark("or spread (GSD)"),
        "number",
        mark("Geometric standard deviation: 1 is certain, 2 is very uncertain."),
    ),
)
NOTE = Field("note", mark("Note"), "words", mark("Shown beside the row's results."))
QUANTITY = (
    Field("amount", mark("Volume"), "number"),
    Field("unit", mark("Unit of the volume"), "unit", options=("m**3",)),
    Field("source", mark("How do you know the volume?"), help=HOW_KNOWN),
)
CARD: Lines = (
    (Field("title", mark("Name of the product"), needed=True, example=mark("Wooden stool"), width=2),
     Field("place_of_use", mark("Used in"), "place", mark("Where the product is used; goods travel there."),
           needed=True)),
    (Field("functional_unit.amount", mark("Compared per"), "number", mark("The functional unit: how much of it."),
           needed=True),
     Field("functional_unit.unit", mark("Of what"), needed=True, example=mark("stool")),
     Field("functional_unit.what", mark("What it does"),
           help=mark("What every scenario delivers alike. Without it no verdict."),
           needed=True, example=mark("seats one person for ten years"), width=2)),
    (Field("mass.amount", mark("Its mass"), "number", mark("Mass of what is carried to the customer."), needed=True),
     Field("mass.unit", mark("Unit of the mass"), "unit", needed=True, options=("kg",)),
     Field("mass.source", mark("How do you know the mass?"), help=HOW_KNOWN, needed=True, example=mark("weighed"),
           width=2)),
    (Field("volume.amount", mark("Packed volume"), "number",
           mark("For bulky goods, which fill a lorry before it is heavy.")),
     Field("volume.unit", mark("Unit of the volume"), "unit", options=("m**3",)),
     Field("volume.source", mark("How do you know the volume?"), help=HOW_KNOWN, example=mark("measured"), width=2)),
)  # fmt: skip
CARD_MORE: Lines = (
    (Field("description", mark("Description"), "words", mark("What is counted and what is left out.")),
     Field("lesson", mark("Lesson"), "words", mark("What the comparison teaches."))),
    (Field("heat", mark("Heat from"), "flow", mark("The carrier of heat in all processes."), default="heat_natural_gas",
           options=("heat",)),
     Field("unsold_share", mark("Never sold, %"), "percent", mark("Share made but never used."), default=0.0),
     Field("service_life", mark("Service life"), "number",
           mark("Uses or years one product serves; impacts are divided by it."),
           default=1.0)),
    (Field("id", mark("Short name"), help=mark("For files and addresses; made from the title when blank."),
           example=mark("wooden-stool")),
     Field("label", mark("Label"), "choice", mark("Say so when no full bill of materials was found."), default="",
           options=("", "illustrative", "reconstructed"))),
)  # fmt: skip
MATERIAL: Lines = (
    (Field("name", mark("Name of the material"), needed=True, example=mark("seat")),
     Field("flow", mark("Flow"), "flow", mark("Type to search by name."), needed=True, options=("material", "fuel"),
           width=2)),
    (Field("amount", mark("Amount in the product"), "number",
           mark("Per functional unit; losses come from the production steps."),
           needed=True),
     Field("unit", mark("Unit"), "unit", default="kg"),
     Field("origin", mark("Comes from"), "place", mark("The factory's place follows the factory; a country stays put."),
           default=SITE, options=(SITE,))),
    (Field("recycled_share", mark("Recycled, %"), "percent", mark("The part that is recycled."), default=0.0),
     Field("recycled_flow", mark("Recycled flow"), "flow", mark("The flow that stands for the recycled part."),
           options=("material",)),
     Field("recycled_origin", mark("Recycled in"), "place", mark("Blank: where the virgin part comes from."),
           options=(SITE,))),
    (_source(mark("weighed on a kitchen scale")),),
)  # fmt: skip
MATERIAL_MORE: Lines = (
    SPREAD,
    (
        NOTE,
        Field(
            "cff_material",
            mark("Material in the footprint formula"),
            help=mark("A row of cff.csv; by flow when blank."),
        ),
    ),
)
STEP: Lines = (
    (Field("name", mark("Name of the step"), needed=True, example=mark("turning")),
     Field("flow", mark("Process"), "flow", mark("Type to search by name."), needed=True, options=("process",),
           width=2)),
    (Field("amount", mark("Amount that leaves it"), "number", mark("In the finished product, per functional unit."),
           needed=True),
     Field("unit", mark("Unit"), "unit", default="kg"),
     Field("origin", mark("Done in"), "place", default=SITE, options=(SITE,))),
    (Field("processes", mark("Materials that pass it"), "materials", mark("They are lost in it by its loss."), width=2),
     Field("loss", mark("Loss, %"), "percent",
           mark("Share of what enters and does not reach the product; the process's own when blank."))),
    (_source(mark("measured in the workshop")),),
)  # fmt: skip
STEP_MORE: Lines = (SPREAD, (NOTE,))
LEG: Lines = (
    (Field("name", mark("Name of the journey"), needed=True, example=mark("stool to customer")),
     Field("carries", mark("Carries"), "material", needed=True)),
    (Field("from", mark("From"), "place", needed=True, options=(SITE, USE, ORIGIN)),
     Field("to", mark("To"), "place", needed=True, options=(SITE, USE, ORIGIN)),
     Field("mode", mark("By"), "flow", mark("A proposed route is road, container ship, road."), default=AUTO,
           options=("transport",))),
    (Field("distance", mark("Distance"), "number", mark("Needed with a vehicle; a proposed route finds its own.")),
     Field("unit", mark("Unit"), "unit", default="km", options=("km",)),
     _source(mark("route proposed from the places"))),
)  # fmt: skip
LEG_MORE: Lines = (
    (Field("ship", mark("Ship of a proposed route"), "flow", default="ship_container", options=("transport",)),),
    (
        Field(
            "volume",
            mark("Volume carried"),
            "quantity",
            mark("Instead of the product's packed volume, when it differs."),
        ),
    ),
    SPREAD,
    (NOTE,),
)
POWER: Lines = (
    (Field("place", mark("Grid of"), "place", mark("Whose electricity the production uses."), default=SITE,
           options=(SITE,)),
     Field("mix", mark("Mix"), "mix", mark("The latest shipped mix when blank."))),
    (Field("own_share", mark("Made on the roof, %"), "percent", mark("The share of own generation."), default=0.0),
     Field("own_technology", mark("Own generation"), "flow", default="solar_pv", options=("technology",))),
    (Field("voltage", mark("Voltage"), "choice", default="low", options=("low", "high")),
     Field("applies_to", mark("Counts for"), "choice", default="production", options=("production", "country")),
     Field("loss", mark("Grid loss, %"), "percent", mark("The country's own when blank."))),
)  # fmt: skip
FLOW: Lines = (
    (Field("title", mark("Title"), needed=True, example=mark("Our injection moulding")),
     Field("unit", mark("Per"), "unit", needed=True),
     Field("kind", mark("Kind"), "choice", default="process", options=("process", "material", "transport"))),
    (Field("kwh", mark("Electricity, kWh"), "number", mark("Drawn where it runs; its grid can be swapped."),
           default=0.0),
     Field("heat_mj", mark("Heat, MJ"), "number", default=0.0),
     Field("loss", mark("Loss, %"), "percent", default=0.0)),
    (Field("declared", mark("Declared by the supplier (EPD)"), "numbers",
           mark("Factors by category, instead of kWh and heat."),
           width=2),),
    (Field("elementary", mark("Emissions and resources"), "numbers", mark("Measured amounts per unit."), width=2),),
    (_source(mark("meter read for a month")),),
)  # fmt: skip
FLOW_MORE: Lines = (
    (Field("name", mark("Short name"), help=mark("Made from the title when blank.")),
     Field("place", mark("Measured in"), "place", mark("Used elsewhere it is marked as a proxy."), default="GLO",
           options=("GLO",)),
     Field("gsd", mark("Spread (GSD)"), "number", mark("Blank: as for a qualified estimate."))),
    (NOTE,),
)  # fmt: skip
SCENARIO: Lines = (
    (Field("title", mark("Title"), needed=True, example=mark("Made in Jamaica"), width=2),
     Field("site", mark("Factory in"), "place", mark("The country where it is made."), needed=True)),
    (Field("description", mark("Description"), "words"),),
)  # fmt: skip
WHOLE: Lines = (
    (Field("heat", mark("Heat from"), "flow", options=("heat",)),),
    (Field("unsold_share", mark("Never sold, %"), "percent"),),
    (Field("service_life", mark("Service life"), "number"),),
)
REMOVED = Field("remove", mark("Left out"), "flag", default=False)
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
