"""Two hundred things that nobody should type, in every field there is: never an error of ours, never echoed
as markup.
"""

from html import escape
from urllib.parse import quote, urlsplit

import pytest
from django.http import HttpResponse

from tests.desk.visitor import LANGUAGE_CODES, Visitor, said_by

MARKUP = "<script>alert(1)</script>"

SHORT = (
    # Control characters, bytes that are no text, directions, invisible and combining characters.
    "\x00", "a\x00b", "\x01\x02\x03", "\x1b[31m", "\x7f", "\r\nSet-Cookie: a=b",
    "\u202egnp.exe", "\u2066a\u2069",
    "\u200b", "\ufeff", "\ufffe", "\uffff", "e\u0301" * 50,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞", "🙈",
    "👨‍👩‍👧‍👦", "\U0001d7d9\U0001d7da", "١٢", "Ⅻ", "½", "ﬁ",
    # Numbers that are none, or too large, or written for other eyes.
    "12,50 $", "-1", "1e309", "NaN", "nan", "Infinity", "-inf", "0x10", "1_000", "1/0", "--1",
    "+", ".", ",", "1,2,3",
    "1.2.3", "9" * 400, "-" + "9" * 39, "0." + "0" * 60 + "1", "1 000 000 000 000 000 000 000",
    "\u066b5", "12,50$CAN",
    # Lengths and days.
    "99999999999999 ans", "1 h 1 h 1 h", "0 min", "-5 min", "9999-99-99", "0000-00-00",
    "2026-02-30", "3026-01-01",
    "10000-01-01", "hier", "999999999 years", "999999999 mois",
    # Markup, scripts, templates, queries, formulas, paths, commands.
    MARKUP, '"><img src=x onerror=alert(1)>', "<!--", "]]>", "&lt;b&gt;", "&#x3C;", "' OR 1=1 --",
    "'; DROP TABLE django_session; --", "{{ 7*7 }}", "{% debug %}", "{% load x %}", "${7*7}",
    "#{7*7}", "%(act)s",
    "%s%n%x", "{0.__class__}", "{act}", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0",
    "../../etc/passwd", "/etc/passwd",
    "..\\..\\windows", "C:\\", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
    "http://169.254.169.254/",
    "$(id)", "`id`", "; ls", "| cat", "&& true", "*", "?", "[", "(", "\\", "^(a+)+$",
    "a" * 40 + "!",
    # Words that mean something to a program, ours among them.
    "true", "false", "null", "None", "undefined", "unknown", "inconnu", "__proto__",
    "constructor", "__class__", "act",
    "self", "on", "yes", "oui", "no", "act=smoke", "answer", "csrfmiddlewaretoken", "permitted",
    "known",
    '{"answer": true}', "[1, 2]", "<xml/>", "&xxe;", "!!python/object:os.system", "- a: *b",
    "---", "%YAML 1.2",
    # Names of people and things, as they are.
    "O’Brien-D’Amours", "Nguyễn Thị Ánh", "Łukasz", "M.", "St-Jean-sur-Richelieu",
    "514 555-0123", "a@b.ca", "J1X 2Y3",
    "123 456 789", "5e-324", "1e-9", "0,", ",5", "+5", "5+", "5 %", "5 ¢", "€5", "5 CAD",
    "CAD 5", "5 dollars",
    "<!DOCTYPE html>", "<svg/onload=alert(1)>", "<style>*{}</style>", "</textarea>",
    "</title><b>", "</main><b>", "<a href=//x>",
    "{{'a'.constructor.constructor('alert(1)')()}}", "[[1]]", "{%raw%}", "<%= 1 %>",
    "<?php 1 ?>", "%{1}", "\x00\x00\x00",
    # Spaces of all kinds, and nothing.
    "", " ", "\t", "\n\n", "\u00a0", "\u2028", "\u3000", " a ", "'", '"', "’", "«", "\\u0000",
    "%00", "%0d%0a", "%c0%ae",
    "ﷺ", "İ", "ß" * 30, "ÿ", "你好", "العربية", "עברית", "हिन्दी", "🏳️‍🌈" * 20, "𐀀", "\U0010ffff",
)  # fmt: skip

LONG = tuple(
    pattern * (1_000_000 // len(pattern.encode()))
    for pattern in ("a", "9", "é", "<b>", " ", "a ", "\x00", "🙈", "(", "1,")
)

# As a browser that is no browser sends them: bytes that are no UTF-8, lone surrogates among them.
RAW = (
    b"%ED%A0%80",
    b"%ff%fe",
    b"%C0%80",
    b"%E2%28%A1",
    b"%",
    b"%zz",
    b"\xff",
    b"%F4%90%80%80",
    b"+%2B",
    b"a&answer=b",
)

CORPUS = SHORT + LONG


def test_the_corpus_holds_two_hundred_inputs() -> None:
    assert len({*CORPUS}) + len(RAW) >= 200


def check(response: HttpResponse, typed: str, statuses: set[int]) -> None:
    assert response.status_code in statuses, f"{typed[:40]!r} got {response.status_code}"
    html = response.content.decode()
    # What must be escaped is never found as it was typed.
    if escape(typed) != typed and len(typed) > 3:
        assert typed not in html, f"{typed[:40]!r} came back unescaped"


@pytest.mark.django_db
def test_whatever_is_searched_for_there_is_a_page() -> None:
    visitor = Visitor()
    for words in CORPUS:
        check(visitor.send("/ask/search/", {"words": words}), words, {200, 302})


@pytest.mark.django_db
def test_whatever_is_sent_as_an_act_or_a_language_it_is_none() -> None:
    visitor = Visitor()
    for words in CORPUS:
        check(visitor.send("/ask/", {"act": words}), words, {404})
        check(visitor.send("/language/", {"language": words, "next": words}), words, {302, 400})
        assert urlsplit(visitor.visited[-1]).netloc == ""


# For each type of question: the act that asks it, the question, and those of the corpus that answer it.
QUESTIONS = {
    "choice": ("sit", "weather"),
    "boolean": ("sit", "shade"),
    "number": ("snack", "cost"),
    "duration": ("rest", "stay"),
    "date_difference": ("return", "last_visit"),
}


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize("kind", QUESTIONS)
def test_whatever_is_answered_it_counts_or_is_refused_with_a_clear_message(
    visitor: Visitor, kind: str
) -> None:
    act, fact = QUESTIONS[kind]
    name = visitor.start(act)
    for words in CORPUS:
        response = visitor.answer(name, fact, words)
        check(response, words, {302, 422})
        if response.status_code == 422:
            html = response.content.decode()
            assert html.count('class="govuk-error-message"') == 1, repr(words[:40])
            assert 'href="#answer"' in html
        else:
            assert visitor.open(f"/ask/{name}/").status_code in {200, 302}, repr(words[:40])


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text_are_refused_or_read_as_unknown_characters(
    visitor: Visitor, raw: bytes
) -> None:
    form = "application/x-www-form-urlencoded"
    name = visitor.start("snack")
    for address, field in ((f"/ask/{name}/cost/", b"answer"), ("/ask/search/", b"words"), ("/ask/", b"act")):
        response = visitor.client.post(address, field + b"=" + raw, content_type=form)
        assert response.status_code in {200, 302, 400, 404, 422}, address


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"words=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % each for each in range(2_000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b"{", "application/json"),
        (b"\x00\xff", "text/plain; charset=utf-99"),
        (b"words=a", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
    ids=["3 MB", "2000 fields", "cut", "no boundary", "json", "charset", "utf-16"],
)
def test_a_body_that_is_no_form_of_ours_is_no_error_of_ours(body: bytes, content_type: str) -> None:
    for lang in LANGUAGE_CODES:
        visitor = Visitor(lang)
        for address in ("/ask/search/", "/ask/"):
            response = visitor.client.generic("POST", address, body, content_type=content_type)
            assert response.status_code in {302, 400, 404}, address
            assert response.status_code == 302 or "balise-logo" in response.content.decode()


@pytest.mark.django_db
def test_whatever_stands_in_an_address_or_a_cookie_it_finds_nothing() -> None:
    visitor = Visitor()
    for words in filter(str.strip, SHORT):
        word = quote(words, safe="", errors="surrogatepass")
        for address in (
            f"/ask/{word}/",
            f"/ask/about/{word}/",
            f"/policies/{word}/",
            f"/policies/{word}/{word}/",
        ):
            response = visitor.open(address)
            assert response.status_code == 404, address
            assert "<script>alert" not in response.content.decode()
    for cookie in ("__Host-balise_session", "balise_language", "__Host-balise_csrf"):
        for words in ("a" * 4_000, "\\000", "../x", "é"):
            visitor.client.cookies[cookie] = words
            assert visitor.open("/").status_code == 200
            assert visitor.open("/ask/x/").status_code == 404
            del visitor.client.cookies[cookie]


@pytest.mark.usefixtures("porch")
def test_a_refused_answer_stands_in_its_field_as_it_was_typed(visitor: Visitor) -> None:
    name = visitor.start("snack")
    page = visitor.answer(name, "cost", MARKUP)
    assert page.status_code == 422
    assert f'value="{escape(MARKUP)}"' in page.content.decode()
    assert "alert(1)" not in said_by(page)
