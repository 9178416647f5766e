"""Small valid files of our own to import: an EcoSpold 2 folder and a SimaPro CSV, each solved on paper.

EcoSpold 2, climate in kg CO2-eq (every kg CO2 counts 1):

| dataset | makes | takes and emits | per unit |
|---|---|---|---|
| electricity production, test | 1 kWh | 0.5 kg CO2 | **0.5** |
| plastic waste treatment, test | -1 kg plastic waste (takes it in) | 2 kg CO2 | **2** |
| resin production, test | 3 kg resin, 1 kg wax | 1 kWh, 3 kg CO2, 0.5 kg of waste to treatment, 0.2 kg | by mass: |
| | | of a catalyst nobody makes: 0.5 + 3 + 0.5 x 2 = 4.5 | **1.125** |
| film production, test | 1 kg film | 2 kg resin by flow alone, 1 MJ of a heat nobody makes | **2.25** |

SimaPro:

| process | makes | takes and emits | per unit |
|---|---|---|---|
| Electricity, test | 1 MJ | 0.1 kg CO2 | **0.1** per MJ, **0.36** per kWh |
| Waste treatment, test | treats 1 kg | 2 kg CO2 | **2** |
| Resin and Wax, test | 3 kg (75 %), 1 kg (25 %) | 10 MJ (2 x 5 runs), 3 kg CO2, 0.25 kg to treatment, | by shares: |
| | | 0.2 kg nobody makes, a final waste flow: 1 + 3 + 0.5 = 4.5 | **1.125** |
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

CO2 = "349b29d1-3e58-4c66-98b9-9d1a076efd2e"
SPACE = "http://www.EcoInvent.org/EcoSpold02"
WHO = f'personId="{uuid.UUID(int=1)}" personName="Test" personEmail="test@example.org"'


def identity(name: str) -> str:
    """A lasting identifier for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def made(name: str, amount: float, unit: str = "kg", group: int = 0) -> str:
    """A product (group 0), a by-product (2) or waste that leaves for treatment (3)."""
    return _intermediate(name, amount, unit, f"<outputGroup>{group}</outputGroup>")


def taken(name: str, amount: float, unit: str = "kg", maker: str = "", spread: str = "") -> str:
    """An input; ``maker`` is the dataset it comes from, where it is stated."""
    return _intermediate(name, amount, unit, "<inputGroup>5</inputGroup>", maker, spread)


def _intermediate(name: str, amount: float, unit: str, group: str, maker: str = "", spread: str = "") -> str:
    link = f' activityLinkId="{identity(maker)}"' if maker else ""
    return (
        f'<intermediateExchange id="{identity(f"{name}{amount}{group}")}" unitId="{identity(unit)}" amount="{amount}" '
        f'intermediateExchangeId="{identity(name)}"{link}><name xml:lang="en">{name}</name>'
        f'<unitName xml:lang="en">{unit}</unitName>{spread}{group}</intermediateExchange>'
    )


def emitted(amount: float, flow: str = CO2, name: str = "Carbon dioxide, fossil", spread: str = "") -> str:
    """An emission to air, by default of fossil CO2 with bw2io's own identifier."""
    return (
        f'<elementaryExchange id="{identity(f"{name}{amount}{flow}")}" unitId="{identity("kg")}" amount="{amount}" '
        f'elementaryExchangeId="{flow}"><name xml:lang="en">{name}</name><unitName xml:lang="en">kg</unitName>{spread}'
        f'<compartment subcompartmentId="{identity("unspecified")}"><compartment xml:lang="en">air</compartment>'
        '<subcompartment xml:lang="en">unspecified</subcompartment></compartment>'
        "<outputGroup>4</outputGroup></elementaryExchange>"
    )


LOGNORMAL = (
    '<uncertainty><lognormal meanValue="3" mu="1.0986" variance="0.01" varianceWithPedigreeUncertainty="0.01"/>'
    '<pedigreeMatrix reliability="1" completeness="1" temporalCorrelation="1" geographicalCorrelation="1" '
    'furtherTechnologyCorrelation="1"/></uncertainty>'
)
GAMMA = '<uncertainty><gamma shape="2" scale="0.5" minValue="0"/></uncertainty>'


def dataset(name: str, exchanges: Sequence[str], place: str = "GLO") -> str:
    """One EcoSpold 2 dataset as the schema wants it."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<ecoSpold xmlns="{SPACE}"><activityDataset><activityDescription>
<activity id="{identity(name)}" activityNameId="{identity(f"name {name}")}" type="1" specialActivityType="0">
<activityName xml:lang="en">{name}</activityName></activity>
<geography geographyId="{identity(place)}"><shortname xml:lang="en">{place}</shortname></geography>
<technology technologyLevel="3"/>
<timePeriod startDate="2020-01-01" endDate="2026-12-31" isDataValidForEntirePeriod="true"/>
<macroEconomicScenario macroEconomicScenarioId="{identity("BAU")}"><name xml:lang="en">Business-as-Usual</name>
</macroEconomicScenario></activityDescription>
<flowData>{"".join(exchanges)}</flowData>
<modellingAndValidation><representativeness systemModelId="{identity("undefined")}">
<systemModelName xml:lang="en">Undefined</systemModelName></representativeness></modellingAndValidation>
<administrativeInformation><dataEntryBy {WHO}/>
<dataGeneratorAndPublication {WHO} isCopyrightProtected="false"/>
<fileAttributes majorRelease="1" minorRelease="0" majorRevision="1" minorRevision="0" defaultLanguage="en"/>
</administrativeInformation></activityDataset></ecoSpold>
"""


def ecospold2() -> dict[str, str]:
    """The files of the folder, by name."""
    power = "electricity production, test"
    return {
        "power.spold": dataset(power, [made("electricity, test", 1.0, "kWh"), emitted(0.5)]),
        "treatment.spold": dataset("plastic waste treatment, test", [made("plastic waste, test", -1.0), emitted(2.0)]),
        "resin.spold": dataset("resin production, test", [
            made("resin, test", 3.0), made("wax, test", 1.0, group=2),
            taken("electricity, test", 1.0, "kWh", power, GAMMA), made("plastic waste, test", 0.5, group=3),
            taken("catalyst, test", 0.2), emitted(3.0, spread=LOGNORMAL),
        ], "RER"),
        "film.spold": dataset("film production, test", [
            made("film, test", 1.0), taken("resin, test", 2.0), taken("heat, test", 1.0, "MJ", "a dataset elsewhere"),
            emitted(1.0, identity("unknown"), "An unknown substance"),
        ]),
    }  # fmt: skip


def write_ecospold2(folder: Path) -> Path:
    """Write the EcoSpold 2 folder."""
    folder.mkdir()
    for name, text in ecospold2().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def simapro(separator: str = ";") -> str:
    """The SimaPro CSV file."""
    word = {";": "Semicolon", ",": "Comma", "\t": "Tab"}[separator]
    head = ["{SimaPro 9.5.0.0}", "{processes}", "{Project: Test}", "{CSV Format version: 9.0.0}",
            f"{{CSV separator: {word}}}", "{Decimal separator: .}", "{Date separator: /}",
            "{Short date format: dd/MM/yyyy}"]  # fmt: skip
    air = ("Emissions to air", ["Carbon dioxide, fossil", "", "kg"])
    blocks = [
        _process("Products", ["Electricity, test", "MJ", "1", "100", "not defined", "Energy", ""], [(air, "0.1")]),
        _process("Waste treatment", ["Waste treatment, test", "kg", "1", "All waste types", "Waste", ""], [(air, "2")]),
        _process("Products", ["Resin, test", "kg", "3", "75", "not defined", "Plastics", ""], [
            (("Electricity/heat", ["Electricity, test", "MJ"]), "2*runs"),
            (air, "3"),
            (("Waste to treatment", ["Waste treatment, test", "kg"]), "0.25"),
            (("Materials/fuels", ["Catalyst, test", "kg"]), "0.2"),
            (("Final waste flows", ["Slag", "", "kg"]), "0.1"),
        ], ["Wax, test", "kg", "1", "25", "not defined", "Plastics", ""]),
    ]  # fmt: skip
    return "\r\n".join([*head, "", *(line.replace(";", separator) for block in blocks for line in block), ""])


def _process(
    kind: str, product: list[str], exchanges: list[tuple[tuple[str, list[str]], str]], other: list[str] | None = None
) -> list[str]:
    def quoted(cells: list[str]) -> str:
        return ";".join(f'"{cell}"' if "," in cell else cell for cell in cells)

    code, name = f"Test{identity(product[0])[:8]}", product[0].replace(",", "")
    category = "waste treatment" if kind == "Waste treatment" else "material"
    lines = ["Process", "", "Category type", category, "", "Process identifier", code, "", "Type", "Unit process", "",
             "Process name", name, "", kind, quoted(product)]  # fmt: skip
    lines += [quoted(other)] if other else []
    for (section, cells), amount in exchanges:
        lines += ["", section, quoted([*cells, amount, "Undefined", "0", "0", "0", ""])]
    return [*lines, "", "Input parameters", "runs;5;Undefined;0;0;0;No;", "", "End", ""]
