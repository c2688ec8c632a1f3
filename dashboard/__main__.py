"""The command line: `depdash COMMAND`. Exit status 0 done, 1 failed, 2 bad usage; errors are one line on stderr.

Only what a command needs is imported, once it is known which one it is: everything takes two seconds.
"""

import argparse
import errno
import logging
import os
import sys
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Any

from ingest.errors import DepdashError, ParameterError

_ELSEWHERE = "or name another folder (DEPDASH_HOME, --store, --out)"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_REMEDIES = {
    **dict.fromkeys(_FULL, f"make room, {_ELSEWHERE}"),
    errno.EROFS: f"mount it for writing, {_ELSEWHERE}",
    errno.EACCES: f"give this user the right to it, {_ELSEWHERE}",
    errno.EPERM: f"give this user the right to it, {_ELSEWHERE}",
    errno.ENOENT: f"create it, {_ELSEWHERE}",
    errno.ENOTDIR: f"a folder belongs there: move the file, {_ELSEWHERE}",
    errno.EEXIST: f"a folder belongs there: move the file, {_ELSEWHERE}",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        logging.basicConfig(level=_log_level(), format="%(levelname)s %(name)s: %(message)s")
        for line in resolve_name(f"dashboard.{given.run}")(given):
            print(line, flush=True)
    except ParameterError as error:
        print(f"depdash: {error}", file=sys.stderr)
        return 2
    except (DepdashError, OSError) as error:
        print(f"depdash: {_told(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


def _told(error: Exception) -> str:
    """Return an error in one line; one of the operating system with the file that it is about, and what to do."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    do = _REMEDIES.get(error.errno, "") if error.filename or error.errno in _FULL else ""
    return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror}{do and f'; {do}'}"


def _log_level() -> str:
    level = os.environ.get("DEPDASH_LOG", "WARNING").upper()
    if level not in logging.getLevelNamesMapping():
        raise ParameterError("DEPDASH_LOG", expected="DEBUG, INFO, WARNING or ERROR", found=level)
    return level


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *given: Any, **named: Any) -> None:
        print(resolve_name("dashboard.commands:version")())
        parser.exit()


class _OneLine(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"{self.prog}: {message}; see '{self.prog} --help'", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="depdash", description="How far one country depends on another.")
    parser.add_argument("--version", action=_Version, nargs=0, help="tell the version and the snapshot, and leave")
    command = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_OneLine)

    serve = command.add_parser("serve", help="show the dashboard in a browser")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8050)
    serve.add_argument("--workers", type=_positive, default=2, help="server processes (default 2)")
    _watch_option(serve)
    serve.set_defaults(run="serve_command:run")

    value = command.add_parser("value", help="print the numbers of an indicator")
    value.add_argument("indicator", help="its id, as 'depdash indicators' lists them")
    _pair_options(value)
    value.add_argument("--from", dest="start", metavar="PERIOD", help="first period, such as 2010")
    value.add_argument("--to", dest="end", metavar="PERIOD", help="last period")
    value.add_argument("--as-of", dest="as_of", metavar="DAY", help="use only editions known by this day")
    _json_option(value)
    value.set_defaults(run="commands:value")

    broken = command.add_parser("breaks", help="test an indicator or a measure for structural breaks")
    broken.add_argument("indicator", metavar="INDICATOR", help="an indicator, or a measure of data/measures.toml")
    _pair_options(broken)
    broken.add_argument("--variant", help="only this way of computing it")
    broken.add_argument("--as-of", dest="as_of", metavar="DAY", help="use only editions known by this day")
    _json_option(broken)
    broken.set_defaults(run="breaks_command:run")
    index = command.add_parser("index", help="print a composite index: band, ranks, parts, what spreads it")
    index.add_argument("id", help="dependence_index or opacity_index")
    _pair_options(index)
    index.add_argument("--since", metavar="YEAR", help="tell the probability of a rise since this year")
    index.add_argument("--as-of", dest="as_of", metavar="DAY", help="use only editions known by this day")
    _json_option(index)
    index.set_defaults(run="index_command:run")

    claims = command.add_parser("claims", help="list the memo's claims with both verdicts")
    claims.add_argument("--specifications", metavar="CLAIM", help="list every fair reading of one claim, such as C041")
    claims.add_argument("--freeze", metavar="REASON", help="log why rules changed, in data/memo/rules.toml")
    _json_option(claims)
    claims.set_defaults(run="claims_command:run")

    alerts = command.add_parser("alerts", help="tell which alerts hold now and which are new")
    alerts.add_argument("--backtest", action="store_true", help="tell when each rule would have fired in the past")
    alerts.add_argument("--out", metavar="FILE", help="with --backtest: write it to a file, as Markdown")
    alerts.add_argument("--deliver", action="store_true", help="send what was not sent yet: docs/unattended.md")
    alerts.add_argument("--acknowledge", metavar="ID", help="deliver this alert no more")
    alerts.add_argument("--mute", metavar="RULE", help="deliver no alert of this rule")
    alerts.add_argument("--until", metavar="DAY", help="with --mute: the last day of it")
    alerts.add_argument("--unmute", metavar="RULE", help="deliver its alerts again")
    _watch_option(alerts)
    _pair_options(alerts)
    _json_option(alerts)
    alerts.set_defaults(run="alerts_command:run")

    brief = command.add_parser("brief", help="write a brief for decision makers: two pages, or slides")
    brief.add_argument(
        "--out", required=True, metavar="FILE", help="what to write: .html, .pdf or .pptx, by its ending"
    )
    brief.add_argument("--from", metavar="PERIOD", help="tell of this period on, and what moved since then")
    brief.add_argument("--to", metavar="PERIOD", help="tell of no later period")
    brief.add_argument("--findings", metavar="ID,ID", help="tell of these; chosen by rules without it")
    brief.add_argument("--since", metavar="YEAR", help="tell how likely the index rose since this year")
    brief.add_argument("--as-of", dest="as_of", metavar="DAY", help="use only editions known by this day")
    brief.add_argument("--lang", help="en, be or ru (default en)")
    brief.add_argument("--paper", help="A4 (the default) or letter")
    brief.add_argument("--line", metavar="TEXT", help="a line at the top, such as a classification")
    brief.add_argument("--address", metavar="URL", help="server that its links lead to")
    _watch_option(brief)
    _pair_options(brief)
    brief.set_defaults(run="brief_command:run")

    status = command.add_parser("status", help="list the sources: edition, age, rows")
    _json_option(status)
    status.set_defaults(run="commands:status")

    scenarios = command.add_parser("scenarios", help="print what the memo's scenarios would cost")
    scenarios.add_argument("scenario", nargs="?", metavar="SCENARIO", help="S1, S2 or S3; all without one")
    scenarios.add_argument("--horizon", metavar="MONTHS", help="1 to 24 (default: both 12 and 24)")
    scenarios.add_argument("--hub-year", dest="hub_year", metavar="YEAR", help="year of the gas benchmark's price")
    scenarios.add_argument("--benchmark", help="hub or gazprom_average (default hub)")
    _pair_options(scenarios)
    _json_option(scenarios)
    scenarios.set_defaults(run="scenarios_command:scenarios")

    catalogue = command.add_parser("indicators", help="list the catalogue")
    catalogue.add_argument("--method", metavar="FOLDER", help="write the method as Markdown pages")
    _json_option(catalogue)
    catalogue.set_defaults(run="commands:indicators")

    export = command.add_parser("export", help="write every table, described, as a data package")
    export.add_argument("--out", required=True, metavar="FOLDER", help="a new or an empty folder")
    export.add_argument("--format", default="csv", help="csv (the default), parquet or xlsx")
    _pair_options(export)
    export.set_defaults(run="package_command:export")

    imported = command.add_parser("import", help="read files of a source, in the format that it publishes")
    imported.add_argument("source", metavar="SOURCE", help="id of a source, as 'depdash status' lists them")
    imported.add_argument("files", metavar="FILE", nargs="+")
    _store_option(imported)
    imported.set_defaults(run="commands:import_files")

    doctor = command.add_parser("doctor", help="tell what is installed, found and missing")
    doctor.set_defaults(run="commands:doctor")

    refresh = command.add_parser("refresh", help="pull the live providers, check, publish a new snapshot")
    refresh.add_argument("sources", metavar="SOURCE", nargs="*", help="only these; all providers without any")
    refresh.add_argument("--since", metavar="YEAR", help="ask for this year and later ones only")
    refresh.add_argument("--dry-run", action="store_true", help="ask and check, but write nothing")
    refresh.add_argument("--accept", metavar="SOURCE", help="publish a part that the gate held back")
    refresh.add_argument("--reason", metavar="TEXT", help="why that part is right after all; it is kept")
    _store_option(refresh)
    refresh.set_defaults(run="refresh_command:run")

    snapshot = command.add_parser("snapshot", help="build, check, list and compare snapshots")
    _snapshot_actions(snapshot.add_subparsers(required=True, metavar="ACTION", parser_class=_OneLine))
    return parser


def _snapshot_actions(action: "argparse._SubParsersAction[_OneLine]") -> None:
    build = action.add_parser("build", help="build a snapshot from a folder of published files and make it current")
    build.add_argument("folder", metavar="FOLDER")
    build.add_argument("--only", action="store_true", help="remove the other snapshots of the store")
    build.set_defaults(run="snapshot_commands:build")
    covered = action.add_parser("coverage", help="tell, file by file, what the current snapshot was built from")
    covered.add_argument("--out", metavar="FILE", help="write it to a file, as Markdown")
    covered.set_defaults(run="snapshot_commands:covered")
    verify = action.add_parser("verify", help="compute every hash of the current snapshot again")
    verify.set_defaults(run="snapshot_commands:verify")
    kept = action.add_parser("list", help="list the snapshots kept")
    kept.set_defaults(run="snapshot_commands:listed")
    restore = action.add_parser("restore", help="make a kept snapshot current again")
    restore.add_argument("id", metavar="ID")
    restore.set_defaults(run="snapshot_commands:restore")
    diff = action.add_parser("diff", help="list what was added, revised and withdrawn between two snapshots")
    diff.add_argument("before", metavar="A")
    diff.add_argument("after", metavar="B")
    _json_option(diff)
    diff.set_defaults(run="snapshot_commands:diff")
    rebuild = action.add_parser("rebuild", help="make a snapshot again from the replies kept, and compare")
    rebuild.add_argument("id", metavar="ID")
    rebuild.set_defaults(run="snapshot_commands:rebuild")
    prune = action.add_parser("prune", help="drop old snapshots and raw replies by the rule of docs/unattended.md")
    prune.add_argument("--keep", type=_positive, default=10, help="newest snapshots to keep (default 10)")
    prune.add_argument("--days", type=_days, default=90, help="age from which raw replies may go (default 90)")
    prune.add_argument("--dry-run", action="store_true", help="only tell what would go")
    prune.set_defaults(run="snapshot_commands:pruned")
    for parser in (build, covered, verify, kept, restore, diff, rebuild, prune):
        _store_option(parser)


def _store_option(parser: argparse.ArgumentParser) -> None:
    where = "store, a folder or s3://BUCKET/PREFIX (default DEPDASH_HOME or the user's data folder)"
    parser.add_argument("--store", metavar="STORE", help=where)


def _pair_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dependent", default="BLR", help="country that depends (default BLR)")
    parser.add_argument("--partner", default="RUS", help="country depended on (default RUS)")


def _watch_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--watch", metavar="FILE", help="follow the watch list in this file (default DEPDASH_WATCH)")


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs to read")


def _positive(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to 64; found {text!r}")
    return int(text)


def _days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise argparse.ArgumentTypeError(f"expected days from 1 to 36500; found {text!r}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535; found {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
