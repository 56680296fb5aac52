"""What the messages say: three sentences and a list, like a real contribution, in five scripts by turns."""

from peerhub.base.text.markdown import to_html

SENTENCES = (
    (
        "Our statistics office counts cultural employment twice a year, from the household survey and from the register of firms.",
        "The grant scheme pays **forty per cent** in advance, because small producers cannot wait for the second instalment.",
        "Three ministries share the fund. The *written* agreement on who decides was the hardest part, and the most useful one.",
    ),
    (
        "يُحصي مكتب الإحصاء العمالة الثقافية مرتين في السنة، من مسح الأسر ومن سجل المؤسسات، ثم ينشر الأرقام باللغتين.",
        "يدفع برنامج المنح **أربعين في المئة** مقدماً، لأن المنتجين الصغار لا يستطيعون انتظار القسط الثاني.",
        "تتقاسم ثلاث وزارات الصندوق، وكان الاتفاق *المكتوب* على من يقرر أصعب ما في الأمر وأنفعه.",
    ),
    (
        "Статистическое управление дважды в год считает занятых в культуре: по обследованию домохозяйств и по реестру предприятий.",
        "Программа грантов выплачивает **сорок процентов** заранее, потому что небольшие студии не могут ждать второго платежа.",
        "Фондом распоряжаются три министерства. Труднее и полезнее всего оказалась *письменная* договорённость о том, кто решает.",
    ),
    (
        "统计局每年两次统计文化就业人数，一次来自住户调查，另一次来自企业登记，结果以两种语言公布，各省的数字也分别列出。",
        "资助计划预付**百分之四十**，因为小型制作者等不到第二笔款项；其余款项在作品完成后的六十天之内支付。",
        "基金由三个部共同管理。由谁决定的*书面*协议最难达成，也最有用；我们先征求了各市的意见，然后才起草条例。",
    ),
    (
        "የስታቲስቲክስ ቢሮው የባህል ዘርፍ ሠራተኞችን በዓመት ሁለት ጊዜ ከቤተሰብ ጥናትና ከድርጅቶች መዝገብ ይቆጥራል።",
        "የድጋፍ ፕሮግራሙ **አርባ በመቶ** በቅድሚያ ይከፍላል፤ ምክንያቱም ትናንሽ አዘጋጆች ሁለተኛውን ክፍያ መጠበቅ አይችሉም።",
        "ገንዘቡን ሦስት ሚኒስቴሮች ይጋራሉ። ማን እንደሚወስን የተደረገው *የጽሑፍ* ስምምነት ከሁሉ ይበልጥ ከባድና ጠቃሚ ነበር።",
    ),
)


def body(number: int) -> str:
    """The source of message `number`."""
    sentences = SENTENCES[number % len(SENTENCES)]
    start = number // len(SENTENCES) % len(sentences)
    chosen = " ".join((*sentences[start:], *sentences[:start]))
    return f"{chosen}\n\n- {number}: {sentences[start][:40]}\n- {sentences[start - 1][:60]}\n"


def html(source: str) -> str:
    """The same as the page shows it."""
    return to_html(source)
