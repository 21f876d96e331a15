"""The columns of lists that have no roster, as they are exported."""

from members.models import Committee, Employer, Person, Staff
from members.roles import ROLES
from members.rules.code_lists import UNIT_NATURES
from office.code_lists import EDUCATIONS, ETHNIC_GROUPS, HUKOU_TYPES, INDUSTRIES, POLITICAL_STATUSES
from office.models import Run
from office.workbooks.cells import Choice, Day, IdNumber, Mobile, Sex, Text, WholeNumber, YesNo
from office.workbooks.listing import Listing, Moment
from office.workbooks.roster import ROSTERS, Column


class PersonListing(Listing):
    model = Person
    label = Person._meta.verbose_name_plural
    related = ("union",)

    name = Column("姓名", Text(), attribute="name")
    number = Column("身份证号", IdNumber(), attribute="id_no")
    sex = Column("性别", Sex(), attribute="sex")
    birthday = Column("出生日期", Day(), attribute="birthday")
    ethnic = Column("民族", Choice(ETHNIC_GROUPS), attribute="ethnic")
    political = Column("政治面貌", Choice(POLITICAL_STATUSES), attribute="political")
    education = Column("学历", Choice(EDUCATIONS), attribute="education")
    hukou = Column("户籍类型", Choice(HUKOU_TYPES), attribute="hukou")
    mobile = Column("联系电话", Mobile(), attribute="mobile")
    union = Column("所属工会", Text(), attribute="union__name")


class EmployerListing(Listing):
    model = Employer
    label = Employer._meta.verbose_name_plural
    related = ("union",)

    name = Column("单位名称", Text(), attribute="name")
    uscc = Column("单位统一社会信用代码", Text(), attribute="uscc")
    nature = Column("单位性质", Choice(UNIT_NATURES), attribute="nature")
    industry = Column("所属行业", Choice(INDUSTRIES), attribute="industry")
    union = Column("所属工会", Text(), attribute="union__name")


class CommitteeListing(Listing):
    model = Committee
    label = Committee._meta.verbose_name_plural
    related = ("employer__union",)

    employer = Column("单位名称", Text(), attribute="employer__name")
    union = Column("所属工会", Text(), attribute="employer__union__name")
    founded_on = Column("成立日期", Day(), attribute="founded_on")
    closed_on = Column("撤销日期", Day(), attribute="closed_on")


class StaffListing(Listing):
    model = Staff
    label = Staff._meta.verbose_name_plural
    related = ("union",)

    username = Column("用户名", Text(), attribute="username")
    name = Column("姓名", Text(), attribute="name")
    union = Column("所属工会", Text(), attribute="union__name")
    roles = Column("角色", Text())
    active = Column("启用", YesNo(), attribute="is_active")
    last_login = Column("上次登录", Moment(), attribute="last_login")
    joined = Column("开户日期", Moment(), attribute="date_joined")

    def get_queryset(self):
        return super().get_queryset().prefetch_related("groups")

    def dehydrate_roles(self, staff: Staff) -> str:
        held = {group.name for group in staff.groups.all()}
        return "、".join(str(role.label) for role in ROLES.values() if role.code in held)


class RunListing(Listing):
    model = Run
    label = Run._meta.verbose_name_plural
    related = ("by", "workbook")

    at = Column("时间", Moment(), attribute="at")
    file = Column("文件", Text(), attribute="workbook__name")
    kind = Column("名册", Text())
    by = Column("导入人", Text(), attribute="by")
    read = Column("读取行数", WholeNumber(), attribute="read")
    created = Column("新增", WholeNumber(), attribute="created")
    updated = Column("更新", WholeNumber(), attribute="updated")
    unchanged = Column("无变化", WholeNumber(), attribute="unchanged")
    rejected = Column("退回", WholeNumber(), attribute="rejected")

    def dehydrate_kind(self, run: Run) -> str:
        return str(ROSTERS[run.kind].label) if run.kind in ROSTERS else run.kind
