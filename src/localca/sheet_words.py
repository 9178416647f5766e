"""The words of a product's spreadsheet: English in every language, because files are read back by them."""

from __future__ import annotations

SHEETS = {
    "Raw materials": "raw_materials",
    "Production": "production",
    "Transport": "transport",
    "Own flows": "flows",
    "Scenarios": "scenarios",
}
CHANGES, SOURCES, CARD, POWER, README = "Scenario changes", "Sources", "Product", "Electricity", "README"
ORDER = (CARD, "Raw materials", "Production", POWER, "Transport", "Scenarios", CHANGES, "Own flows", SOURCES)
CSV_COLUMNS = ["sheet", "row", "field", "value"]
ABOUT = (
    "A product for LocaLCA: does making it locally lower its impacts?",
    "Fill in the sheets from left to right and open the file on the page Build. Every field is explained in",
    "inventories/README.md, 'Product file, field by field'. Leave the first row of each sheet as it is.",
    "Product, Electricity: one field per row. All other sheets: one row per material, step, journey, flow or scenario.",
    "origin, from, to: a country code such as JAM, 'site' (where the factory is), 'use' or 'origin'.",
    "processes: names of raw materials, parted by ';'. mix, elementary, declared: name=number, parted by ';'.",
    "Scenario changes: what a scenario does differently; row is the name of a row, or 'electricity'.",
    "source: a key of the shipped sources or of the sheet Sources, or 'own:' and how you know the number.",
    "Text that begins with = + - or @ is written with an apostrophe in front, so that no spreadsheet runs it.",
)
