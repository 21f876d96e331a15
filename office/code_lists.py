"""Lists of codes: what is stored, what is printed, and the other words that rosters use for it; then the general lists.

Labels are the Chinese terms of the standards and forms, which are data. A short list also carries a translated title
for the screens. Sources: domain.md 1.6 with the standards named there, and 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.deconstruct import deconstructible
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.blanks import squeeze

_CODE_AND_LABEL = re.compile(r"([0-9]+|[A-Z](?![A-Za-z]))[-.、:_/)]?(\D.*)", re.IGNORECASE)
_LISTS: dict[str, CodeList] = {}
_REMEMBERED = 4096  # Rosters repeat the same dozen words a hundred thousand times.


def plain(text: str) -> str:
    """The text by which words are compared: NFKC, no blanks, capitals."""
    return squeeze(text).replace("*", "").upper()


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the stored code, the Chinese term, other words for it, and a translated title where there is one."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    title: Promise | None = None


@dataclass(frozen=True)
class CodeList:
    """The entries of one list, in the order of its standard. `name` is unique, as migrations know the list by it;
    a list that no field uses may go without one.

    Raises ValueError when a word would mean two things, or the name already belongs to another list.
    """

    name: str
    entries: tuple[Code, ...]
    _words: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)
    _found: dict[str, str | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for word in (entry.code, entry.label, *entry.synonyms):
                if self._words.setdefault(plain(word), entry.code) != entry.code:
                    raise ValueError(f"{self.name}: {word} means two things.")
        if self.name and _LISTS.setdefault(self.name, self) != self:
            raise ValueError(f"There is another list named {self.name}.")

    @classmethod
    def of(cls, name: str, labels: Mapping[str, str | Promise], synonyms: Mapping[str, str] | None = None) -> CodeList:
        """A list from code -> label and word -> code, for choices that are kept elsewhere."""
        words: dict[str, list[str]] = {code: [] for code in labels}
        for word, code in (synonyms or {}).items():
            words[code].append(word)
        return cls(name, tuple(Code(code, str(label), tuple(words[code])) for code, label in labels.items()))

    @property
    def choices(self) -> Choices:
        """For `choices=` of a field: a callable, so that a new entry needs no migration."""
        return Choices(self.name)

    @property
    def labels(self) -> tuple[str, ...]:
        """The Chinese terms in order, for a drop-down."""
        return tuple(entry.label for entry in self.entries)

    def label(self, code: str) -> str:
        """The Chinese term of a code; an unknown code is given back as it is, so that old data stays readable."""
        return next((entry.label for entry in self.entries if entry.code == code), code)

    def find(self, text: str) -> str | None:
        """The code that a word, a code or both together (1-男, 01 汉族, C制造业) stand for; None when nothing fits."""
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = self._search(plain(text))
        return self._found[text]

    def _search(self, word: str) -> str | None:
        both = None if word in self._words else _CODE_AND_LABEL.fullmatch(word)
        return self._words.get(both[2] if both else word)


@deconstructible
class Choices:
    """The choices of the list of this name, looked up when they are asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> list[tuple[str, str | Promise]]:
        return [(entry.code, entry.title or entry.label) for entry in _LISTS[self.name].entries]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choices) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


# GB/T 2261.1 has 1 and 2; the records keep the letters that an ID number yields.
SEXES = CodeList(
    "sex",
    (
        Code("M", "男", ("1", "男性", "男士", "male", "man"), _("Male")),
        Code("F", "女", ("2", "女性", "女士", "female", "woman"), _("Female")),
    ),
)

# GB/T 3304-1991. 97 and 98 are the extra codes of population registers.
_PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
_OTHER_NAMES = {
    "汉": ("漢族", "漢"),
    "维吾尔": ("维族",),
    "傈僳": ("僳僳族",),
    "毛南": ("毛难族",),
    "乌孜别克": ("乌兹别克族", "乌兹别克"),
    "德昂": ("崩龙族",),
    "蒙古": ("蒙族", "蒙"),
    "朝鲜": ("鲜族",),
}
ETHNIC_GROUPS = CodeList(
    "ethnic",
    (
        *(
            Code(f"{number:02}", f"{name}族", (name, str(number), *_OTHER_NAMES.get(name, ())))
            for number, name in enumerate(_PEOPLES.split(" "), 1)
        ),
        Code("97", "其他", ("其它", "其他民族")),
        Code("98", "外国血统", ("外国血统中国籍人士",)),
    ),
)

# The form's five words, the parties of GB/T 4762 among the democratic parties, and probationary members kept apart.
POLITICAL_STATUSES = CodeList(
    "political",
    (
        Code("party", "中共党员", ("01", "1", "党员", "共产党员", "中国共产党党员"), _("Communist Party member")),
        Code(
            "probationary",
            "中共预备党员",
            ("02", "2", "预备党员", "中国共产党预备党员"),
            _("Probationary Party member"),
        ),
        Code("league", "共青团员", ("03", "3", "团员", "中国共产主义青年团团员"), _("Youth League member")),
        Code(
            "democratic",
            "民主党派",
            (
                *(
                    "04",
                    "05",
                    "06",
                    "07",
                    "08",
                    "09",
                    "10",
                    "11",
                    "民革党员",
                    "民革会员",
                    "民盟盟员",
                    "民建会员",
                    "民进会员",
                ),
                *("农工党党员", "致公党党员", "九三学社社员", "台盟盟员"),
            ),
            _("Member of a democratic party"),
        ),
        Code("independent", "无党派人士", ("12", "无党派", "无党派民主人士"), _("Without party, of public standing")),
        Code("masses", "群众", ("13", "无", "普通公民", "一般群众"), _("No party")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)

# The words of the 2011 form, the newer ones of 2017 beside them, GB/T 2261.3 tens as synonyms where they say the same.
HEALTHS = CodeList(
    "health",
    (
        Code("good", "良好", ("10", "健康", "健康或良好", "好", "身体健康")),
        Code("cancer", "癌症", ("恶性肿瘤", "癌", "癌症(恶性肿瘤)")),
        Code("heart", "心血管病", ("心脏病", "冠心病", "心血管疾病")),
        Code("brain", "脑血管病", ("脑梗", "脑出血", "脑血管疾病", "脑中风")),
        Code("kidney", "尿毒症", ("终末期肾病", "尿毒症(终末期肾病)", "慢性肾衰竭")),
        Code("mental", "精神病", ("精神疾病", "精神障碍")),
        Code("liver", "肝病", ("肝炎", "肝硬化")),
        Code("blood", "血液病", ("白血病",)),
        Code("diabetes", "糖尿病"),
        Code("tumour", "肿瘤病", ("肿瘤", "良性肿瘤")),
        Code("spine", "腰颈椎病", ("腰椎病", "颈椎病")),
        Code("hypertension", "高血压病", ("高血压",)),
        Code("lung", "肺病", ("肺结核", "尘肺病", "尘肺")),
        Code("coma", "深度昏迷"),
        Code("paralysis", "永久瘫痪", ("瘫痪",)),
        Code("alzheimer", "严重阿尔茨海默病", ("阿尔茨海默病", "老年痴呆")),
        Code("parkinson", "严重帕金森病", ("帕金森病", "帕金森")),
        Code("motor_neuron", "严重运动神经元病", ("运动神经元病", "渐冻症")),
        Code("minor", "一般疾病", ("20", "一般或较弱", "一般", "较弱", "体弱", "慢性病", "有慢性病")),
        Code("disabled", "残疾", ("残疾人", "残障")),
    ),
)

# Form list; GB/T 2261.2 as synonyms.
MARITAL_STATUSES = CodeList(
    "marital",
    (
        Code("married", "已婚", ("20", "21", "22", "23", "初婚", "再婚", "复婚", "有配偶"), _("Married")),
        Code("single", "未婚", ("10",), _("Single")),
        Code("divorced", "离异", ("40", "离婚", "离婚未再婚"), _("Divorced")),
        Code("widowed", "丧偶", ("30",), _("Widowed")),
        Code("unstated", "未说明", ("90", "未说明的婚姻状况"), _("Not stated")),
    ),
)

# Form list with the words of today's registers; GA 324.1 numbers, which member rosters use, as synonyms.
HUKOU_TYPES = CodeList(
    "hukou",
    (
        Code("urban", "非农业", ("1", "非农业家庭户", "非农业家庭", "非农业户口", "非农", "城镇", "城镇户口", "城市")),
        Code("rural", "农业", ("2", "农业家庭户", "农业家庭", "农业户口", "农村", "农村户口")),
        Code("converted", "农转居", ("农转非", "农转城")),
        Code("resident_urban", "居民(城镇)", ("城镇居民", "居民户口(城镇)", "居民家庭户(城镇)")),
        Code("resident_rural", "居民(农村)", ("农村居民", "居民户口(农村)", "居民家庭户(农村)")),
        Code("resident", "居民户口", ("居民", "居民家庭户", "家庭户")),
        Code("urban_collective", "非农业集体户", ("3", "非农业集体")),
        Code("rural_collective", "农业集体户", ("4", "农业集体")),
        Code("own_grain", "自理口粮户", ("5", "自理口粮")),
        Code("lodging", "寄住户", ("6", "寄住")),
        Code("temporary", "暂住户", ("7", "暂住")),
        Code("unregistered", "未落常住户口", ("0", "未落户")),
        Code("other", "其他", ("8", "其它", "其他户口")),
    ),
)

# GB/T 4658 in tens, with the degrees and kinds of school that rosters name.
EDUCATIONS = CodeList(
    "education",
    (
        Code("10", "研究生", ("研究生毕业", "研究生教育")),
        Code("11", "博士", ("博士研究生", "博士研究生毕业")),
        Code("14", "硕士", ("硕士研究生", "硕士研究生毕业")),
        Code("20", "本科", ("21", "大学本科", "大学", "大本", "大学本科毕业")),
        Code("30", "大专", ("31", "专科", "大学专科", "高职", "大学专科毕业", "专科教育")),
        Code("40", "中专", ("41", "中等专科", "中师", "中等专业学校", "中等专科毕业")),
        Code("44", "职高", ("职业高中", "职业高中毕业")),
        Code("47", "技校", ("技工学校", "技工", "中技", "技工学校毕业")),
        Code("60", "高中", ("61", "普通高中", "普通高中毕业")),
        Code("70", "初中", ("71", "初级中学", "初中毕业")),
        Code("80", "小学", ("81", "小学毕业")),
        Code("90", "其他", ("其它", "文盲", "半文盲", "文盲或半文盲", "无")),
    ),
)

# GB/T 4754-2017, sections; the trades of the old local list under the section they belong to.
INDUSTRIES = CodeList(
    "industry",
    (
        Code("A", "农、林、牧、渔业", ("农林牧渔", "农林牧渔业", "农业")),
        Code("B", "采矿业", ("采矿", "煤炭", "煤炭系统")),
        Code(
            "C",
            "制造业",
            (
                *("制造", "纺织", "冶金", "机电", "电子仪表", "化工", "轻工", "轻工(精工)", "工业"),
                *("纺织系统", "冶金系统", "机电系统", "电子仪表系统", "化工系统", "轻工系统", "医药系统"),
            ),
        ),
        Code("D", "电力、热力、燃气及水生产和供应业", ("电热燃水", "电力热力燃气及水生产和供应业", "电力", "供水")),
        Code("E", "建筑业", ("建筑", "城建", "城建系统")),
        Code("F", "批发和零售业", ("批发零售", "批发零售业", "商业", "商贸")),
        Code("G", "交通运输、仓储和邮政业", ("交通仓储邮政", "交通运输仓储和邮政业", "交通运输", "交通运输业", "物流")),
        Code("H", "住宿和餐饮业", ("住宿餐饮", "住宿餐饮业", "餐饮", "餐饮业")),
        Code("I", "信息传输、软件和信息技术服务业", ("信息软件", "信息传输软件和信息技术服务业", "信息技术")),
        Code("J", "金融业", ("金融", "金融保险", "金融保险业")),
        Code("K", "房地产业", ("房地产",)),
        Code("L", "租赁和商务服务业", ("租赁商务", "租赁商务服务业", "商务服务业")),
        Code("M", "科学研究和技术服务业", ("科研技术", "科技", "科学研究")),
        Code("N", "水利、环境和公共设施管理业", ("水利环境公共设施", "水利环境和公共设施管理业", "环卫")),
        Code(
            "O", "居民服务、修理和其他服务业", ("居民服务修理其他", "居民服务修理和其他服务业", "社会服务", "居民服务")
        ),
        Code("P", "教育", ("教育业",)),
        Code("Q", "卫生和社会工作", ("卫生社会工作", "医疗卫生", "卫生")),
        Code("R", "文化、体育和娱乐业", ("文体娱乐", "文化体育和娱乐业", "文化", "体育", "文化体育")),
        Code("S", "公共管理、社会保障和社会组织", ("公共管理社会保障社会组织", "公共管理", "国家机关", "宗教")),
        Code("T", "国际组织", ()),
        Code("none", "无业", ("无",)),
        Code("other", "其他", ("其它", "其他行业")),
    ),
)

# Form list, then the words of GB/T 4761 and of household registers. To the head of the household.
RELATIONS = CodeList(
    "relation",
    (
        Code("self", "本人", ("户主", "本人或户主", "本人(户主)")),
        Code("spouse", "配偶", ("爱人",)),
        Code("husband", "丈夫", ("夫", "11")),
        Code("wife", "妻子", ("妻", "12")),
        Code("son", "儿子", ("子", "独生子", "长子", "次子", "三子", "养子", "继子", "大儿子", "二儿子", "小儿子")),
        Code(
            "daughter", "女儿", ("女", "独生女", "长女", "次女", "三女", "养女", "继女", "大女儿", "二女儿", "小女儿")
        ),
        Code("child", "子女", ("孩子",)),
        Code("father", "父亲", ("父", "51", "继父", "养父", "爸爸")),
        Code("mother", "母亲", ("母", "52", "继母", "养母", "妈妈")),
        Code("father_in_law", "公公或岳父", ("公公", "53", "岳父", "55")),
        Code("mother_in_law", "婆婆或岳母", ("婆婆", "54", "岳母", "56")),
        Code(
            "grandparent",
            "祖父母或外祖父母",
            ("祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母", "外公", "外婆", "姥爷", "姥姥"),
        ),
        Code("grandchild", "孙辈", ("孙子", "孙女", "外孙", "外孙女", "外孙子", "孙子女", "孙")),
        Code("sibling", "兄弟姐妹", ("兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹", "兄弟", "姐妹")),
        Code("child_in_law", "儿媳或女婿", ("儿媳", "女婿", "媳妇")),
        Code("other", "其他", ("其它", "其他亲属", "非亲属")),
    ),
)
