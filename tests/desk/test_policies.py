"""The policies as people read them: why they exist, what they rest on, and each rule with its source."""

import pytest
from django.utils import timezone

from balise.acts.policy import policy_in_force
from balise.policy.text import Lang
from tests.desk.visitor import Visitor, said_by


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.provision("S2-01")
def test_the_page_of_a_policy_says_how_it_flows_from_the_mission(visitor: Visitor, lang: Lang) -> None:
    pack = policy_in_force().packs["relations-clientele"]
    assert pack.mission
    assert plain(pack.mission[lang]) in said_by(visitor.open(f"/policies/{pack.id}/"))


@pytest.mark.provision("S2-06")
def test_the_page_of_a_policy_says_its_purpose(visitor: Visitor, lang: Lang) -> None:
    policy = policy_in_force()
    for name in {rule.pack for rule in policy.rules.values()}:
        assert plain(policy.packs[name].summary[lang]) in said_by(visitor.open(f"/policies/{name}/"))


def test_the_page_of_a_policy_shows_each_rule_in_force_with_its_source(visitor: Visitor, lang: Lang) -> None:
    policy = policy_in_force()
    pages = {
        pack: visitor.open(f"/policies/{pack}/") for pack in {rule.pack for rule in policy.rules.values()}
    }
    for rule in policy.rules.values():
        if rule.valid.holds(timezone.localdate()):
            assert plain(rule.because[lang]) in said_by(pages[rule.pack]), rule.key
            assert f'<li id="{rule.id}">' in pages[rule.pack].content.decode(), rule.key


def test_the_warning_signs_are_shown_whole_and_unscored(visitor: Visitor, lang: Lang) -> None:
    (annex,) = policy_in_force().packs["relations-clientele"].annexes
    page = visitor.open(f"/policies/relations-clientele/{annex.id}/")
    for item in annex.items:
        assert plain(item.text[lang]) in said_by(page)
    assert "<input" not in page.content.decode().split("<main", 1)[1]
