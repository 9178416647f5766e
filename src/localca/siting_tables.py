"""A siting in words, rows and a map: what the page, the report and a notebook say alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from localca.language import ENGLISH, Words, current, mark, tr, trn
from localca.locations import TODAY, Location, Siting, made_in
from localca.places import country_names, place_name
from localca.product import Product
from localca.variation import only
from localca.wording import VERDICT_SIGN, VERDICT_WORDS, amount, in_a_sentence, percent, signed, unit_words
from localca.world_map import MapPlace, WorldMap

Shade = Literal["difference", "regret"]
SURELY = Words(
    {
        "lower": mark("surely lower"),
        "higher": mark("surely higher"),
        "too close to call": mark("too close to call"),
    }
)
NO_GRID = mark("no electricity mix in the data")


def ranked(siting: Siting, method: str) -> list[Location]:
    """The places in one category, the lowest score first."""
    return sorted(siting.places, key=lambda item: item.scores[method])


def covered(siting: Siting, method: str) -> bool:
    """Whether today's supply and every place have a figure in this category."""
    return bool(siting.places) and not any(
        math.isnan(value) for value in (siting.today[method], *(item.scores[method] for item in siting.places))
    )


def size(siting: Siting, item: Location, method: str, unit: str) -> str:
    """The difference from today's supply in words: ``11 % lower``."""
    difference, share = _difference(siting, item, method, unit)
    if difference == 0:
        return tr("the same")
    return tr("{share} lower", share=share) if difference < 0 else tr("{share} higher", share=share)


def against_today(siting: Siting, item: Location, method: str, unit: str) -> str:
    """The same as part of a sentence: ``11 % lower than today's supply``."""
    difference, share = _difference(siting, item, method, unit)
    if difference == 0:
        return tr("the same as today’s supply")
    if difference < 0:
        return tr("{share} lower than today’s supply", share=share)
    return tr("{share} higher than today’s supply", share=share)


def _difference(siting: Siting, item: Location, method: str, unit: str) -> tuple[float, str]:
    today = siting.today[method]
    difference = item.scores[method] - today
    shown = percent(difference / today) if today else f"{signed(difference)} {unit_words(unit)}"
    return difference, shown.lstrip("+−")


def answer(siting: Siting, method: str, category: str, unit: str) -> str:
    """The best place, how many are surely lower, and where the market itself stands."""
    order = ranked(siting, method)
    best, home = order[0], next((item for item in order if item.place == siting.market), None)
    counts = {word: sum(item.verdict[method] == word for item in order) for word in SURELY}
    said = [
        tr("Best for {category}: {place}, {finding}.", category=in_a_sentence(category), place=best.name,
           finding=_sure(against_today(siting, best, method, unit), best, method)),
        trn("Of {places} places, {count} is surely lower, {close} too close to call and {higher} surely higher.",
            "Of {places} places, {count} are surely lower, {close} too close to call and {higher} surely higher.",
            counts["lower"], places=len(order), close=counts["too close to call"], higher=counts["higher"]),
    ]  # fmt: skip
    if home is not None and home is not best:
        finding = _sure(size(siting, home, method, unit), home, method)
        said.append(tr("{place} itself is number {rank}: {finding}.", place=home.name, rank=order.index(home) + 1,
                       finding=finding))  # fmt: skip
    return " ".join(said)


def _sure(finding: str, item: Location, method: str) -> str:
    close = item.verdict[method] == "too close to call"
    return tr("{finding}, but too close to call", finding=finding) if close else finding


def ranked_rows(siting: Siting, method: str, unit: str, supply: str) -> list[tuple[str, dict[str, str]]]:
    """One row per place with its code, the best first, and today's supply where it would stand (code ``today``)."""
    today, rows = siting.today[method], list[tuple[str, dict[str, str]]]()
    heads = (tr("Rank"), tr("Made in"), tr("Score, {unit}", unit=unit_words(unit)), tr("Regret"),
             tr("Against today’s supply"))  # fmt: skip
    for rank, item in enumerate(ranked(siting, method), 1):
        relative = percent((item.scores[method] - today) / today) if today else signed(item.scores[method] - today)
        verdict = item.verdict[method]
        name = tr("{place} (market)", place=item.name) if item.place == siting.market else item.name
        cells = (str(rank), name, amount(item.scores[method]), amount(item.regret[method]),
                 f"{VERDICT_SIGN[verdict]} {VERDICT_WORDS[verdict]} ({relative})")  # fmt: skip
        rows.append((item.place, dict(zip(heads, cells, strict=True))))
    best = ranked(siting, method)[0].scores[method]
    cells = ("–", tr("Today’s supply: {scenario}", scenario=supply), amount(today), amount(today - best),
             tr("today’s supply"))  # fmt: skip
    rows.insert(sum(item.scores[method] <= today for item in siting.places),
                (TODAY, dict(zip(heads, cells, strict=True))))  # fmt: skip
    return rows


def records(siting: Siting, units: dict[str, str]) -> list[dict[str, Any]]:
    """Every number in full precision, one row per category and place; then the places left out with their reason."""
    found: list[dict[str, Any]] = [
        {
            "method": method, "rank": rank, "place": item.place, "name": place_name(item.place),
            "score": item.scores[method], "unit": unit, "regret": item.regret[method], "today": siting.today[method],
            "difference": item.scores[method] - siting.today[method], "p_lower": item.p_lower[method],
            "verdict": item.verdict[method], "market": siting.market, "left_out": "",
        }
        for method, unit in units.items()
        for rank, item in enumerate(ranked(siting, method), 1)
    ]  # fmt: skip
    blank = dict.fromkeys(found[0] if found else ("place", "name", "left_out"), "")
    return found + [
        {**blank, "place": code, "name": place_name(code), "left_out": reason}
        for code, reason in reasons(siting).items()
    ]


def reasons(siting: Siting) -> dict[str, str]:
    """Why each country of the world that has no rank is left out, by code in the order of the names."""
    ranks = {item.place for item in siting.places}
    told = {**siting.left_out, **(siting.left_out_in_english if current() == ENGLISH else {})}
    missing = {code: told.get(code, tr(NO_GRID)) for code in country_names() if code not in ranks}
    return dict(sorted(missing.items(), key=lambda pair: place_name(pair[0])))


def map_of(siting: Siting, method: str, unit: str, title: str, shade: Shade, labels: Sequence[tuple[str, str]],
           chosen: str, around: str) -> WorldMap:  # fmt: skip
    """What the world map shows: differences in per cent where today's supply is not 0, else in the category's unit."""
    today, shown = siting.today[method], unit_words(unit)
    scale, scale_unit = (100 / today, "%") if shade == "difference" and today > 0 else (1.0, shown)
    start = today if shade == "difference" else 0.0
    places = {
        item.place: MapPlace(
            ((item.scores if shade == "difference" else item.regret)[method] - start) * scale,
            item.verdict[method],
            (
                tr(
                    "{place}, number {rank}: {score}",
                    place=item.name,
                    rank=rank,
                    score=f"{amount(item.scores[method])} {shown}",
                ),
                f"{against_today(siting, item, method, unit)}: {SURELY[item.verdict[method]]}",
                tr("Regret: {score}", score=f"{amount(item.regret[method])} {shown}"),
            ),
        )
        for rank, item in enumerate(ranked(siting, method), 1)
    }
    words = tr("Difference from today’s supply") if shade == "difference" else tr("Regret: more than the best place")
    names: dict[str, str] = {}
    for code, text in labels:
        names[code] = tr("{names} and {last}", names=names[code], last=text) if code in names else text
    return WorldMap(
        title=title,
        shade_title=f"{words}, {scale_unit}",
        diverging=shade == "difference",
        places=places,
        left_out={code: f"{place_name(code)}: {reason}" for code, reason in reasons(siting).items()},
        labels={code: f"{place_name(code)}: {text}" for code, text in names.items()},
        chosen=chosen,
        around=around,
    )


def beside_today(product: Product, siting: Siting, place: str, materials: str) -> Product:
    """The product with two scenarios: today's supply, and made in one place as the siting assumes."""
    card = product.product.model_copy(update={"place_of_use": siting.market})
    product = product.model_copy(update={"product": card})
    supply = product.scenario(siting.reference)
    title = tr("Today: {scenario}", scenario=tr(supply.title))
    today = supply.model_copy(update={"name": TODAY, "title": title, "reference": True})
    made = made_in(product, product.scenario(siting.scenario), place, materials)
    return only(product, today, made.model_copy(update={"title": tr("Made in {place}", place=place_name(place))}))
