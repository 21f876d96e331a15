"""Lists of codes that a household's file is described by, in the words of each era (domain.md 1.1, 1.6, 3)."""

from django.utils.translation import gettext_lazy as _

from office.code_lists import Code, CodeList

# An old file keeps the word of its own era; only statistics map it to one of the first three.
CATEGORIES = CodeList(
    "category",
    (
        # from 2020
        Code("deep", "深度困难", ("深度困难户", "深度困难职工", "深度"), _("Deep hardship")),
        Code("relative", "相对困难", ("相对困难户", "相对困难职工", "相对"), _("Relative hardship")),
        Code("accident", "意外致困", ("意外致困户", "意外致困职工", "意外"), _("Hardship by accident")),
        # about 2013 to 2020; 意外致困户 of these years is the same thing as 意外致困
        Code("low_income", "低保户", ("低保家庭",), _("Subsistence allowance household")),
        Code("low_income_edge", "低保边缘户", ("低保边缘", "低保边缘家庭"), _("Close to the allowance line")),
        Code("general", "一般困难", ("一般困难户", "一般困难职工"), _("General hardship")),
        Code("special", "特困", ("特困户", "特困职工"), _("Special hardship")),
        Code("extreme", "极困", ("极困户", "极困职工"), _("Extreme hardship")),
        # 2006 to about 2013
        Code("allowance", "享受低保", ("已享受低保",), _("Receives the allowance")),
        Code("no_allowance", "未享受低保", ("低保线以下未享受低保",), _("Entitled, allowance not received")),
        Code("above_allowance", "低保线以上", (), _("Above the allowance line")),
    ),
)

# The list of about 2011, then that of about 2017, whose numbers precede its words in many files ("6 患重特大疾病").
CAUSES = CodeList(
    "cause",
    (
        Code("own_illness", "本人大病", ("本人患大病", "本人患病"), _("Own serious illness")),
        Code(
            "family_illness", "供养直系亲属大病", ("直系亲属大病", "家属大病", "亲属大病"), _("Illness of a dependent")
        ),
        Code("disaster", "意外灾害", ("因灾", "灾害", "受灾"), _("Accident or disaster")),
        Code("disability", "残疾", ("因残", "本人残疾", "家属残疾"), _("Disability")),
        Code(
            "low_income",
            "收入低无法维持基本生活",
            ("收入低", "低收入", "收入低,无法维持基本生活"),
            _("Income too low to live on"),
        ),
        Code("laid_off", "下岗失业", ("下岗", "失业", "因失业"), _("Laid off or unemployed")),
        Code("schooling", "子女上学", ("因学", "子女就学", "子女教育", "子女上大学"), _("Children at school")),
        Code("unable", "无劳动能力", ("丧失劳动能力",), _("Unable to work")),
        Code("no_work", "有劳动能力而未就业", ("未就业", "有劳动能力未就业"), _("Able to work, without work")),
        Code("uninsured", "未参加社会保险", ("未参保",), _("Without social insurance")),
        Code("benefits_unpaid", "社保待遇落实不到位", (), _("Insurance benefits not received")),
        Code("major_illness", "患重特大疾病", ("重特大疾病", "大病", "因病", "患病", "重大疾病"), _("Major illness")),
        Code("natural_disaster", "遭受自然灾害", ("自然灾害",), _("Natural disaster")),
        Code("accident", "遭受意外事故", ("意外事故", "意外", "交通事故"), _("Accident")),
        Code("other", "其他", ("其它", "其他原因"), _("Other")),
    ),
)

CLOSING_REASONS = CodeList(
    "closing_reason",
    (
        Code("recovered", "脱困(收入达标)", ("脱困", "收入达标", "已脱困"), _("Out of hardship (income suffices)")),
        Code(
            "resolved", "解困(意外帮扶完成)", ("解困", "意外帮扶完成", "已解困"), _("Resolved (accident aid completed)")
        ),
        Code("died", "死亡", ("去世", "病故", "已故"), _("Died")),
        Code("retired", "退休", ("已退休",), _("Retired")),
        Code(
            "transferred",
            "调离",
            ("调离(转出系统/市)", "转出", "转出系统", "调出", "调离(转出系统)"),
            _("Transferred out"),
        ),
        Code("misidentified", "识别不准", (), _("Wrongly identified")),
        Code("duplicate", "重复建档", ("重复",), _("Duplicate file")),
        Code("waived", "弃权", ("本人放弃", "自愿放弃", "自愿退出"), _("Given up by the household")),
        Code("fraud", "弄虚作假", ("虚假",), _("False statements")),
        Code("other", "其他", ("其它", "其他原因"), _("Other")),
    ),
)

# The old and the new list together: they share most words.
HOUSINGS = CodeList(
    "housing",
    (
        Code("employer_rented", "承租单位公房", ("单位公房", "公房", "租住单位公房", "单位房")),
        Code("low_rent", "政府廉租房", ("廉租房", "公租房", "公共租赁住房")),
        Code("bought", "自购房", ("自有住房", "自有房", "自购", "购买住房")),
        Code("commercial", "商品房", ()),
        Code("affordable", "经济适用房", ("经适房",)),
        Code("price_limited", "两限房", ("限价房",)),
        Code("self_built", "自建房", ("自建", "宅基地房")),
        Code("rented", "租房", ("租赁", "租住", "租赁住房", "出租房")),
        Code("none", "无房", ("无",)),
        Code("other", "其他", ("其它", "借住")),
    ),
)

# 成员人员身份: what a member of the family does.
OCCUPATIONS = CodeList(
    "occupation",
    (
        Code("employed", "在岗", ("在职", "就业", "工作", "在岗职工", "上班")),
        Code("laid_off", "下(待)岗", ("待(下)岗", "下岗", "待岗", "下待岗", "待下岗")),
        Code("unemployed", "失(无)业", ("失业", "无业", "失无业", "待业", "无工作")),
        Code("retired", "退休", ("离退休",)),
        Code("retired_cadre", "离休"),
        Code("ill_retired", "病退"),
        Code("sick_leave", "病休"),
        Code("early_retired", "内退", ("退养(内退)", "内部退养", "退养")),
        Code("migrant", "农民工"),
        Code("preschool", "学龄前", ("学前", "幼儿园", "婴幼儿", "学龄前儿童")),
        Code("primary", "小学", ("小学生",)),
        Code("junior", "初中", ("初中生",)),
        Code("senior", "高中", ("高中生",)),
        Code("vocational", "中职中技", ("中专", "技校", "职高", "中职", "中技", "中专生", "中职/中技")),
        Code(
            "college", "大学生(专/本)", ("大学生", "大学", "本科", "大专", "专科", "本科生", "大专生", "大学生(专本)")
        ),
        Code("postgraduate", "研究生", ("硕士研究生", "博士研究生", "硕士", "博士")),
        Code("student", "学生", ("在校生", "在读学生", "上学")),
        Code("soldier", "现役军人", ("军人", "服役", "当兵")),
        Code("farming", "务农", ("农民",)),
        Code("other", "其他", ("其它",)),
    ),
)
