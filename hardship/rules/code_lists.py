"""Lists of codes that a household's file is described by, in the words of each era (domain.md 1.1, 1.6, 3)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

# 工作状态 of the head; 农民工, a status on the older forms, is a mark of its own today (FileForm.migrant).
WORK_STATUSES = CodeList(
    "work_status",
    (
        Code("employed", "在岗", ("在职", "就业", "在岗职工"), _("At work")),
        Code("laid_off", "下(待)岗", ("待(下)岗", "下岗", "待岗", "下待岗", "待下岗"), _("Laid off")),
        Code("unemployed", "失(无)业", ("失业", "无业", "失无业", "待业"), _("Unemployed")),
        Code("retired", "退休", (), _("Retired")),
        Code("retired_cadre", "离休", (), _("Retired cadre")),
        Code("ill_retired", "病退", (), _("Retired ill")),
        Code("sick_leave", "病休", (), _("On sick leave")),
        Code("early_retired", "内退", ("退养(内退)", "内部退养", "退养"), _("Retired early")),
    ),
)

MODEL_WORKERS = CodeList(
    "model_worker",
    (
        Code("none", "非劳模", ("否", "无", "不是"), _("No model worker")),
        Code("national", "全国劳模", ("全国劳动模范",), _("Of the whole country")),
        Code("province", "省部级劳模", ("省级劳模", "部级劳模", "省劳模"), _("Of a province or ministry")),
        Code("city", "地市级劳模", ("市级劳模", "市劳模"), _("Of a city")),
        Code("other", "其他", ("其它", "其他劳模"), _("Other")),
    ),
)

# Seven kinds × four grades, as the card of a disabled person says in its digits 19 and 20.
DISABILITY_KINDS = CodeList(
    "disability_kind",
    (
        Code("1", "视力", ("视力残疾",), _("Sight")),
        Code("2", "听力", ("听力残疾",), _("Hearing")),
        Code("3", "言语", ("言语残疾",), _("Speech")),
        Code("4", "肢体", ("肢体残疾",), _("Limbs")),
        Code("5", "智力", ("智力残疾",), _("Intellect")),
        Code("6", "精神", ("精神残疾",), _("Mind")),
        Code("7", "多重", ("多重残疾",), _("Several")),
    ),
)

DISABILITY_GRADES = CodeList(
    "disability_grade",
    (
        Code("1", "一级", ("极重度", "一级(极重度)"), _("First, most severe")),
        Code("2", "二级", ("重度", "二级(重度)"), _("Second, severe")),
        Code("3", "三级", ("中度", "三级(中度)"), _("Third, moderate")),
        Code("4", "四级", ("轻度", "四级(轻度)"), _("Fourth, light")),
    ),
)

MEDICAL_INSURANCES = CodeList(
    "medical_insurance",
    (
        Code("none", "未参加", ("否", "无", "未参保", "没有"), _("Not insured")),
        Code("employee", "城镇职工", ("职工医保", "城镇职工医保", "城镇职工基本医疗保险"), _("Of employees")),
        Code(
            "resident",
            "城乡居民",
            ("居民医保", "城镇居民", "新农合", "城乡居民医保", "城镇居民医保"),
            _("Of residents"),
        ),
        Code("public", "公费", ("公费医疗",), _("Public expense")),
        Code("yes", "是", ("已参加", "已参保"), _("Yes (older forms)")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)

UNIT_CONDITIONS = CodeList(
    "unit_condition",
    (
        Code("normal", "正常", ("正常经营",), _("Normal")),
        Code("loss", "亏损企业", ("亏损",), _("Makes losses")),
        Code("restructured", "改制企业", ("改制",), _("Restructured")),
        Code("bankrupt", "关闭破产企业", ("关闭", "破产", "关闭破产"), _("Closed or bankrupt")),
        Code("idle", "停产半停产", ("停产", "半停产"), _("Production stopped")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)

CONTRACT_TERMS = CodeList(
    "contract_term",
    (
        Code("6", "6个月以下", ("≤6月", "6个月及以下"), _("Up to 6 months")),
        Code("18", "7-18个月", ("7–18月",), _("7 to 18 months")),
        Code("30", "19-30个月", ("19–30月",), _("19 to 30 months")),
        Code("42", "31-42个月", ("31–42月",), _("31 to 42 months")),
        Code("54", "43-54个月", ("43–54月",), _("43 to 54 months")),
        Code("120", "55-120个月", ("55–120月",), _("55 to 120 months")),
        Code("open", "无固定期限", ("无固定期", "长期"), _("Without an end")),
    ),
)

NEEDS = CodeList(
    "need",
    (
        Code("living", "生活", ("生活救助", "生活帮扶"), _("Living")),
        Code("medical", "医疗", ("医疗救助", "医疗帮扶"), _("Medical")),
        Code("schooling", "助学", ("子女助学", "助学帮扶"), _("Schooling")),
        Code("work", "就业", ("就业帮扶",), _("Work")),
        Code("training", "培训", ("技能培训",), _("Training")),
        Code("legal", "法律", ("法律援助",), _("Legal aid")),
    ),
)

FILE_LEVELS = CodeList(
    "file_level",
    (
        Code("national", "全国级", ("国家级",), _("Of the nation")),
        Code("province", "省级", (), _("Of the province")),
        Code("city", "市级", (), _("Of the city")),
        Code("unit", "单位级", ("单位",), _("Of the unit")),
    ),
)

FORM_VERSIONS = CodeList(
    "form_version",
    (
        Code("2006", "2006年版", (), _("Form of 2006")),
        Code("2016", "2016年版", (), _("Form of 2016")),
        Code("2020", "2020年版", (), _("Form of 2020")),
    ),
)

# domain.md 1.5; what each is for stands beside the household's page.
ATTACHMENT_KINDS = CodeList(
    "attachment_kind",
    (
        Code("application", "申请书", ("申请表",), pgettext_lazy("kind of proof", "Application")),
        Code("id_card", "身份证", ("身份证复印件",), _("ID card")),
        Code("hukou_book", "户口本", ("户口簿",), _("Household register")),
        Code("relation", "关系证明", (), _("Proof of relation")),
        Code("income", "收入证明", ("工资流水", "近一年工资流水"), _("Proof of income")),
        Code("unemployment", "失业证明", ("未就业证明",), _("Proof of unemployment")),
        Code("allowance", "低保证", (), _("Allowance certificate")),
        Code("diagnosis", "诊断书", (), _("Diagnosis")),
        Code("bills", "自付费用票据", ("医保结算单",), _("Bills paid out of pocket")),
        Code("disability", "残疾证", (), _("Disability card")),
        Code("school", "学生证或录取通知书", ("学生证", "录取通知书", "学费票据"), _("Student card or admission")),
        Code("accident", "意外灾害证明", (), _("Proof of accident or disaster")),
        Code("divorce", "离婚证或丧偶证明", ("离婚证", "丧偶证明"), _("Proof of divorce or widowhood")),
        Code("contract", "劳动合同", ("事实劳动关系证明",), _("Labour contract")),
        Code("member_card", "会员证", ("会员证明",), _("Member's card")),
        Code("bank_card", "银行卡复印件", (), _("Copy of the bank card")),
        Code("notice", "公示单", ("公示照片",), _("Notice as posted")),
        Code("minutes", "审核会议纪要", ("会议纪要",), _("Minutes")),
        Code("authorisation", "核对授权书", ("授权书",), _("Authorisation to check")),
        Code("photo", "入户照片", ("走访照片",), _("Photo of the visit")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)

# Each is a consent of its own (domain.md 7).
CONSENT_PURPOSES = CodeList(
    "consent_purpose",
    (
        Code("file", "建档处理个人信息", (), _("Keep the file")),
        Code("sensitive", "处理敏感个人信息", (), _("Health, bank and children's data")),
        Code("notice", "公示", (), _("Public notice")),
        Code("check", "家庭经济状况核对", ("核对授权",), _("Checks with other offices")),
        Code("city", "向市总工会提供", (), _("Pass on to the city federation")),
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

# Lines of the family's income over the twelve months before the application (domain.md 1.4).
INCOME_KINDS = CodeList(
    "income_kind",
    (
        Code(
            "wages",
            "工资性收入",
            ("工资", "工资收入", "工薪收入", "月工资", "劳务收入", "奖金"),
            _("Wages and salaries"),
        ),
        Code("business", "经营净收入", ("经营性收入", "经营收入", "个体经营收入"), _("Net income from business")),
        Code(
            "property",
            "财产净收入",
            ("财产性收入", "财产收入", "房租", "房租收入", "利息", "利息红利", "红利"),
            _("Net income from property"),
        ),
        Code(
            "transfer",
            "转移净收入",
            ("转移性收入", "转移收入", "离退休金", "养老金", "退休金", "失业金", "失业保险金", "低保金", "遗属补助"),
            _("Net transfers"),
        ),
        # Earlier aid for living, school or illness counts; festival comfort does not (domain.md 2.3).
        Code("aid", "工会救助金", ("工会救助", "工会帮扶金", "帮扶救助金"), _("Aid from the union")),
        Code("other", "其他应计入", ("其他应计入收入", "其他收入", "其他", "其它"), _("Other income that counts")),
    ),
)

# Lines of rigid expenditure; compulsory schooling is not counted (domain.md 1.4).
EXPENSE_KINDS = CodeList(
    "expense_kind",
    (
        Code("medical", "医疗", ("因病", "医疗支出", "医疗费", "医疗自付", "看病"), _("Illness")),
        Code("education", "教育", ("因学", "教育支出", "学费", "学杂费", "学费住宿费"), _("School fees")),
        Code("disability", "残疾", ("因残", "残疾支出", "康复", "康复费", "残疾人护理"), _("Disability")),
        Code("housing", "住房", ("住房支出", "房租支出", "租房支出"), _("Housing")),
        Code("work", "必要就业成本", ("就业成本", "就业支出", "必要的就业成本"), _("Costs of going to work")),
        Code("other", "其他刚性支出", ("其他支出", "其他", "其它"), _("Other unavoidable costs")),
    ),
)

# Any one keeps a household out, unless an exception is granted on evidence (domain.md 2.2).
EXCLUSIONS = CodeList(
    "exclusion",
    (
        Code(
            "dwellings",
            "两套以上住房且超过人均面积",
            ("两套以上住房", "两套住房", "有两套及以上住房", "多套住房"),
            _("Two dwellings or more, above the local area a head"),
        ),
        Code(
            "vehicle",
            "拥有或长期使用机动车",
            ("机动车", "有车", "小汽车", "有机动车"),
            _("Owns or uses a motor vehicle"),
        ),
        Code(
            "schooling",
            "子女高收费就读或自费留学",
            ("自费留学", "高收费私立学校", "高收费就读", "子女自费留学"),
            _("A child at an expensive private school or abroad at its own cost"),
        ),
        Code(
            "company",
            "企业控股股东或实际控制人",
            ("控股股东", "实际控制人", "开办企业", "雇佣他人", "拥有商铺"),
            _("Controls a company, owns shop premises or employs others"),
        ),
        Code(
            "hiding",
            "拒绝调查或隐瞒收入、家庭变动",
            ("拒绝调查", "隐瞒收入", "隐瞒", "提供虚假材料", "弄虚作假"),
            _("Refuses the investigation, hides income or gives false papers"),
        ),
        Code(
            "refuses_work",
            "有劳动能力无正当理由拒绝就业",
            ("拒绝就业", "无正当理由不就业", "不愿就业"),
            _("Able to work and refuses it without reason"),
        ),
    ),
)

# Victims of the first three need not show how heavy their loss is (domain.md 2.1, set C).
ACCIDENT_KINDS = CodeList(
    "accident_kind",
    (
        Code("disaster", "自然灾害", ("灾害", "火灾", "水灾"), _("Natural disaster")),
        Code("safety", "安全事故", ("生产安全事故", "工伤事故"), _("Accident at work")),
        Code("epidemic", "重大疫情", ("疫情",), _("Epidemic")),
        Code("other", "其他", ("其它", "交通事故"), _("Other")),
    ),
)
