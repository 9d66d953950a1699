"""How quantities are written: one pattern per form, in order of preference; `finding` looks for them."""

from __future__ import annotations

import re

from workbench.language.quantities.numerals import DIGITS, EN_NUMBER, EN_ONES, EN_ORDINALS, EN_TENS, EN_WORDS

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ROUGH = {"dozens": 10, "scores": 20, "tens": 10, "hundreds": 100, "thousands": 1000}
ROUGH |= {"millions": 10**6, "billions": 10**9, "trillions": 10**12}
"""Plurals that name only an order of magnitude."""
WEAK_WORDS = {
    "both": 2,
    "pair": 2,
    "pairs": 2,
    "couple": 2,
    "couples": 2,
    "twin": 2,
    "twins": 2,
    "duo": 2,
    "bilateral": 2,
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "doubling": 2,
    "twice": 2,
    "dual": 2,
    "neither": 2,
    "either": 2,
    "triple": 3,
    "tripled": 3,
    "trio": 3,
    "thrice": 3,
    "trilateral": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "quartet": 4,
    "quintuple": 5,
    "single": 1,
    "once": 1,
    "sole": 1,
    "noon": 12,
    "midnight": 0,
    "secondly": 2,
    "thirdly": 3,
    "firstly": 1,
    "dozen": 12,
    "fortnight": 14,
    "another": 1,
    "nil": 0,
}
WEAK_WORDS |= {f"{word}fold": value for word, value in EN_WORDS.items() if 2 <= value <= 20}
"""Words that can stand for a number but whose absence means nothing."""
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
PARTS |= {"ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000}

Z = "零〇○一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍柒捌玖拾佰仟"
"""Characters of numerals, but for 陆, which is a number only among other formal numerals."""
MEASURES = (
    "个名位次年月日天人家条项件场届期省市国县区种类级层岁周小时分秒点元块角米公里方大者地所座台部架艘辆支枝只头匹本册"
    "页篇首张幅份批组队对双套副间栋幢户口颗粒棵株把根片块段节章回轮遍趟倍成折代世战度吨斤克亩顷号路楼门桶箱瓶杯盘碗袋包"
    "封集季站环步声句字股面记团列价坝波英海美欧日港韩卢女男子兄姐孩姓党院校镇乡村旬连胜负局夜晚顶处员司厅线轴核"
)
"""What may follow a single numeral when it counts something."""
_IDIOMS = (
    "十分|万一|千万(?=别|不|要|记|小)|四周|四处|四季|四方|八方|三星|三轮车|三角|万里(?=长)|百度|百姓|千里|百分(?!之|百)|"
    "(?<![上近逾数几百两三])百年|千年(?=古)|万年青|三亚|三级跳|五星|一带一路|三三两两|不三不四|独一无二|接二连三|数一数二|张三|李四|王五|五一|"
    '六一|七一|八一|十一(?=黄金|国庆|假期|长假|期间|小长假|”|")|双十一|双十二|九一八|五四|三八(?=妇女|节|红旗)|二手|三明治|'
    "两会|两岸|二战|一战|两用|两面|两侧|两边|两旁|两手|两极|一线|二线|三线|三方|一方面|一期一会|一家人|万岁|万户|万众|万元户|"
    "千方百计|四海|五湖|三口之家|二人转|一一|百日|三一(?=集团|重工)|亿万(?=富|身)|三人行|五角|三天两头|第三方|第三者|三年级|三大件|零(?![下点时一二三四五六七八九度])"
)
_NO_MEASURE = f"[^\\W\\d_a-zA-Z{Z}{MEASURES}]"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?=\s+\d)))"
)
_NOT_A_SHARE = (
    "(?! (?:of )?(?:century|anniversary|place|time|year|party|session|meeting|plenary|round|day|congress|person|ring|"
    "grade|generation|term|set|match|game|world|book|batch|phase|largest|biggest|most|plenum))"
)
_SMALL = "|".join(word for word in EN_WORDS if word != "zero")
_DIGITS_OR_Z = f"(?:{DIGITS}|[{Z}]{{1,40}})"

FORMS: dict[str, str] = {
    # Web and mail addresses, idioms and names that only contain a numeral.
    "skip": (
        rf"https?://\S+|www\.\S+|[A-Za-z0-9._-]{{1,64}}@[A-Za-z0-9.-]{{1,64}}|{_IDIOMS}"
        rf"|[一二三四五六七八九十百千万两]{_NO_MEASURE}[一二三四五六七八九十百千万两]{_NO_MEASURE}"
    ),
    # 十四五 is the 14th Five-Year Plan, 二十大 the 20th National Congress.
    "plan": (
        '[“"「]?十[二三四五六七]五[”"」]?(?=规划|时期|期间|以来|[初末]|收官|开局|国家|重点|计划|的|，)'
        "|“?十[二三四五六七]五”"
    ),
    "congress": (
        "(?<![一二三四五六七八九十])(?:十[一二三四五六七八九]?|二十[一二三]?|[七八九])大"
        "(?=[以上的报精召开闭后前、，。”》代和是期之对提]|$)"
    ),
    # 一是, 二是 and 一、 and （三） count the points of a list.
    "enumerator": (
        rf"(?:^|(?<=[。；;\s]))[（(]?[{Z}]{{1,3}}(?:[）)、．]|\.(?!\d))"
        "|(?:^|(?<=[。；，:：;、\\s”]))[一二三四五六七八九十]是(?!否)"
    ),
    "date": (
        r"(?<![\d.])(?:19|20)\d\d"
        r"(?:(?P<mark>[-/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:[12]\d|3[01]|0?[1-9])|[./-]0[1-9])(?![\d.])"
    ),
    "rough_zh": "数以[百千万亿]+计|成[百千]上[千万]|千千万万|万千",
    "weekday_zh": "(?:星期|礼拜|(?<![一二两三四五六七八九十几每\\d])周)[一二三四五六日天](?![个周])",
    "weekday": rf"\b(?:{'|'.join(WEEKDAYS)})(?:s|\b)",
    "month": rf"\b{_MONTH}(?![a-z])",
    "share": rf"(?:百|千|万|{_DIGITS_OR_Z})分之{_DIGITS_OR_Z}(?:点[{Z}]{{1,40}})?|百分百",
    "zh": (
        rf"(?<![A-Za-z\d.,]){DIGITS}(?:\s?[多余几]?[百千](?=[十百千万亿余多名个元人吨家])|\s?[多余几]?[万亿兆])(?:[万亿])*"
        rf"(?:{DIGITS}[百千万亿]+)*[多余来几]?"
        rf"|[数几][十百千万亿]+[多余]?|[壹贰叁肆伍陆柒捌玖拾佰仟万亿]{{2,12}}|[{Z}]{{1,40}}点[{Z}]{{1,40}}(?![分刻{Z}])[万亿]*|[{Z}]{{1,40}}(?:[多余来几][百千万亿]+)*(?:余|几(?!乎)|(?<=[十百千万亿])[多来])?"
    ),
    "weak_zh": (
        "翻(?:[一两三四]?番|倍)|双(?=[方边向人])|半(?=个|年|数|天|月|场|小时|价|以上|程)|过半|一半|减半|首(?=[个次届位批家座条款只例部创])"
        "|[几数](?=[个名位次年天家条项件场种])"
    ),
    "fraction": (
        rf"(?<![\d/.])\d{{1,3}}/\d{{1,3}}(?![\d/])"
        rf"|(?i:\b(?:(?:{_SMALL}|an?)[- ](?:halves|half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?"
        rf"|tenths?|hundredths?|thousandths?)(?![a-z]){_NOT_A_SHARE}|half(?![a-z])|quarter(?= of)"
        rf"|(?:{EN_ONES}|ten) (?:in|out of)"
        rf"(?: every)? (?:{EN_ONES}|ten)\b))"
    ),
    "ordinal": rf"\b\d{{1,4}}(?:st|nd|rd|th)\b|(?i:\b(?:(?:{EN_TENS})[- ])?(?:{'|'.join(EN_ORDINALS)})\b)",
    "rough": (
        r"(?i:\b(?:dozens|scores|tens|hundreds|thousands|millions|billions|trillions)"
        r"(?:(?: of| and) (?:thousands|hundreds|millions|billions|trillions))?\b)"
    ),
    "period": rf"(?i:\b(?:(?:half an?|{EN_NUMBER}|an?)[- ])?(?:decades?|century|centuries)\b)",
    "en": rf"(?<![\d.])(?i:(?:(?<![a-z])|(?=\d)){EN_NUMBER}(?:[- ]and[- ]a[- ]half)?)",
    "word": r"(?i:\b(?:" + "|".join(WEAK_WORDS) + r"|several|a few|few)\b)",
}

# Most places cannot start a quantity: asking that first makes English three times as fast.
_MAY_START = r"(?=[^\x00-\x7f]|(?<![A-Za-z])[A-Za-z(]|\d)"
ANY = re.compile(_MAY_START + "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in FORMS.items()) + ")")
