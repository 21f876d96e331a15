"""任务指标: what the city federation asks for in a year."""

import re

from django.utils.translation import gettext_lazy as _

from members.models import Target
from members.operations.unions import Unions, home
from office.history import Batch
from office.refusal import Refusal
from office.reporting.figures import FIGURES, figure_called
from office.workbooks.cells import Text, WholeNumber
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import find_union

_YEAR = re.compile(r"(20\d\d)\s*年")


@register
class TargetRoster(Roster):
    kind = "targets"
    label = _("targets")
    order = 90
    priority = 10
    decisive = (frozenset({"figure"}), frozenset({"value"}))

    figure = Column(
        "指标",
        Text(50),
        attribute="figure",
        synonyms=["指标名称", "任务指标", "项目", "任务名称", "工作指标", "考核指标"],
        required=True,
    )
    unit = Column(
        "单位名称", Text(100), attribute="union__name", synonyms=["工会名称", "基层工会", "承担单位", "责任单位"]
    )
    measure = Column("计量单位", Text(10), synonyms=["单位"])
    value = Column(
        "任务数",
        WholeNumber(),
        attribute="value",
        synonyms=["目标数", "目标", "任务", "指标数", "计划数", "目标任务", "任务目标", "下达任务数"],
        required=True,
    )
    year = Column("年度", WholeNumber(2000, 2099), attribute="year", synonyms=["年份", "年"])

    def get_queryset(self):
        return Target.objects.select_related("union")

    def dehydrate_figure(self, target: Target) -> str:
        """The figure as sheets of targets call it."""
        return FIGURES[target.figure].words[0]

    def title_of(self, row: Row) -> str:
        return str(row.values.get("figure") or "")

    def take(self, rows: list[Row], setting: Setting) -> None:
        unions = Unions(setting.by)
        batch = Batch(Target, setting.hand)
        known = {(target.union_id, target.year, target.figure): target for target in Target.objects.all()}

        def take(row: Row) -> None:
            values = row.values
            union = find_union(row, unions, setting)[0] if values.get("unit") else home(setting.by)
            figure = figure_called(values["figure"])
            if figure is None:
                raise Refusal("figure", "choice.unknown", _("No figure goes by this name."))
            key = (union.pk, self._year(row, setting), figure.code)
            if key not in known:
                known[key] = batch.add(union=union, year=key[1], figure=figure.code, value=values["value"])
                row.touched.append(("created", known[key]))
            elif batch.change(known[key], {"value": values["value"]}):
                row.touched.append(("updated", known[key]))

        setting.take_each(rows, take)
        batch.write()

    @staticmethod
    def _year(row: Row, setting: Setting) -> int:
        if row.values.get("year"):
            return row.values["year"]
        place = setting.places[row.sheet]
        for text in (*place.above, place.name):
            if found := _YEAR.search(text):
                return int(found[1])
        raise Refusal("figure", "target.year", _("Of which year? Neither a column nor the title says it."))
