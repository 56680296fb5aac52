"""Words are compared in every script as its readers compare them."""

import pytest

from peerhub.base.search import fold, marked, parse, tokens

SAME = [
    ("ÉDUCATION", "éducation"),
    ("éducation", "education"),
    ("cœur", "COEUR"),
    ("Łódź", "lodz"),
    ("straße", "STRASSE"),
    ("Ёлка", "елка"),
    ("İstanbul", "istanbul"),
    ("كِتَابٌ", "كتاب"),
    ("مـــدرسة", "مدرسه"),
    ("إدارة", "ادارة"),
    ("مصطفى", "مصطفي"),
    ("الثقافة", "ثقافة"),
    ("ሠላም", "ሰላም"),
    ("ሐገር", "ሀገር"),
    ("ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", "საქართველო"),
    ("Ｆｕｌｌ", "full"),
    ("ﾃｽﾄ", "テスト"),
    ("soft\u00adhyphen", "softhyphen"),
    ("ไ\u200bทย", "ไทย"),
]
OTHER = [
    ("हिन्दी", "हिनदी"),  # the sign that joins letters is one
    ("कल", "काल"),
    ("तना", "तनु"),
    ("ሰ", "ስ"),
    ("中国", "国中"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_word(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_word(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_words_are_cut_where_readers_see_them() -> None:
    assert tokens("L'éducation à l’école, *re*writing http://a.example/b_c") == [
        "l", "education", "a", "l", "ecole", "re", "writing", "http", "a", "example", "b", "c",
    ]  # fmt: skip
    assert tokens("ሰላም፡ለዓለም") == ["ሰላም", "ለአለም"]
    assert tokens("中国文化UNESCO政策") == ["中国", "国文", "文化", "化", "unesco", "政策", "策"]
    assert tokens("\0 ?! … 🙂") == []
    assert tokens("x" * 1000) == ["x" * 64]


@pytest.mark.parametrize(
    ("text", "asked", "hits"),
    [
        ("La Culture et les cultures", "culture", ["Culture"]),
        ("La Culture et les cultures", "cult*", ["Culture", "cultures"]),
        ("L’éducation nationale", '"education nationale"', ["éducation nationale"]),
        ("中国文化政策", "文化", ["文化"]),
        ("中国文化政策", "文", ["文"]),
        ("中国文化政策", "策", ["策"]),
        ("วัฒนธรรมไทย", "ธรรม", ["ธรรม"]),
        ("في الكِتَابِ", "كتاب", ["الكِتَابِ"]),
        ("ＡＢＣ ｶﾞｷﾞ", "abc", ["ＡＢＣ"]),
        ("nothing here", "else", []),
    ],
)
def test_hits_are_marked_where_they_stand(text: str, asked: str, hits: list[str]) -> None:
    pieces = marked(text, parse(asked).terms)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.hit] == hits
