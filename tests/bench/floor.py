"""The floor under the household import: its cells read by calamine, its rows written by COPY or executemany, no more."""

import time
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from hardship.models import Assessment, Completion, Household
from members.models import Person
from office.workbooks.models import RunRow

MODELS = [
    Person, Person.history.model, Household, Household.history.model, Assessment, Assessment.history.model, Completion, RunRow,
]  # fmt: skip


def lift() -> list[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """Take every row out of the tables that an import has filled: (table, columns, rows) in the order of writing."""
    taken = []
    with transaction.atomic(), connection.cursor() as cursor:
        for model in MODELS:
            table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
            cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, columns))} FROM {table}")
            taken.append((table, columns, [tuple(map(_as_driver_takes_it, row)) for row in cursor.fetchall()]))
        for table, _columns, _rows in reversed(taken):
            cursor.execute(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return taken


def _as_driver_takes_it(value: Any) -> Any:
    return value if connection.vendor == "postgresql" or not hasattr(value, "isoformat") else str(value)


def read_and_write(paths: list[Path], taken: list[tuple[str, list[str], list[tuple[Any, ...]]]]) -> tuple[float, float]:
    """Seconds for reading the workbooks and for writing what was taken."""
    start = time.perf_counter()
    for path in paths:
        for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
            len(row)
    middle = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in taken:
            names = ", ".join(map(connection.ops.quote_name, columns))
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    return middle - start, time.perf_counter() - middle
