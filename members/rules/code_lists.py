"""Lists of codes that unions and members are described by. Sources: domain.md 1.6, 5.1 and 5.2."""

from office.code_lists import Code, CodeList

# Form list; the words of city forms and of the registers' unit kinds beside it.
UNIT_NATURES = CodeList(
    "unit_nature",
    (
        Code("public", "国有机关/事业单位", ("机关", "事业", "事业单位", "国家机关", "机关事业单位", "机关/事业单位")),
        Code("state", "国有企业", ("国有", "国企", "国有独资", "国有控股")),
        Code("collective", "集体企业", ("集体",)),
        Code(
            "private",
            "民营/私营/个体企业",
            ("民营", "私营", "个体", "民营企业", "私营企业", "个体企业", "个体工商户", "民营私营个体企业", "非公企业"),
        ),
        Code("hmt", "与港澳台合资/合作", ("港澳台", "港澳台投资企业", "与港澳台合资合作", "港澳台商投资企业")),
        Code(
            "foreign", "中外合资/合作", ("外商", "外资", "合资", "外商投资企业", "外资企业", "中外合资合作", "合资企业")
        ),
        Code("other", "其他", ("其它", "股份制企业", "股份合作", "联营", "民办非企业")),
    ),
)

# National real-name register of members (domain.md 5.2), with the older words of the hardship forms.
EMPLOYMENT_STATUSES = CodeList(
    "employment",
    (
        Code("1", "在岗", ("在职", "在岗职工", "就业")),
        Code("2", "待(下)岗", ("下(待)岗", "待岗", "下岗", "待下岗", "下待岗")),
        Code("3", "失业", ("失(无)业", "无业")),
        Code("4", "退休", ("已退休",)),
        Code("5", "离休"),
        Code("6", "退职"),
        Code("7", "退养(内退)", ("退养", "内退", "内部退养")),
        Code("8", "病休", ("病退", "长期病休")),
        Code("9", "其他", ("其它",)),
    ),
)

# Only 入会 is development of members; 转入 never is (domain.md 5.3).
MEMBERSHIP_CHANGES = CodeList(
    "membership_change",
    (
        Code("1", "入会", ("新入会", "加入")),
        Code("2", "转入", ("接转入", "转会")),
        Code("3", "保留", ("保留会籍",)),
        Code("4", "转出", ("接转出", "调出")),
        Code("5", "除名", ("开除", "开除会籍")),
        Code("6", "退会", ("自动退会",)),
    ),
)

CHANGE_REASONS = CodeList(
    "membership_change_reason",
    (
        Code("1", "劳动(工作)关系变化", ("劳动关系变化", "工作关系变化", "工作变动")),
        Code("2", "本单位下岗待岗", ("下岗待岗", "下岗")),
        Code("3", "失业"),
        Code("4", "所在企业破产", ("企业破产", "破产")),
        Code("5", "个人要求退会", ("个人要求", "本人要求退会")),
        Code("6", "犯罪被开除会籍", ("犯罪",)),
    ),
)

SKILL_LEVELS = CodeList(
    "skill_level",
    (
        Code("1", "高级技师", ("一级", "职业资格一级")),
        Code("2", "技师", ("二级", "职业资格二级")),
        Code("3", "高级工", ("三级", "职业资格三级", "高级")),
        Code("4", "中级工", ("四级", "职业资格四级", "中级")),
        Code("5", "初级工", ("五级", "职业资格五级", "初级")),
    ),
)

DOCUMENT_KINDS = CodeList(
    "document_kind",
    (
        Code("1", "身份证", ("居民身份证", "二代身份证", "二代证")),
        Code("2", "护照"),
        Code("3", "军官证", ("士兵证", "军人证")),
        Code("4", "港澳台居民居住证", ("港澳居民居住证", "台湾居民居住证", "居住证")),
        Code("5", "外国人永久居留身份证", ("外国人永久居留证",)),
        Code("9", "其他", ("其它",)),
    ),
)
