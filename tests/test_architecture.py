"""The direction of imports and the shape of modules that the design promises, read from the source text."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGES = ("ingest", "indicators", "dashboard")
LONGEST_MODULE = 400
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}

DISK = ("io", "os", "pathlib", "shutil", "sqlite3", "subprocess", "tempfile")
NETWORK = (
    "aiohttp", "ftplib", "http.client", "http.server", "httpx", "requests", "smtplib", "socket", "socketserver",
    "urllib.request", "urllib3", "websockets",
)  # fmt: skip
# The parts of readers that are too long for one module, a package each.
READER_PACKAGES = (
    "ingest.comtrade", "ingest.debt", "ingest.eurostat", "ingest.national", "ingest.press", "ingest.unctad",
)  # fmt: skip
PROVIDER_PACKAGES = ("ingest.eurostat_live", "ingest.imf_live", "ingest.worldbank_live")
READER_MODULES = (
    "ingest.declarations", "ingest.declared", "ingest.errors", "ingest.files", "ingest.model", "ingest.periods",
    *READER_PACKAGES,
)  # fmt: skip
SENDS_ALERTS = {"ingest.sending"}  # what users configured, to where they said
ASKS_WHETHER_IT_ANSWERS = {"dashboard.__main__", "dashboard.server"}  # a client of our own server only


@dataclass(frozen=True)
class Rule:
    """What modules under `where` may import: never `never`, and of all but the standard library only `only`."""

    name: str
    where: tuple[str, ...]
    never: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None


RULES = (
    Rule("ingest knows no later layer", ("ingest",), never=("indicators", "dashboard")),
    Rule(
        "indicators are pure",
        ("indicators",),
        never=(*DISK, *NETWORK),
        only=(
            *("indicators", "ingest.declared", "ingest.errors", "ingest.model", "ingest.periods"),
            *("numpy", "pandas", "scipy", "statsmodels", "SALib", "ruptures"),
        ),
    ),
    Rule(
        "readers turn bytes into tables and know nothing of each other",
        ("ingest.sources.*", *READER_PACKAGES),
        never=NETWORK,
        only=(*READER_MODULES, "numpy", "openpyxl", "pandas", "xlrd"),
    ),
    Rule(
        "figures and files are made without Dash",
        (
            "dashboard.briefing",
            "dashboard.coverage",
            "dashboard.exports",
            "dashboard.figures",
            "dashboard.forms",
            "dashboard.ledger",
            "dashboard.listings",
            "dashboard.multiples",
            "dashboard.package",
            "dashboard.package_texts",
            "dashboard.parameters",
            "dashboard.points",
            "dashboard.scenario_account",
            "dashboard.scenario_figures",
            "dashboard.series",
            "dashboard.snapshots",
            "dashboard.tables",
            "dashboard.theme",
            "dashboard.view",
            "dashboard.workbook",
        ),
        never=("dash", "dash_ag_grid"),
    ),
    Rule("pages compute nothing", ("dashboard.pages",), never=("ingest.store", "numpy", "pandas", "pyarrow")),
    Rule("tests stay outside", PACKAGES, never=("benchmarks", "pytest", "tests")),
    Rule(
        "providers are asked through others and know nothing of each other",
        ("ingest.providers.*", *PROVIDER_PACKAGES),
        never=NETWORK,
        only=(
            *READER_MODULES,
            *PROVIDER_PACKAGES,
            "ingest.live",
            "ingest.replies",
            "ingest.sources",
            "msgspec",
            "numpy",
            "openpyxl",
            "pandas",
        ),
    ),
)


def sources(*folders: str) -> dict[str, str]:
    """The text of every module of the packages, or of other folders, by its dotted name."""
    paths = [path for folder in folders or PACKAGES for path in (REPOSITORY / folder).rglob("*.py")]
    return {module_name(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8") for path in paths}


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str, source: str) -> Iterator[str]:
    """Every name that the module imports, `from a import b` as `a.b`, wherever in the module it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Counted as from a plain module: in an __init__ it would be one level off, but the linter bans them all.
            base = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def called(node: ast.Call) -> str:
    """The last word of what is called: `open` for both `open(...)` and `path.open(...)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def under(name: str, prefixes: Iterable[str]) -> bool:
    """Whether `name` is one of the prefixes or inside one; `a.*` means inside a only."""
    return any(
        name.startswith(prefix[:-1]) if prefix.endswith(".*") else f"{name}.".startswith(f"{prefix}.")
        for prefix in prefixes
    )


def forbidden_imports(rule: Rule, modules: dict[str, str]) -> list[str]:
    found = []
    for module, source in modules.items():
        if not under(module, rule.where):
            continue
        for name in imports(module, source):
            outside = rule.only is not None and name.split(".")[0] not in sys.stdlib_module_names
            if under(name, rule.never) or (outside and not under(name, rule.only)):
                found.append(f"{module} imports {name}")
    return found


def touches_files(modules: dict[str, str]) -> list[str]:
    """Calls by which an indicator, or a reader that was handed its bytes, would reach for a file."""
    found = []
    for module, source in modules.items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            builtin_open = isinstance(node.func, ast.Name) and node.func.id == "open"
            reading = called(node).startswith(("read_", "write_")) and not under(module, ["ingest"])
            if (under(module, ["indicators"]) and reading) or (
                under(module, ["indicators", "ingest.sources.*"]) and builtin_open
            ):
                found.append(f"{module}:{node.lineno} calls {called(node)}")
    return found


def socket_openers(modules: dict[str, str]) -> set[str]:
    return {module for module, source in modules.items() for name in imports(module, source) if under(name, NETWORK)}


def unlawful_sockets(modules: dict[str, str]) -> list[str]:
    """Modules that reach the network beside the one of `ingest` that asks it and the one that sends alerts."""
    openers = sorted(socket_openers(modules) - ASKS_WHETHER_IT_ANSWERS - SENDS_ALERTS)
    lawful = len(openers) <= 1 and all(under(module, ["ingest"]) for module in openers)
    return [] if lawful else openers


def page_arithmetic(modules: dict[str, str]) -> list[str]:
    """Numbers computed in a page; `+` joins lists and texts, `%` formats, so both are left alone."""
    operators = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult)
    return [
        f"{module}:{node.lineno}"
        for module, source in modules.items()
        if under(module, ["dashboard.pages"])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, operators)
    ]


def too_long(modules: dict[str, str]) -> list[str]:
    return [module for module, source in modules.items() if len(source.splitlines()) > LONGEST_MODULE]


def vague_names(modules: Iterable[str]) -> list[str]:
    return [module for module in modules if VAGUE_NAMES & {part.strip("_") for part in module.split(".")}]


def code_among_data(folder: Path) -> list[str]:
    return [path.name for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".pyc", ".pyi", ".ipynb"}]


def test_the_modules_are_found() -> None:
    assert {"ingest.model", "ingest.sources", "indicators", "dashboard"} <= sources().keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_imports_go_one_way(rule: Rule) -> None:
    assert forbidden_imports(rule, sources()) == []


def test_indicators_and_readers_open_no_file() -> None:
    assert touches_files(sources()) == []


def test_one_module_asks_the_network_and_one_sends() -> None:
    assert unlawful_sockets(sources()) == []


def test_pages_hold_no_arithmetic() -> None:
    assert page_arithmetic(sources()) == []


def test_data_holds_no_code() -> None:
    assert code_among_data(REPOSITORY / "data") == []


def test_modules_stay_short_and_are_named_for_what_they_do() -> None:
    modules = sources(*PACKAGES, "tests", "benchmarks")
    assert too_long(modules) == []
    assert vague_names(modules) == []


# Each rule is shown a module that breaks it, and one beside it that does not.
PLANTED = [
    (0, "ingest.pipeline", "from indicators.model import Indicator"),
    (0, "ingest.store", "def late():\n    import dashboard.app"),
    (1, "indicators.trade", "import plotly.graph_objects as go"),
    (1, "indicators.trade", "from ingest import store"),
    (1, "indicators.trade", "from ingest.store import Store"),
    (1, "indicators.trade", "from pathlib import Path"),
    (1, "indicators.trade", "from urllib import request"),
    (1, "indicators.trade", "import pyarrow"),
    (1, "indicators.trade", "from ..ingest import declarations"),
    (1, "indicators.trade", "import importlib\nimportlib.import_module('dashboard.figures')"),
    (2, "ingest.sources.wits", "import requests"),
    (2, "ingest.sources.wits", "from ingest.sources.baci import parse"),
    (2, "ingest.sources.wits", "from . import baci"),
    (2, "ingest.sources.wits", "from ingest.store import Store"),
    (3, "dashboard.figures", "from dash import dcc"),
    (3, "dashboard.figures.lines", "import dash.html"),
    (4, "dashboard.pages.trade", "import pandas as pd"),
    (4, "dashboard.pages.trade", "import pyarrow.parquet"),
    (4, "dashboard.pages", "from ingest.store import Store"),
    (5, "ingest.files", "from tests.conftest import sources"),
    (6, "ingest.providers.wits", "import requests"),
    (6, "ingest.providers.wits", "from ingest.store import Store"),
    (6, "ingest.imf_live", "from ingest.transport import Transport"),
]
LAWFUL = [
    (0, "ingest.pipeline", "from ingest.model import Source"),
    (0, "dashboard.app", "import indicators"),
    (1, "indicators.trade", "import math\nimport numpy as np\nfrom ingest import periods"),
    (2, "ingest.sources.wits", "import io, zipfile\nimport pandas as pd\nfrom ingest.files import csv_table"),
    (2, "ingest.sources.wits", "from ..files import csv_table"),
    (2, "ingest.sources", "from ingest.sources import wits"),
    (3, "dashboard.figures", "import plotly.graph_objects as go\nimport dashboard.theme"),
    (3, "dashboard.app", "import dash"),
    (4, "dashboard.pages.trade", "from dash import html\nfrom ingest.storefront import x"),
]


@pytest.mark.parametrize(("rule", "module", "source"), PLANTED)
def test_a_planted_import_is_found(rule: int, module: str, source: str) -> None:
    assert len(forbidden_imports(RULES[rule], {module: source})) == 1


@pytest.mark.parametrize(("rule", "module", "source"), LAWFUL)
def test_a_lawful_import_passes(rule: int, module: str, source: str) -> None:
    assert forbidden_imports(RULES[rule], {module: source}) == []


def test_every_rule_has_a_planted_import() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(range(len(RULES)))


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("indicators.trade", "open('data/x.csv')", True),
        ("indicators.trade", "pd.read_parquet('x')", True),
        ("indicators.trade", "path.write_text('x')", True),
        ("ingest.sources.wits", "open('x')", True),
        ("ingest.sources.wits", "pd.read_csv(io.BytesIO(payload)); archive.open('x')", False),
        ("ingest.store", "open('x'); path.read_bytes()", False),
    ],
)
def test_a_planted_file_is_found(module: str, source: str, found: bool) -> None:
    assert bool(touches_files({module: source})) is found


@pytest.mark.parametrize(
    ("modules", "found"),
    [
        ({"ingest.http": "import requests", "dashboard.server": "import socket"}, []),
        ({"ingest.http": "import requests", "ingest.gate": "import requests"}, ["ingest.gate", "ingest.http"]),
        ({"ingest.http": "import requests", "ingest.sending": "import requests, smtplib"}, []),
        ({"ingest.http": "import requests", "ingest.delivery": "import smtplib"}, ["ingest.delivery", "ingest.http"]),
        ({"dashboard.app": "from urllib.request import urlopen"}, ["dashboard.app"]),
        ({"dashboard.app": "from http import HTTPStatus\nfrom urllib.parse import quote"}, []),
    ],
)
def test_a_planted_socket_is_found(modules: dict[str, str], found: list[str]) -> None:
    assert unlawful_sockets(modules) == found


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("dashboard.pages.trade", "share = exports / total", ["dashboard.pages.trade:1"]),
        ("dashboard.pages.trade", "share *= 100", ["dashboard.pages.trade:1"]),
        ("dashboard.pages.trade", "cards = [*first] + second", []),
        ("indicators.trade", "share = exports / total", []),
    ],
)
def test_planted_arithmetic_is_found(module: str, source: str, found: list[str]) -> None:
    assert page_arithmetic({module: source}) == found


def test_planted_shapes_are_found(tmp_path: Path) -> None:
    assert too_long({"a": "x = 1\n" * 401, "b": "x = 1\n" * 400}) == ["a"]
    assert vague_names(["ingest.utils", "ingest._common.x", "ingest.commons"]) == ["ingest.utils", "ingest._common.x"]
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "areas.csv").touch()
    (tmp_path / "codes" / "areas.py").touch()
    assert code_among_data(tmp_path) == ["areas.py"]
