"""How long the reader takes for rosters of many rows, against calamine alone on the same file, and in what memory.

    .venv/bin/python -m tests.bench.reading [--million] [--rounds N]

Both hand over every row; each run is a process of its own, in turns, and the shortest of the rounds counts. The ratio of
processor time, that of the reader's child included, is the steadier one on a busy machine. Peak memory is the largest
resident set of the process that asked, and of the reader's child.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import python_calamine

from office.workbooks.reader import read
from tests.bench.workbook_of import write_roster


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def bare(path: Path) -> int:
    """Rows of the file as calamine alone gives them."""
    book = python_calamine.load_workbook(str(path))
    return sum(1 for place in range(len(book.sheet_names)) for _row in book.get_sheet_by_index(place).iter_rows())


def ours(path: Path) -> int:
    """Rows of the file as the reader gives them."""
    return sum(1 for sheet in read(path).sheets for _row in sheet.rows)


def measure(name: str, path: Path) -> None:
    """Says seconds, rows and peak memory in MB of one reading."""
    # A server has read other files before.
    count = {"bare": bare, "ours": ours}[name]
    count(path.with_name("warm.xlsx"))
    began, before = time.perf_counter(), processor_seconds()
    rows = count(path)
    seconds, processor = time.perf_counter() - began, processor_seconds() - before
    # Not ru_maxrss: it counts what the process that started this one held at that moment.
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    parent = int(held.split()[1])
    found = {"rows": rows, "seconds": seconds, "processor": processor, "parent": parent // 1024, "child": child // 1024}
    say(json.dumps(found))


def processor_seconds() -> float:
    """What this process and its children that have ended took."""
    return sum(os.times()[:4])


def in_a_process(name: str, path: Path) -> dict[str, float]:
    """What ``measure`` says in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.reading", "--measure", name, str(path)]
    said = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    return dict(json.loads(said.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also 1,000,000 rows in ten sheets")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("WHO", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure[0], Path(options.measure[1]))
        return
    say("      rows  file MB  calamine s  reader s  ratio  processor ratio  parent MB  child MB")
    with tempfile.TemporaryDirectory() as folder:
        write_roster(Path(folder, "warm.xlsx"), 10)
        for rows, sheets in [(1_000, 1), (10_000, 1), (100_000, 1), *([(100_000, 10)] if options.million else [])]:
            path = Path(folder, f"{rows * sheets}.xlsx")
            write_roster(path, rows, sheets)
            runs = [(in_a_process("bare", path), in_a_process("ours", path)) for _round in range(options.rounds)]
            alone, reader = (min((run[side] for run in runs), key=lambda run: run["seconds"]) for side in (0, 1))
            if alone["rows"] != reader["rows"]:
                raise SystemExit(f"calamine gives {alone['rows']} rows, the reader {reader['rows']}")
            say(
                f"{rows * sheets:>10,} {path.stat().st_size / 1024 / 1024:>8.1f} {alone['seconds']:>11.2f} "
                f"{reader['seconds']:>9.2f} {reader['seconds'] / alone['seconds']:>6.2f} "
                f"{reader['processor'] / alone['processor']:>16.2f} {reader['parent']:>10,} {reader['child']:>9,}"
            )


if __name__ == "__main__":
    main()
