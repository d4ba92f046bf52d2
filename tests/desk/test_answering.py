"""Questions and answers: numbers as people write them, contradictions refused, what an answer says."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string

from balise.acts.interview import Interview
from balise.acts.policy import policy_in_force
from balise.desk.answer_page import answer_page
from balise.policy import Verdict
from balise.policy.text import Lang
from balise.theme.texts import t
from tests.desk.visitor import Text, Visitor, said_by, verdict_of


def one_error(page: HttpResponse) -> str:
    """The message beside the field, of a page that has just one."""
    assert page.status_code == 422
    html = page.content.decode()
    message = html.split('class="govuk-error-message">', 1)[1].split("</p>", 1)[0]
    return str(Text(message))


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("12,50", "permitted"), ("12.50", "permitted"), ("12,50 $", "permitted"),
        ("12,50\u00a0$", "permitted"), ("$12.50", "permitted"), (" 12,5 ", "permitted"),
        ("12,51", "prohibited"), ("0", "permitted"), ("500", "prohibited"),
    ],
)  # fmt: skip
def test_a_number_counts_as_french_or_english_writes_it(visitor: Visitor, words: str, verdict: str) -> None:
    assert verdict_of(visitor.read(visitor.ask("snack", {"cost": words}))) == verdict


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize("words", ["12,50 euros", "douze", "1e3", "NaN", "12,,5"])
def test_what_is_no_number_is_refused_with_an_example(visitor: Visitor, lang: Lang, words: str) -> None:
    page = visitor.answer(visitor.start("snack"), "cost", words)
    assert t("desk.question.number", lang) in one_error(page)
    assert f'value="{words}"' in page.content.decode()


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize("words", ["-1", "501", "999999"])
def test_a_number_out_of_bounds_is_refused_with_the_bounds(visitor: Visitor, lang: Lang, words: str) -> None:
    page = visitor.answer(visitor.start("snack"), "cost", words)
    assert t("desk.question.bounds", lang, minimum="0", maximum="500") in one_error(page)


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_number_below_the_only_bound_is_refused_with_that_bound(lang: Lang) -> None:
    visitor = Visitor(lang)
    error = one_error(visitor.answer(visitor.start("accept_gift"), "gift_value", "-1"))
    assert error.endswith(t("desk.question.at_least", lang, bound=0))


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize(
    ("words", "verdict"), [("90 min", "permitted"), ("2 h 1 min", "discouraged"), ("2 h", "permitted")]
)
def test_a_length_of_time_counts_as_people_write_it(visitor: Visitor, words: str, verdict: str) -> None:
    assert verdict_of(visitor.read(visitor.ask("rest", {"stay": words}))) == verdict


@pytest.mark.usefixtures("porch")
def test_what_is_no_length_of_time_is_refused_with_an_example(visitor: Visitor, lang: Lang) -> None:
    page = visitor.answer(visitor.start("rest"), "stay", "bientôt")
    assert one_error(page).endswith(str(Text(t("desk.question.duration", lang))))


@pytest.mark.usefixtures("porch")
def test_no_answer_at_all_is_told_as_such(visitor: Visitor, lang: Lang) -> None:
    for act, fact, key in (
        ("sit", "weather", "choose"),
        ("snack", "cost", "write"),
        ("rest", "stay", "write"),
    ):
        name = visitor.start(act)
        for response in (visitor.send(f"/ask/{name}/{fact}/"), visitor.answer(name, fact, "  ")):
            assert one_error(response).endswith(t(f"desk.question.{key}", lang))


@pytest.mark.usefixtures("porch")
def test_an_answer_that_contradicts_another_is_refused_with_the_reason_and_kept_on_the_page(
    visitor: Visitor, lang: Lang
) -> None:
    name = visitor.start("sit")
    visitor.answer(name, "weather", "rain")
    page = visitor.answer(name, "shade", "true")
    because = {"fr": "Sous la pluie, il n’y a pas d’ombre.", "en": "There is no shade in the rain."}[lang]
    assert because in one_error(page)
    html = page.content.decode()
    assert 'value="true" checked' in html
    assert 'class="govuk-error-summary"' in html
    assert t("theme.form.error_prefix", lang) in html.split("</title>", 1)[0]
    assert visitor.answer(name, "shade", "false").status_code == 302
    assert verdict_of(visitor.read(name)) == "prohibited"


@pytest.mark.usefixtures("porch")
def test_a_changed_answer_changes_the_verdict_and_the_others_stay(visitor: Visitor) -> None:
    name = visitor.ask("sit", {"weather": "rain", "shade": "false"})
    assert verdict_of(visitor.read(name)) == "prohibited"
    visitor.answer(name, "weather", "sun")
    visitor.answer(name, "shade", "true")
    assert verdict_of(visitor.read(name)) == "permitted"


@pytest.mark.usefixtures("porch")
def test_what_the_act_takes_for_granted_is_shown_and_can_be_changed(visitor: Visitor, lang: Lang) -> None:
    name = visitor.ask("nap", {})
    html = visitor.read(name)
    assert verdict_of(html) == "discouraged"
    assert t("desk.answer.presumed", lang, value={"fr": "Non", "en": "No"}[lang]) in html
    assert f'href="/ask/{name}/shade/"' in html
    visitor.answer(name, "shade", "true")
    html = visitor.read(name)
    assert verdict_of(html) == "permitted"
    assert html.count(f'href="/ask/{name}/shade/"') == 1


@pytest.mark.usefixtures("porch")
@pytest.mark.parametrize("act", ["sit", "snack", "rest", "return"])
def test_not_knowing_anything_ends_in_a_page_that_says_what_to_find_out(
    visitor: Visitor, lang: Lang, act: str
) -> None:
    name = visitor.ask(act, {})
    html = visitor.read(name)
    assert verdict_of(html) == "undetermined"
    assert t("desk.answer.find_out", lang) in html
    assert f'href="/ask/{name}/' in html


@pytest.mark.provision("S1-07")
def test_an_organisation_is_less_vulnerable_is_said_in_both_languages(visitor: Visitor, lang: Lang) -> None:
    name = visitor.ask("promote_service", {"recipient": "organisation", "channel": "mail"})
    principle = next(
        each
        for texts in policy_in_force().guidance.values()
        for each in texts.values()
        if each.key == "cdo-sollicitation/less-vulnerable"
    )
    page = visitor.open(f"/ask/{name}/")
    assert verdict_of(page.content.decode()) == "permitted"
    assert principle.text[lang].replace("\u00a0", " ") in said_by(page)


@pytest.mark.provision("S1-57")
def test_the_page_of_every_case_shows_verdict_reason_and_source(lang: Lang) -> None:
    policy = policy_in_force()
    for case in policy.cases:
        given = {fact: value for fact, value in case.facts.items() if fact != "act"}
        interview = Interview(str(case.facts["act"]), case.as_of, known=given)  # type: ignore[arg-type]  # as checked
        decision = interview.decide(policy)
        html = render_to_string("desk/answer.html", answer_page(policy, interview, decision, "name", lang))
        text = str(Text(html))
        assert verdict_of(html) == decision.verdict, case.id
        assert decision.verdict.label[lang] in text, case.id
        if decision.verdict is Verdict.UNDETERMINED:
            assert all(fact.question[lang].replace("\u00a0", " ") in text for fact in decision.missing), (
                case.id
            )
            continue
        deciding = [reason.rule for reason in decision.reasons if reason.rule.verdict is decision.verdict]
        said = [(each.because, each.source) for each in deciding] or [
            (each.because, each.source) for _, each in decision.otherwise
        ]
        assert said, case.id
        for because, source in said:
            assert because[lang].replace("\u00a0", " ") in text, case.id
            assert source.section in text, case.id
