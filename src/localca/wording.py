"""Numbers and verdicts in words, and user text as plain text: what the app, the charts and the report say alike."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from localca.comparison import STAGE_WORDS, Comparison, Verdict
from localca.terminal import number

STAGE_TITLES = {stage: words[:1].upper() + words[1:] for stage, words in STAGE_WORDS.items()}
VERDICT_SIGN: dict[Verdict, str] = {"lower": "▼", "higher": "▲", "too close to call": "≈"}
VERDICT_COLOUR: dict[Verdict, str] = {"lower": "blue", "higher": "orange", "too close to call": "gray"}
ALLOCATION_WORDS = {
    "cutoff": "Cut-off",
    "cff": "Circular Footprint Formula",
}
ALLOCATION_HELP = {
    "cutoff": "Recycled material carries only its own collection and recycling; the first life carries the rest.",
    "cff": "The EU's formula: part of the burden of virgin material is shared between the first and the next life.",
}
MATCH_WORDS = {"exact": "exact place", "fallback": "fallback: regional figure", "proxy": "proxy: other place"}
MATCH_COLOUR = {"exact": "blue", "fallback": "orange", "proxy": "orange"}
GRID_FIXED = "grid cannot be swapped"
GLOSSARY = {
    "Functional unit": "What every scenario delivers alike. Impacts are always per functional unit.",
    "Reference": "The scenario that all others are compared with.",
    "Verdict": "Lower or higher when at least 90 of 100 draws agree; otherwise too close to call.",
    "Draws": "The comparison repeated many times with uncertain numbers varied; a number shared by both scenarios "
    "varies alike in both, so that it cancels.",
    "90 % interval": "The middle 90 % of the differences found in the draws.",
    "Cut-off": ALLOCATION_HELP["cutoff"],
    "Circular Footprint Formula": ALLOCATION_HELP["cff"],
    "Exact place, fallback, proxy": "How a flow met its place: data of that place, of its region, or of another place "
    "that stands in for it.",
    "Grid cannot be swapped": "The electricity inside this flow is not known apart, so its score stays the same "
    "wherever it is made.",
    "Quality": "The weakest figure behind a flow: solid, derived, medium or weak.",
    "Partial coverage": "The open data hold only part of what this category counts.",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&=^])")
_LATE = re.compile(r"([:@]|www|-(?=[->])|<(?=[-=])|>(?==)|~(?==))(?=\S)")
_JOINER, _NARROW = "\N{WORD JOINER}", "\N{NARROW NO-BREAK SPACE}"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(text: str) -> str:
    """Text of a user as Markdown that shows exactly that text: no emphasis, links, images, formulas or icons.

    Backslashes disarm what the parser reads. Addresses, ``:icons:`` and arrows are found later, in the parsed text,
    so an invisible word joiner breaks them.
    """
    words = re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")
    return _MARKDOWN.sub(r"\\\1", _LATE.sub(rf"\1{_JOINER}", words)).replace(":", "\\:")


def link(title: str, address: str) -> str:
    """A Markdown link with a plain title; the bare title when the address is not http or https."""
    if urlsplit(address).scheme not in ("http", "https"):
        return plain(title)
    return f"[{plain(title)}]({quote(address, safe=':/?#@!&,;=%~-._+')})"


def amount(value: float, digits: int = 3) -> str:
    """A number with so many digits, powers of ten as a reader writes them: ``4.03e-07`` -> ``4.03×10⁻⁷``."""
    text = number(value, digits)
    mantissa, power, exponent = text.partition("e")
    if not power or text == "not covered":
        return text.replace("-", "−") if text != "not covered" else text
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}".replace("-", "−")


def signed(value: float) -> str:
    """A difference with its sign: ``+1.48``."""
    return f"+{amount(value)}" if value > 0 else amount(value)


def percent(value: float) -> str:
    """A relative difference with its sign; one decimal below 1 %."""
    if not math.isfinite(value):
        return "no percentage (the reference is 0)"
    digits = 0 if abs(value) >= 0.0095 or value == 0 else 1
    return f"{value:+.{digits}%}".replace("-", "−").replace("%", f"{_NARROW}%")


def share_words(value: float) -> str:
    """A share of a total, without a sign."""
    return f"{value:.0%}".replace("%", f"{_NARROW}%")


def unit_words(unit: str) -> str:
    """A unit as it is usually written: ``kg CO2-Eq`` -> ``kg CO₂-eq``, ``tonne*km`` -> ``t·km``."""
    for written, usual in (("CO2", "CO₂"), ("H+", "H⁺"), ("-Eq", "-eq"), ("tonne*km", "t·km"), ("**3", "³")):
        unit = unit.replace(written, usual)
    return unit


def draws_of_100(share: float) -> str:
    """A share of draws as a count of 100 that never claims more than was seen."""
    if share >= 1:
        return "all draws"
    if share > 0.99:
        return "more than 99 of 100 draws"
    return f"{math.floor(share * 100 + 0.5)} of 100 draws"


def certainty(item: Comparison) -> str:
    """How many draws agree with the verdict."""
    if item.verdict == "too close to call":
        return f"lower in {draws_of_100(item.p_lower)}, which is not enough to call"
    share = item.p_lower if item.verdict == "lower" else 1 - item.p_lower
    return f"{item.verdict} in {draws_of_100(share)}"


def verdict_words(item: Comparison) -> str:
    """Sign, verdict and size: ``▲ higher (+8 %)``."""
    return f"{VERDICT_SIGN[item.verdict]} {item.verdict} ({percent(item.relative)})"


def headline(items: Sequence[Comparison], category: str, reference: str, titles: Mapping[str, str]) -> str:
    """One sentence on all scenarios in one category."""
    groups = {word: [f"“{titles[item.scenario]}”" for item in items if item.verdict == word] for word in VERDICT_SIGN}
    if len(items) == 1:
        item = items[0]
        outcome = "too close to call against" if item.verdict == "too close to call" else f"{item.verdict} than"
        return f"{category}: “{titles[item.scenario]}” is {outcome} “{reference}”."
    parts = [f"{_names(names, len(items))} {word}" for word, names in groups.items() if names]
    return f"{category}, against “{reference}”: {'; '.join(parts)}."


def _names(names: Sequence[str], total: int) -> str:
    if len(names) == total:
        return f"all {total} alternatives are"
    if len(names) == 1:
        return f"{names[0]} is"
    return f"{len(names)} of {total} alternatives are"


def disagreement(items: Sequence[Comparison], categories: Mapping[str, str]) -> str:
    """Whether the categories agree on one scenario, in one sentence."""
    groups = {
        word: [in_a_sentence(categories[item.method]) for item in items if item.verdict == word]
        for word in VERDICT_SIGN
        if any(item.verdict == word for item in items)
    }
    if len(groups) == 1:
        word, names = next(iter(groups.items()))
        count = "The one category says" if len(names) == 1 else f"All {len(names)} categories say"
        return f"{count} {word}."
    most = max(groups, key=lambda word: len(groups[word]))
    parts = [f"{_listed(names)} {_say(names)} {word}" for word, names in groups.items() if word != most]
    rest = groups[most] if len(groups[most]) < 2 else [f"the other {len(groups[most])}"]
    return f"Categories disagree: {'; '.join(parts)}; {_listed(rest)} {_say(groups[most])} {most}."


def in_a_sentence(title: str) -> str:
    """A category's title inside a sentence: ``Primary energy, renewable`` -> ``primary energy (renewable)``."""
    first, comma, rest = title.partition(", ")
    lowered = first if first[:2].isupper() else first[:1].lower() + first[1:]
    return f"{lowered} ({rest})" if comma else lowered


def _say(names: Sequence[str]) -> str:
    return "says" if len(names) == 1 else "say"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
