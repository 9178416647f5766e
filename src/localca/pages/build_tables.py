"""The tables of the editor in words. Of their rows, whole sentences, because languages bend the name of a row."""

from __future__ import annotations

from dataclasses import dataclass

from localca.language import Words, mark

TABS = Words(
    {
        "product": mark("Product"),
        "raw_materials": mark("Raw materials"),
        "production": mark("Production"),
        "electricity": mark("Electricity"),
        "transport": mark("Transport"),
        "scenarios": mark("Scenarios"),
        "flows": mark("Own flows"),
    }
)


@dataclass(frozen=True)
class RowWords:
    """Messages about a row with its ``{number}``, and about a table that has none; translated where they are shown."""

    add: str
    title: str
    up: str
    down: str
    remove: str
    more: str = ""
    none: str = ""
    teach: str = ""


ROWS = {
    "raw_materials": RowWords(
        add=mark("Add a raw material"),
        title=mark("Raw material {number}: {name}"),
        up=mark("Move raw material {number} up"),
        down=mark("Move raw material {number} down"),
        remove=mark("Remove raw material {number}; Undo brings it back"),
        more=mark("More of raw material {number}: spread, note"),
        none=mark("**No raw material yet.** Add an empty one, or look at an example first."),
        teach=mark(
            "What the finished product is made of, per functional unit. Losses come from the production "
            "steps, so write what ends up in the product."
        ),
    ),
    "production": RowWords(
        add=mark("Add a production step"),
        title=mark("Production step {number}: {name}"),
        up=mark("Move production step {number} up"),
        down=mark("Move production step {number} down"),
        remove=mark("Remove production step {number}; Undo brings it back"),
        more=mark("More of production step {number}: spread, note"),
        none=mark("**No production step yet.** Add an empty one, or look at an example first."),
        teach=mark(
            "What is done to make it, in order. A step draws electricity and heat where it is done, and "
            "loses part of the materials that pass it."
        ),
    ),
    "flows": RowWords(
        add=mark("Add a flow of my own"),
        title=mark("Flow of my own {number}: {name}"),
        up=mark("Move flow of my own {number} up"),
        down=mark("Move flow of my own {number} down"),
        remove=mark("Remove flow of my own {number}; Undo brings it back"),
        more=mark("More of flow of my own {number}: spread, note, place"),
        none=mark("**No flow of my own yet.** Add an empty one, or look at an example first."),
        teach=mark(
            "Something you measured yourself (kWh, heat, emissions per unit), or a supplier's declared "
            "factor (an EPD). It can then be chosen as a flow in the other tabs."
        ),
    ),
    "transport": RowWords(
        add=mark("Add a journey"),
        title=mark("Journey {number}: {name}"),
        up=mark("Move journey {number} up"),
        down=mark("Move journey {number} down"),
        remove=mark("Remove journey {number}; Undo brings it back"),
        more=mark("More of journey {number}: spread, note"),
    ),
    "scenarios": RowWords(
        add=mark("Add a scenario"),
        title=mark("Scenario {number}: {name}"),
        up=mark("Move scenario {number} up"),
        down=mark("Move scenario {number} down"),
        remove=mark("Remove scenario {number}; Undo brings it back"),
    ),
}
