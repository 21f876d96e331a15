"""Write thousands of records at the speed of the database: COPY on PostgreSQL, executemany on SQLite.

Django's bulk_create compiles every value of every row into one statement, which takes longer than writing them does. Here
the way of each column is chosen once. What a model's own `save` does besides (derived fields, signals) is left to callers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar, cast

from django.db import connection, models, transaction
from django.db.models.base import ModelState
from simple_history.utils import get_history_model_for_model

from office.lookups import listed
from office.privacy.fields import EncryptedTextField, encrypt_all

AT_ONCE = 5000
"""Rows prepared before they are written: enough to be fast, few enough to weigh little (some 10 MB)."""

Values: TypeAlias = Sequence[Any]
Record = TypeVar("Record", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"

_TEXTS = (models.CharField, models.TextField, models.EmailField, models.URLField, models.SlugField)
_WHOLE_NUMBERS = (
    models.BigAutoField, models.AutoField, models.IntegerField, models.BigIntegerField, models.SmallIntegerField,
    models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField,
)  # fmt: skip
# What the drivers take as it is; SQLite wants days and decimals as text.
_PLAIN: dict[type[Field], type] = {
    **dict.fromkeys(_WHOLE_NUMBERS, int),
    models.BooleanField: bool,
    models.DateField: date,
    models.DecimalField: Decimal,
}


@dataclass(frozen=True)
class Memory:
    """What the history says of a write: the member of staff (None for a command), why, and when (with its time zone)."""

    by: Any
    reason: str
    at: datetime


def new(model: type[Record], values: Mapping[str, Any], unsaid: Any = None) -> Record:
    """The record that `model(**values)` makes, in a third of its time: an import makes five for each row.

    None, "" and `unsaid` say nothing: the field holds its default. For models of plain columns whose `__init__` is Django's own; no
    signal tells of it. Raises TypeError for a name that is no field, and for a record of another model than the field points
    to.
    """
    record = model.__new__(model)
    record._state = state = ModelState()
    state.fields_cache = beside = {}
    contents = record.__dict__
    constant, made, pointers = _blank(model)
    contents.update(constant)
    for name, make in made:
        contents[name] = make()
    for name, value in values.items():
        # A record compared with "" asks its model, which takes as long as all the rest.
        if value is None or value is unsaid or (value.__class__ is str and not value):
            continue
        if name in contents:
            contents[name] = value
            continue
        if name not in pointers:
            raise TypeError(f"{model.__name__} has no field {name}.")
        other, column, key, back = pointers[name]
        if not isinstance(value, other):
            raise TypeError(f"{model.__name__}: {name} cannot be {value!r}.")
        beside[name] = value
        contents[column] = getattr(value, key)
        if back is not None:
            back.set_cached_value(value, record)
    return record


@cache
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, Any]]:
    """What an empty record holds by column; what is made for each anew; and for each field that points to another record
    the model of that, the own column, the other's, and the field back where there is at most one."""
    fields = _fields(model)
    made = [(field.attname, field.get_default) for field in fields if field.has_default() and callable(field.default)]
    constant = {field.attname: field.get_default() for field in fields} | dict.fromkeys(name for name, _make in made)
    pointers = {
        field.name: (
            field.related_model,
            field.attname,
            field.target_field.attname,
            None if field.remote_field.multiple else field.remote_field,
        )
        for field in fields
        if isinstance(field, models.ForeignKey)
    }
    return constant, made, pointers


def insert(model: type[models.Model], records: Sequence[models.Model], memory: Memory | None = None) -> None:
    """Insert new records, which have their keys afterwards; with `memory`, a row of history for each.

    Runs in a transaction only: raises TransactionManagementError outside one, IntegrityError as `save` would, ValueError
    for a record that points to one without a key. The key of `model` is one that the database counts up.
    """
    _check_transaction()
    fields = _fields(model)
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        key_name = model._meta.pk.attname
        keyless = [record for record in some if record.__dict__[key_name] is None]
        for record, key in zip(keyless, new_keys(model, len(keyless)), strict=True):
            record.pk = key
        rows = _prepared(fields, some, add=True)
        _write(model._meta.db_table, [_column(field) for field in fields], rows)
        for record in some:
            record._state.adding, record._state.db = False, connection.alias
        if memory is not None:
            _remember(model, [record.pk for record in some], "+", memory)


def append(model: type[models.Model], names: Sequence[str], rows: Sequence[Values]) -> None:
    """Insert rows that nobody needs as records: values of the fields `names`; the others hold their defaults.

    Keys are the database's own and stay unknown. Raises as `insert` does.
    """
    _check_transaction()
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    others = [field for field in _fields(model) if field not in fields and not field.primary_key]
    columns = [_way(field)(values) for field, values in zip(fields, zip(*rows, strict=True), strict=True)]
    columns += [_way(field)([field.get_default()] * len(rows)) for field in others]
    _write(model._meta.db_table, [_column(field) for field in (*fields, *others)], list(zip(*columns, strict=True)))


def replace(model: type[models.Model], records: Sequence[models.Model], memory: Memory | None = None) -> None:
    """Write every column of records that exist, in their order; with `memory`, a row of history for each.

    A record that was deleted meanwhile stays deleted, and leaves no history. Raises as `insert` does.
    """
    _check_transaction()
    fields = _fields(model)
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        _overwrite(model, fields, _prepared(fields, some, add=False))
        if memory is not None:
            _remember(model, [record.pk for record in some], "~", memory)


def remove(model: type[models.Model], records: Sequence[models.Model], memory: Memory | None = None) -> None:
    """Delete records by their keys and nothing else: what points to them has to go in the same transaction. With `memory`,
    a row of history for each, with what it held at last. Raises as `insert` does."""
    _check_transaction()
    table, key = _quote(model._meta.db_table), _quote(_column(model._meta.pk))
    for start in range(0, len(records), AT_ONCE):
        keys = [record.pk for record in records[start : start + AT_ONCE]]
        if memory is not None:
            _remember(model, keys, "-", memory)
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", [(one,) for one in keys])


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk writes run inside transaction.atomic().")


def _fields(model: type[models.Model]) -> list[Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def new_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys that nobody else gets, for records that are written later: from the sequence, or from AUTOINCREMENT's count."""
    if not count:
        return []
    table, column = model._meta.db_table, _column(model._meta.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [_quote(table), column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute(
            f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
            f" coalesce((SELECT max({_quote(column)}) FROM {_quote(table)}), 0))",
            [table],
        )
        (last,) = cursor.fetchone()
        # The count moves on at once: others may insert before these keys are used.
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
        return range(last + 1, last + 1 + count)


def _prepared(fields: Sequence[Field], records: Sequence[models.Model], *, add: bool) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them: prepared column by column, each column's way being chosen once."""
    contents = [record.__dict__ for record in records]
    columns = []
    for field in fields:
        name = field.attname
        if _has_own_pre_save(field):
            values = [field.pre_save(record, add) for record in records]
        else:
            try:
                values = [content[name] for content in contents]
            except KeyError:  # left out when the record was read
                values = [field.value_from_object(record) for record in records]
        if isinstance(field, models.ForeignKey) and None in values:
            # A record that had no key yet when it was pointed to has one now.
            for place, value in enumerate(values):
                if value is None and records[place]._state.fields_cache.get(field.name) is not None:
                    records[place]._prepare_related_fields_for_save("bulk write", [field])  # type: ignore[attr-defined]
                    values[place] = contents[place][name]
        columns.append(_way(field)(values))
    return list(zip(*columns, strict=True))


def _has_own_pre_save(field: Field) -> bool:
    """Whether the value is made at the moment of saving, such as the time of auto_now_add."""
    if isinstance(field, models.DateField):  # DateTimeField is one too
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save


def _way(field: Field) -> Callable[[Values], Values]:
    """How the values of one column become the driver's, as `field.get_db_prep_save` would one by one."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = type(field)
    if kind in _TEXTS:
        return _texts
    if isinstance(field, EncryptedTextField):
        return partial(encrypt_all, field.purpose)

    def one_by_one(values: Values) -> Values:
        return [field.get_db_prep_save(value, connection) for value in values]

    plain = _PLAIN.get(kind)
    if plain is None:
        return one_by_one
    write = str if connection.vendor == "sqlite" and kind in (models.DateField, models.DecimalField) else None

    def as_they_are(values: Values) -> Values:
        if any(value is not None and value.__class__ is not plain for value in values):
            return one_by_one(values)
        return values if write is None else [value if value is None else write(value) for value in values]

    return as_they_are


def _texts(values: Values) -> Values:
    return [value if value.__class__ is str or value is None else str(value) for value in values]


def _write(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(map(_quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {_quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {_quote(table)} ({names}) VALUES ({marks})", rows)


def _overwrite(model: type[models.Model], fields: Sequence[Field], rows: Sequence[tuple[Any, ...]]) -> None:
    """One by one in the order given, as ending one membership makes room for the next: an UPDATE that joins has none."""
    table, key = _quote(model._meta.db_table), _column(model._meta.pk)
    columns = [_column(field) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(map(_quote, columns))
            fresh = ", ".join(f"{_quote(name)} = excluded.{_quote(name)}" for name in columns if name != key)
            # No field of a model may end in an underscore: `place_` is none of the columns.
            cursor.execute(
                f"CREATE TEMPORARY TABLE rewritten ON COMMIT DROP AS SELECT 0 AS place_, {names} FROM {table} WITH NO DATA"
            )
            _write("rewritten", ["place_", *columns], [(place, *row) for place, row in enumerate(rows)])
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM rewritten"
                f" WHERE EXISTS (SELECT FROM {table} old WHERE old.{_quote(key)} = rewritten.{_quote(key)})"
                f" ORDER BY place_ ON CONFLICT ({_quote(key)}) DO UPDATE SET {fresh}"
            )
            cursor.execute("DROP TABLE rewritten")
        else:
            at = columns.index(key)
            fresh = ", ".join(f"{_quote(name)} = %s" for name in columns if name != key)
            cursor.executemany(
                f"UPDATE {table} SET {fresh} WHERE {_quote(key)} = %s",
                [(*row[:at], *row[at + 1 :], row[at]) for row in rows],
            )


def _remember(model: type[models.Model], keys: Sequence[Any], sign: str, memory: Memory) -> None:
    """Copy the rows with these keys into the history, with what simple-history keeps beside them.

    The database copies them itself, which takes half as long as sending them once more.
    """
    past = get_history_model_for_model(model)
    said = {
        "history_date": memory.at,
        "history_type": sign,
        "history_change_reason": memory.reason,
        "history_user": memory.by.pk if memory.by is not None else None,
    }
    said_fields = [past._meta.get_field(name) for name in said]
    extra = [field.get_db_prep_save(value, connection) for field, value in zip(said_fields, said.values(), strict=True)]
    tracked = {field.attname for field in past.tracked_fields}
    copied = [_quote(_column(field)) for field in _fields(model) if field.attname in tracked]
    columns = [*copied, *(_quote(_column(field)) for field in said_fields)]
    table, key = _quote(model._meta.db_table), _quote(_column(model._meta.pk))
    wanted = listed(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quote(past._meta.db_table)} ({', '.join(columns)})"
            f" SELECT {', '.join(copied)}, %s, %s, %s, %s FROM {table} WHERE {key} IN ({wanted.sql}) ORDER BY {key}",
            [*extra, *wanted.params],
        )


def _column(field: Field) -> str:
    return cast(str, field.column)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
