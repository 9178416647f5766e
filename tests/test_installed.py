"""A user's own database: hand-solved scores, read-only by hash, two projects at once, and every wrong input."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import installed_support as support
import numpy as np
import pytest
from conftest import clean_environment

from localca import api, impact_methods
from localca.background import OpenBackground
from localca.draws import Seed
from localca.errors import InputError
from localca.installed import InstalledBackground
from localca.links import Link, Links
from localca.project_files import Project, base_folder, project_names, unpickle

METHODS = impact_methods.choose(["climate", "acidification"])


@pytest.fixture(scope="module", autouse=True)
def _project() -> None:
    support.build()


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> InstalledBackground:
    cache = tmp_path_factory.mktemp("cache")
    return InstalledBackground(support.PROJECT, support.DATABASE, support.LINKS, api.open_background(), cache=cache)


def score(background: InstalledBackground, flow: str, unit: str, place: str, method: str = "climate") -> float:
    """``E(c) = residual + kWh * g(c)``, as the engine adds it up."""
    match = background.resolve(flow, unit, place)
    table = background.unit_scores([match], METHODS)
    total = float(table.loc[match.key, method])
    if match.kwh:
        grid = background.resolve("electricity", "kWh", place)
        total += match.kwh * float(background.unit_scores([grid], METHODS).loc[grid.key, method])
    return total


@pytest.mark.parametrize(
    ("flow", "unit", "place", "climate"),
    [
        ("electricity", "kWh", "USA", 1.05),
        ("electricity", "MJ", "JAM", 0.53025),
        ("truck_articulated", "tonne*km", "JAM", 0.1),
        ("hdpe_virgin", "kg", "USA", 1.9),
        ("hdpe_virgin", "kg", "POL", 1.8),
        ("hdpe_virgin", "kg", "JAM", 1.5 + 0.4 * 0.505),
        ("heat_natural_gas", "MJ", "USA", 0.06),
    ],
)
def test_hand_solved(eco: InstalledBackground, flow: str, unit: str, place: str, climate: float) -> None:
    assert score(eco, flow, unit, place) == pytest.approx(climate, rel=1e-6)


def test_acidification(eco: InstalledBackground) -> None:
    assert score(eco, "hdpe_virgin", "kg", "USA", "acidification") == pytest.approx(
        1.31 * (0.002 + 0.4 * 0.004), rel=1e-6
    )


def test_every_product_as_brightway_solves_it(eco: InstalledBackground) -> None:
    """The transposed solution equals bw2calc's own, activity by activity."""
    with support.brightway_project(support.PROJECT) as (bw2data, _):
        import bw2calc

        for index, method in enumerate(METHODS):
            solved = eco.methods.solved(METHODS)[index].scores
            for node in bw2data.Database(support.DATABASE):
                demand, packages, _ = bw2data.prepare_lca_inputs({node: 1}, method=method.name)
                lca = bw2calc.LCA(demand, data_objs=packages)
                lca.lci()
                lca.lcia()
                assert solved[eco.system.row[node.id]] == pytest.approx(lca.score, rel=1e-9), node


def test_how_a_location_was_met(eco: InstalledBackground) -> None:
    for place, status, tier in (("POL", "exact", "PL: exact"), ("JAM", "fallback", "RoW: rest of world")):
        match = eco.resolve("hdpe_virgin", "kg", place)
        assert match.status == status
        assert tier in match.note
        assert "0.4 kWh per kilogram" in match.note


def test_the_spread_is_that_of_sampling(eco: InstalledBackground) -> None:
    """Two lognormal emissions of 10 % each: 1.5 CO2 and 0.4 of coal's CO2 give sqrt(0.15^2 + 0.04^2) / 1.9."""
    own = InstalledBackground(
        support.PROJECT, support.DATABASE,
        Links(flows={"hdpe_virgin": Link(name=support.MARKET)}), api.open_background(), cache=eco.system.cache,
    )  # fmt: skip
    match = own.resolve("hdpe_virgin", "kg", "USA")
    drawn = own.unit_draws([match], METHODS, 4096, Seed(1))[0, :, 0]
    expected = (0.15**2 + 0.04**2 + 0.02**2) ** 0.5 / 2.1
    assert np.log(drawn).std() == pytest.approx(expected, rel=0.03)
    assert np.median(drawn) == pytest.approx(2.1, rel=0.01)


def test_shared_upstream_is_paired(eco: InstalledBackground) -> None:
    """Medium and low voltage of one country hang on the same coal plant: their draws move together."""
    grids = [eco.resolve("electricity", "kWh", place) for place in ("USA", "POL")]
    drawn = np.log(eco.unit_draws(grids, METHODS, 512, Seed(1))[:, :, 0])
    assert np.corrcoef(drawn)[0, 1] > 0.99


def test_the_cache_is_read_again(eco: InstalledBackground, monkeypatch: pytest.MonkeyPatch) -> None:
    match = eco.resolve("hdpe_virgin", "kg", "USA")
    first, drawn = eco.unit_scores([match], METHODS), eco.unit_draws([match], METHODS, 64, Seed(1))

    def never(*_: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr("localca.installed_system.splu", never)
    monkeypatch.setattr("localca.installed_system.build_matrices", never)
    monkeypatch.setattr("localca.project_files.unpickle", never)
    again = InstalledBackground(
        support.PROJECT, support.DATABASE, support.LINKS, api.open_background(), cache=eco.system.cache
    )
    assert again.unit_scores([match], METHODS).equals(first)
    assert np.array_equal(again.unit_draws([match], METHODS, 64, Seed(1)), drawn)


def test_the_projects_own_methods(eco: InstalledBackground) -> None:
    (method,) = eco.choose_methods(["house | carbon only"])
    assert (method.id, method.name) == ("house_carbon_only", ("house", "carbon only"))
    match = eco.resolve("truck_articulated", "tonne*km", "USA")
    assert eco.unit_scores([match], [method]).iloc[0, 0] == pytest.approx(0.1, rel=1e-6)
    assert eco.method_units([method]) == {"house_carbon_only": "kg CO2"}
    assert "1 of the database's 2 elementary flows" in eco.method_origins([method])["house_carbon_only"]
    assert f"project {support.PROJECT}" in eco.method_origins([method])["house_carbon_only"]


def test_a_method_that_the_project_lacks_is_read_from_bw2io(eco: InstalledBackground) -> None:
    ipcc = impact_methods.choose(["climate_gwp20"], "ipcc2021")
    match = eco.resolve("truck_articulated", "tonne*km", "USA")
    assert eco.unit_scores([match], ipcc).iloc[0, 0] == pytest.approx(0.1, rel=1e-6)
    assert "bw2io" in eco.method_origins(ipcc)["climate_gwp20"]


def test_an_unknown_method(eco: InstalledBackground) -> None:
    with pytest.raises(InputError) as caught:
        eco.choose_methods(["house | carbon onl"])
    assert caught.value.problems[0].nearest[0] == "house | carbon only"


def test_a_method_that_does_not_fit(eco: InstalledBackground) -> None:
    match = eco.resolve("truck_articulated", "tonne*km", "USA")
    with pytest.raises(InputError, match="counts none of the 2 elementary flows"):
        eco.unit_scores([match], eco.choose_methods(["house | nothing"]))


def test_flows_without_a_link() -> None:
    bare = InstalledBackground(support.PROJECT, support.DATABASE, Links(), api.open_background())
    with pytest.raises(InputError) as caught:
        bare.resolve("hdpe_virgin", "kg", "USA")
    problem = caught.value.problems[0]
    assert problem.what == f"'hdpe_virgin' is linked to no activity of {support.PROJECT}/eco."
    assert "polyethylene" in problem.nearest[0]
    links = Links(unlinked="open", flows={"truck_articulated": support.LINKS.flows["truck_articulated"]})
    mixed = InstalledBackground(support.PROJECT, support.DATABASE, links, api.open_background())
    match = mixed.resolve("hdpe_virgin", "kg", "USA")
    assert match.note.startswith("not linked: from the open database")
    lorry = mixed.resolve("truck_articulated", "tonne*km", "USA")
    table = mixed.unit_scores([match, lorry, match], METHODS)
    assert list(table.index) == [match.key, lorry.key, match.key]
    assert table["climate"].iloc[1] == pytest.approx(0.1, rel=1e-6)
    with pytest.raises(InputError, match="cannot be scored by"):
        mixed.unit_scores([match], mixed.choose_methods(["house | carbon only"]))


def test_a_comparison_with_the_users_database(eco: InstalledBackground) -> None:
    """The carrier bag with linked resin, lorries, heat and electricity; ships and bag making from the open database."""
    links = Links(unlinked="open", electricity=support.LINKS.electricity, flows=support.LINKS.flows)
    mixed = InstalledBackground(support.PROJECT, support.DATABASE, links, api.open_background())
    result = api.compare(
        "carrier-bag", scenarios=["local_imported_resin"], methods=["climate"], draws=64, background=mixed
    )
    frame = result.frame
    resin = frame[(frame.row == "resin") & (frame.scenario == "imported_usa")]
    per_kg = resin["score"].sum() / resin[resin.component == "residual"]["amount"].iloc[0]
    assert per_kg == pytest.approx(1.9, rel=1e-6)
    assert result.to_dict()["background"]["name"] == f"{support.PROJECT}/eco"
    assert "from" in result.to_dict()["methods"]["climate"]
    assert result.comparisons[0].interval[0] < result.comparisons[0].difference < result.comparisons[0].interval[1]


def test_a_flow_of_the_products_own_needs_a_method_of_a_family() -> None:
    """The project's own method knows the project's elementary flows, not those of the product file."""
    key = next(iter(api.open_background().tables.elementary))
    flow = {"name": "my_resin", "title": "My resin", "unit": "kg", "kind": "material", "place": "GLO",
            "elementary": {key: 1.0}, "source": "own: made up"}  # fmt: skip
    bag = api.load("carrier-bag")
    raw = bag.model_dump(by_alias=True, exclude_none=True) | {"flows": [flow]}
    raw["raw_materials"][0]["flow"] = "my_resin"
    lorry, resin = support.LINKS.flows["truck_articulated"], support.LINKS.flows["hdpe_virgin"]
    every = {**support.LINKS.flows, "ship_container": lorry, "bag_making": resin, "hdpe_recycled": resin}
    whole = InstalledBackground(
        support.PROJECT, support.DATABASE, support.LINKS.model_copy(update={"flows": every}), api.open_background()
    )
    with pytest.raises(InputError, match="own flow 'my_resin' cannot be scored by 'house, carbon only'"):
        api.compare(type(bag).model_validate(raw), scenarios=["local_imported_resin"],
                    methods=["house | carbon only"], draws=16, background=whole)  # fmt: skip


def test_nothing_in_the_users_folder_changes() -> None:
    """Every file of every project, before and after a whole use, in a process of its own."""
    before = support.hashed(base_folder())
    code = (
        "import installed_support as s; from localca import api;"
        "from localca.installed import InstalledBackground as B;"
        "b = B(s.PROJECT, s.DATABASE, s.LINKS, api.open_background()); m = b.resolve('hdpe_virgin', 'kg', 'JAM');"
        "from localca.impact_methods import choose; print(b.unit_scores([m], choose(['climate'])));"
        "from localca.draws import Seed; b.unit_draws([m], choose(['climate']), 16, Seed(1));"
        "import sys; assert 'bw2data' not in sys.modules"
    )
    folder = Path(__file__).parent
    env = {**clean_environment(base_folder().parent / "home"), "BRIGHTWAY2_DIR": str(base_folder()),
           "PYTHONPATH": f"{folder}:{folder.parent / 'src'}"}  # fmt: skip
    code = code.replace("import installed_support as s;", _support_without_writing())
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=folder)
    assert support.hashed(base_folder()) == before


def _support_without_writing() -> str:
    return (
        "import types; from localca.links import Links; s = types.SimpleNamespace(PROJECT="
        f"{support.PROJECT!r}, DATABASE='eco', LINKS=Links.model_validate_json({support.LINKS.model_dump_json()!r}));"
    )


def test_two_users_with_two_projects_get_their_own_numbers() -> None:
    """Sixteen threads, two projects with different carbon, all at once."""
    other = support.build("the other user's project", carbon=3.0)
    wrong: list[object] = []
    start = threading.Barrier(16)

    def use(number: int) -> None:
        project, factor = ((support.PROJECT, 1.0), (other, 3.0))[number % 2]
        start.wait()
        background = InstalledBackground(project, support.DATABASE, support.LINKS, api.open_background())
        for place, expected in (("USA", 1.9), ("JAM", 1.5 + 0.4 * 0.505), ("POL", 1.8)):
            found = score(background, "hdpe_virgin", "kg", place)
            if found != pytest.approx(expected * factor, rel=1e-6):
                wrong.append((project, place, found))

    threads = [threading.Thread(target=use, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_mistyped_project_is_not_created() -> None:
    before = support.hashed(base_folder())
    with pytest.raises(InputError) as caught:
        InstalledBackground(support.PROJECT + "x", support.DATABASE)
    assert caught.value.problems[0].nearest[0] == support.PROJECT
    assert support.hashed(base_folder()) == before
    assert support.PROJECT + "x" not in project_names()


def test_a_mistyped_database() -> None:
    with pytest.raises(InputError) as caught:
        InstalledBackground(support.PROJECT, "eci")
    assert caught.value.problems[0].nearest == ("eco",)


def test_no_brightway_at_all(tmp_path: Path) -> None:
    assert project_names(tmp_path / "nothing") == {}
    with pytest.raises(InputError, match="there is no Brightway project"):
        Project("default", tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the whole Brightway folder, to be damaged."""
    import shutil

    shutil.copytree(base_folder(), tmp_path / "copy")
    return tmp_path / "copy"


def use(base: Path) -> float:
    background = InstalledBackground(
        support.PROJECT, support.DATABASE, support.LINKS, api.open_background(), base=base, cache=base.parent / "cache"
    )
    return score(background, "hdpe_virgin", "kg", "USA")


def lci(base: Path) -> Path:
    return Project(support.PROJECT, base).folder / "lci" / "databases.db"


def refused(base: Path, words: str) -> None:
    """An error in words, and not a byte changed."""
    before = support.hashed(base)
    with pytest.raises(InputError, match=words):
        use(base)
    assert support.hashed(base) == before


def test_a_half_written_file(copied: Path) -> None:
    path = lci(copied)
    path.write_bytes(path.read_bytes()[:5000])
    refused(copied, "half-written or damaged")


def test_no_sqlite_file(copied: Path) -> None:
    lci(copied).write_bytes(b"not a database" * 1000)
    refused(copied, "half-written or damaged")


def test_a_missing_file(copied: Path) -> None:
    lci(copied).unlink()
    refused(copied, "is missing")


def test_a_locked_file(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("localca.project_files.PATIENCE", 0.1)
    other = sqlite3.connect(lci(copied))
    other.execute("begin exclusive")
    try:
        refused(copied, "being written by another program")
    finally:
        other.close()


def test_an_interrupted_write(copied: Path) -> None:
    """A hot journal: SQLite would have to roll back, which is a write."""
    path = lci(copied)
    subprocess.run([sys.executable, "-c", (
        f"import sqlite3, os; c = sqlite3.connect({str(path)!r}, isolation_level=None);"
        "c.execute('pragma cache_size=1'); c.execute('begin'); c.execute('update activitydataset set name = 1');"
        "c.execute('update exchangedataset set type = type || 1'); os._exit(1)"
    )], check=False)  # fmt: skip
    assert path.with_name(path.name + "-journal").exists()
    refused(copied, "a write was interrupted")


def test_a_write_ahead_log_is_read_from_a_copy(copied: Path) -> None:
    other = sqlite3.connect(lci(copied))
    other.execute("pragma journal_mode=wal")
    other.execute("update activitydataset set type = 'process' where type = 'process'")
    other.commit()
    before = support.hashed(copied)
    assert use(copied) == pytest.approx(1.9, rel=1e-6)
    assert support.hashed(copied) == before
    other.close()


def test_a_project_of_the_old_brightway(copied: Path) -> None:
    folder = Project(support.PROJECT, copied).folder / "processed"
    for path in folder.glob("*.zip"):
        path.with_suffix(".npy").write_bytes(b"old")
        path.unlink()
    refused(copied, "written by the old Brightway")


def test_a_database_that_was_never_processed(copied: Path) -> None:
    for path in (Project(support.PROJECT, copied).folder / "processed").glob("eco.*.zip"):
        path.unlink()
    refused(copied, "was never processed")


def test_unprocessed_changes(copied: Path) -> None:
    path = Project(support.PROJECT, copied).folder / "databases.json"
    path.write_text(path.read_text().replace('"dirty": false', '"dirty": true'))
    refused(copied, "changes that Brightway has not processed")


def test_damaged_metadata(copied: Path) -> None:
    path = Project(support.PROJECT, copied).folder / "databases.json"
    path.write_text(path.read_text()[:20])
    refused(copied, "cannot be read")


def test_a_damaged_package(copied: Path) -> None:
    for path in (Project(support.PROJECT, copied).folder / "processed").glob("eco.*.zip"):
        path.write_bytes(path.read_bytes()[:300])
    refused(copied, "Brightway cannot solve it")


def test_a_record_that_would_run_code() -> None:
    import pickle

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (eval, ("1 + 1",))

    with pytest.raises(InputError, match="not allowed"):
        unpickle(pickle.dumps(Evil()))


def test_the_open_background_behind_is_shared(background: OpenBackground, eco: InstalledBackground) -> None:
    assert eco.open is background
    assert eco.fingerprint().endswith(background.fingerprint())
