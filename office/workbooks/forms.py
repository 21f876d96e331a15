"""Read a form: a sheet that is one household's, its labels beside or over their values, often in merged cells.

A label is known by its words (`Roster.words`); where its value stands is told by what surrounds it: to its right, or, in
a row of labels only, under it. The families' table inside a form is a table of its own (`read_table`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from .headings import in_wan, normalise
from .marks import is_result_heading
from .sheets import BadCell, Merge, Sheet, Value

MOST_ROWS = 200  # a longer sheet is a roster
MOST_COLUMNS = 120
MOST_MERGES = 5000
MOST_IN_ONE = 20  # labels with their values in one cell
LONGEST_LABEL = 40
ENOUGH = 5  # labels that make a form
TALL = 3  # rows from which a label at the left is the title of a block, such as 家庭成员 written downwards
DIGITS = 8  # boxes with one sign each from which they are one number

# What forms print and no roster keeps. It is known here so that it is not taken for the value of its neighbour.
_PRINTED = frozenset((
    "残疾类别", "残疾类别或疾病名称", "疾病名称或残疾类别", "疾病名称", "工作状态", "劳模类型", "劳模类别",
    "邮政编码", "邮编", "其他联系方式", "工作时间", "参加工作时间", "所属行业", "单位性质", "企业状况",
    "是否单亲", "家庭其他非薪资年收入", "户口所在地行政区划", "户口所在地", "医保状况", "是否进入医保",
    "是否有一定自救能力", "是否为零就业家庭", "是否为零就业", "家庭主要成员", "家庭成员关系", "家庭成员情况",
    "家庭成员", "家庭主要成员情况", "本人情况", "职工本人", "职工本人情况", "基本情况", "家庭情况",
    "支行名称", "附件", "所附附件", "附件类型", "附件名称", "附件文件", "帮扶单位", "建档人", "审核人",
    "录入人", "单位工会意见", "单位工会负责人签字", "所在单位工会意见", "基层工会意见", "系统工会意见",
    "上级工会意见", "市总工会意见", "主管领导意见", "审批机构", "审批人", "审批意见", "审批结果", "审批时间",
    "建议救助资金", "资金来源", "申请帮扶项目", "生活救助", "医疗救助", "助学救助", "申请原因", "申请理由",
    "申请日期", "填表日期", "文化程度", "学历", "籍贯", "年龄", "职务", "职业", "照片", "身份", "关系",
    "单位或学校", "与本人关系", "与户主关系", "与职工关系", "称谓", "刚性支出", "帮扶需求", "次要致困原因",
    "其他情况补充说明", "领取人签名", "负责人签字", "经办人", "签名", "盖章",
))  # fmt: skip
_RELATION = frozenset(
    ("关系", "与本人关系", "与户主关系", "与职工关系", "家庭关系", "称谓", "成员关系", "与户主的关系")
)
_OF_ROWS = re.compile("成员|家属|亲属|附件|审批")  # the title at the left of a table
_COLON = re.compile("[:：]")
_BETWEEN = re.compile(r"[\s,，;；、|]")
_TICKED, _UNTICKED = "☑☒✓✔√■", "□☐"
_ANY_BOX = _TICKED + _UNTICKED
_TICK_IN_BRACKETS = re.compile(rf"[(\[（【]\s*[{_TICKED}]\s*[)\]）】]")
_EMPTY_BRACKETS = re.compile(r"[(\[（【]\s*[)\]）】]")
_BOX_FIRST = re.compile(rf"([{_ANY_BOX}][{_ANY_BOX}\s]*)([^{_ANY_BOX}]*)")
_BOX_LAST = re.compile(rf"([^{_ANY_BOX}]+)([{_ANY_BOX}]+)")
_UNITS_ONLY = re.compile(r"[\s_＿年月日万元㎡人户()（）]*")  # printed into an empty box
_AROUND = " \t\n\u3000、,，;；/"


@dataclass(frozen=True)
class Form:
    """What a form says. Rows and columns count from 0.

    `cells`: field -> row and column of the cell that holds its value, and the value, None where the box is empty.
    """

    cells: Mapping[str, tuple[int, int, Value]]
    labels: Mapping[str, str]  # field -> label as printed
    wan: frozenset[str]  # fields whose label says 万元
    first_row: int  # of the first label
    not_read: Sequence[tuple[str, int, int]] = ()  # label, row and column of other values for the fields needed


@dataclass(frozen=True)
class _Box:
    """A cell or merged cells, with the value."""

    top: int
    left: int
    bottom: int
    right: int
    value: Value

    @property
    def text(self) -> str:
        return self.value.strip() if isinstance(self.value, str) else ""


@dataclass(frozen=True)
class _Found:
    """A label with the cell of its value."""

    field: str
    printed: str
    word: str
    row: int
    column: int
    value: Value
    label_row: int
    inside: bool  # label and value in one cell


class _Page:
    """The boxes of a sheet: merged cells are one."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = list(sheet.rows[:MOST_ROWS])
        self.merges: dict[int, list[Merge]] = {}
        for merge in sheet.merges:
            for row in range(merge[0], min(merge[2], len(self.rows) - 1) + 1):
                self.merges.setdefault(row, []).append(merge)
        used = [len(row) for row in self.rows]
        whole = max([*used, *(merge[3] + 1 for row in self.merges.values() for merge in row)], default=0)
        # What an earlier marking wrote stands right of the form and is not of it.
        results = (column for row in self.rows for column, value in enumerate(row) if is_result_heading(value))
        self.width = min(whole, next(results, whole), MOST_COLUMNS)

    def value(self, row: int, column: int) -> Value:
        cells = self.rows[row] if row < len(self.rows) else []
        value = cells[column] if column < len(cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    def box(self, row: int, column: int) -> _Box:
        for top, left, bottom, right in self.merges.get(row, ()):
            if left <= column <= right:
                return _Box(top, left, bottom, right, self.value(top, left))
        return _Box(row, column, row, column, self.value(row, column))

    def line(self, row: int, first: int = 0, last: int | None = None) -> Iterator[_Box]:
        """The boxes in a row from the column `first` on, those that began above included."""
        column, end = first, self.width - 1 if last is None else last
        while column <= end:
            box = self.box(row, column)
            yield box
            column = box.right + 1

    def is_blank(self, row: int) -> bool:
        return all(box.value is None for box in self.line(row) if box.top == row)


def read_form(sheet: Sheet, words: Mapping[str, str], *, needed: Collection[str]) -> Form | None:
    """The form on `sheet`, or None when it is none: fewer than five labels, or one of the fields `needed` is missing.

    `words`: normalised label -> field. A label that stands there twice is the first one that has a value; labels of tables
    inside the form are not of it.
    """
    if len(sheet.rows) > MOST_ROWS or len(sheet.merges) > MOST_MERGES:
        return None
    page = _Page(sheet)
    found: list[_Found] = []
    rank = {word: place for place, word in enumerate(words)}
    row = 0
    while row < len(page.rows):
        labels = [box for box in page.line(row) if box.top == row and _is_label(box.value, words)]
        only_labels = _is_only_labels(page, row, labels)
        if only_labels and _heads_table(page, row, labels, {item.field for item in found} & set(needed), words):
            row = _end_of_table(page, row, labels, words) + 1
            continue
        for box in page.line(row):
            if box.top == row and box.text:
                found += _read_box(page, box, only_labels, len(labels) == 1, words)
        row += 1
    best: dict[str, _Found] = {}
    # The heading itself before its synonyms: 致困原因 says in a word what 主要困难情况 tells in sentences.
    for item in sorted(found, key=lambda item: (item.value is None, item.field not in needed and rank[item.word])):
        best.setdefault(item.field, item)
    apart = {item.label_row for item in best.values() if not item.inside}
    lines = {item.label_row for item in best.values()}
    if len(best) < ENOUGH or not set(needed) <= set(best) or (len(apart) < 2 and len(lines) < 3):
        return None
    return Form(
        {field: (item.row, item.column, item.value) for field, item in best.items()},
        {field: item.printed for field, item in best.items()},
        frozenset(field for field, item in best.items() if in_wan(item.printed)),
        min(lines),
        [
            (item.printed, item.row, item.column)
            for item in found
            if item.field in needed and item.value not in (None, best[item.field].value)
        ],
    )


def read_table(
    sheet: Sheet, words: Mapping[str, str], needed: Collection[str], *, below: int = 0, ends: Collection[str] = ()
) -> tuple[int, dict[int, str], int, int] | None:
    """The table inside a form that has all fields `needed`: row of its header, column -> field, first and last row.

    All count from 0. It ends before the first blank row, a row that begins with a label (`ends`: the form's own words), or
    where the cells are other ones. A table without rows is None, as is none at all. Rows above `below` are not looked at.
    """
    if len(sheet.rows) > MOST_ROWS or len(sheet.merges) > MOST_MERGES:
        return None
    page = _Page(sheet)
    rank, by_rank = {word: place for place, word in enumerate(words)}, list(words.values())
    for row in range(below, len(page.rows)):
        labels = [
            box
            for box in page.line(row)
            if box.top == row and box.bottom - row < TALL - 1 and _is_label(box.value, words)
        ]
        # Of two labels for one field the one named first: 姓名 before 家庭成员, which may be the title at the left.
        ranked = sorted((rank[word], box.left) for box in labels if (word := normalise(box.value)) in words)
        fields: dict[str, int] = {}
        for place, column in ranked:
            fields.setdefault(by_rank[place], column)
        columns = {column: field for field, column in sorted(fields.items(), key=lambda item: item[1])}
        if len(columns) < len(needed) + 1 or not set(needed) <= set(columns.values()):
            continue
        last = first = max(box.bottom for box in labels) + 1
        end = _end_of_table(page, row, labels, {*words, *ends})
        while last <= end and not page.is_blank(last):
            last += 1
        return (row, columns, first, last - 1) if last > first else None
    return None


def rows_of(sheet: Sheet, columns: Mapping[int, str], first: int, last: int) -> Iterator[tuple[int, dict[str, Value]]]:
    """Each row of a table found by `read_table`, from 0, with its values by field; merged cells are their first one."""
    page = _Page(sheet)
    for row in range(first, last + 1):
        yield row, {field: _plain(page.box(row, column)) for column, field in columns.items()}


def _is_label(value: Value, words: Collection[str]) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_LABEL:
        return False
    word = normalise(value)
    return word in words or word in _PRINTED


def _begins_with_label(box: _Box, words: Mapping[str, str]) -> bool:
    """Whether a box is a label, or holds one with its value."""
    return _is_label(box.value, words) or any(box.text.startswith(label) for label, _value in _split(box.text, words))


def _is_only_labels(page: _Page, row: int, labels: Sequence[_Box]) -> bool:
    """Whether a row has labels side by side, so that their values stand under them."""
    side_by_side = any(
        after.left == before.right + 1 and after.bottom == before.bottom for before, after in pairwise(labels)
    )
    if not side_by_side:
        return False
    inner = page.line(row, labels[0].left, labels[-1].right)
    others = sum(1 for box in inner if box.top == row and box not in labels)
    return others * 2 < len(labels)


def _heads_table(page: _Page, row: int, labels: Sequence[_Box], had: Collection[str], words: Mapping[str, str]) -> bool:
    """Whether a row of labels is the header of a table of several rows, such as the family's."""
    if any(normalise(box.value) in _RELATION or words.get(normalise(box.value)) in had for box in labels):
        return True
    sides = [box.text for box in page.line(row, 0, labels[-1].right) if box.top == row and box.bottom - row >= TALL - 1]
    if any(_OF_ROWS.search(normalise(text)) for text in sides):
        return True
    filled = 0
    for line in range(row + 1, _end_of_table(page, row, labels, words) + 1):
        if any(box.top == line and _is_label(box.value, words) for box in page.line(line)):
            break
        filled += not page.is_blank(line)
    return filled > 1


def _end_of_table(page: _Page, row: int, labels: Sequence[_Box], words: Collection[str]) -> int:
    """The last row that has the same cells as the header in `row`, blank ones included, and does not begin with a label."""
    heads = [box for box in labels if box.bottom - row < TALL - 1]
    sides = [box.bottom for box in page.line(row) if box.top == row and box.bottom - row >= TALL - 1 and box.text]
    end = row
    for line in range(max((box.bottom for box in heads), default=row) + 1, len(page.rows)):
        cells = [page.box(line, box.left) for box in heads]
        alike = all((cell.left, cell.right) == (box.left, box.right) for cell, box in zip(cells, heads, strict=True))
        first = next((box for box in page.line(line) if box.top == line and box.text), None)
        if not alike or (first is not None and _is_label(first.value, words)) or (sides and line > max(sides)):
            break
        end = line
    return end


def _read_box(page: _Page, box: _Box, only_labels: bool, alone: bool, words: Mapping[str, str]) -> Iterable[_Found]:
    word = normalise(box.value)
    if word in words and len(box.text) <= LONGEST_LABEL:
        run = _run(page, box, only_labels, alone, words)
        if run:
            holder, value = _said(run)
            yield _Found(words[word], box.text, word, holder.top, holder.left, value, box.top, False)
        elif box.text.endswith((":", "：")):
            yield _Found(words[word], box.text, word, box.top, box.left, None, box.top, True)
        return
    if word in _PRINTED:
        return
    for printed, text in _split(box.text, words):
        if normalise(printed) in words:
            value = _said([_Box(box.top, box.left, box.bottom, box.right, text)])[1]
            word = normalise(printed)
            yield _Found(words[word], printed, word, box.top, box.left, value, box.top, True)


def _run(page: _Page, label: _Box, only_labels: bool, alone: bool, words: Mapping[str, str]) -> list[_Box]:
    """The boxes in which the value of a label may stand: to its right up to the next label, or under it."""
    if not only_labels and label.right + 1 < page.width:
        run: list[_Box] = []
        for box in page.line(label.top, label.right + 1):
            if _begins_with_label(box, words) or box.top != label.top or len(run) > 40:
                break
            run.append(box)
        return run
    if (not only_labels and not alone) or label.bottom + 1 > len(page.rows):
        return []
    run = [box for box in page.line(label.bottom + 1, label.left, label.right) if box.left >= label.left]
    return [] if not run or run[0].left != label.left or _begins_with_label(run[0], words) else run


def _said(run: Sequence[_Box]) -> tuple[_Box, Value]:
    """The box that holds the value, and the value: of the first box, of all boxes with one digit each, or what is ticked."""
    signs = []
    for box in run:
        sign = _sign(box.value)
        if not sign:
            break
        signs.append(sign)
    if len(signs) >= DIGITS:
        return run[0], "".join(signs)
    if any(_has_box(box.text) for box in run):
        at = next((box for box in run if any(sign in _TICKED for sign in box.text)), run[0])
        return at, _ticked(" ".join(box.text for box in run))
    return run[0], _plain(run[0])


def _plain(box: _Box) -> Value:
    if isinstance(box.value, str):
        if _has_box(box.text):
            return _ticked(box.text)
        return None if _UNITS_ONLY.fullmatch(box.value) else box.value
    return box.value


def _sign(value: Value) -> str:
    """The one sign in a box for a single digit, or ""."""
    if isinstance(value, bool | BadCell) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if value in range(10) else ""
    text = str(value).strip()
    return text if len(text) == 1 and text.isalnum() and text.isascii() else ""


def _has_box(text: str) -> bool:
    return any(sign in _ANY_BOX for sign in text) or len(_EMPTY_BRACKETS.findall(text)) > 1


def _ticked(text: str) -> str | None:
    """ "□深度困难 ☑相对困难", "深度困难（ ） 相对困难（√）" -> 相对困难; several are joined by 、. A tick alone stays."""
    text = _EMPTY_BRACKETS.sub("□", _TICK_IN_BRACKETS.sub("☑", text)).strip()
    if text[:1] in _ANY_BOX:
        choices = [(boxes, word) for boxes, word in _BOX_FIRST.findall(text)]
    else:
        choices = [(boxes, word) for word, boxes in _BOX_LAST.findall(text)]
    words = [(any(sign in _TICKED for sign in boxes), word.strip(_AROUND)) for boxes, word in choices]
    if not any(word for _chosen, word in words):
        return text if any(sign in _TICKED for sign in text) else None
    return "、".join(word for chosen, word in words if chosen and word) or None


def _split(text: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """ "姓名：张三  性 别：男" -> labels and values that stand in one cell."""
    starts: list[tuple[int, int]] = []  # where a label begins, and where its value does
    after = 0
    for colon in islice(_COLON.finditer(text), MOST_IN_ONE):
        for start in range(max(after, colon.start() - LONGEST_LABEL), colon.start()):
            if (not start or _BETWEEN.match(text[start - 1])) and _is_label(text[start : colon.start()], words):
                starts.append((start, colon.end()))
                after = colon.end()
                break
    ends = [start for start, _value in [*starts[1:], (len(text), 0)]]
    return [
        (text[start:value].strip().rstrip(":："), text[value:end].strip(_AROUND))
        for (start, value), end in zip(starts, ends, strict=False)
    ]
