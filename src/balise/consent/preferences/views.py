"""The pages of a client: what they let us send, what was said, yes on a wording, and stopping it all.

What changes something is a POST that leads on by a redirect: it is in force before the next page is shown.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.consent import operations as ledger
from balise.consent.errors import ConsentError
from balise.consent.models import Notice, Purpose
from balise.consent.operations.purposes import CODE
from balise.consent.preferences import operations, showing
from balise.consent.preferences.masking import masked_addresses
from balise.consent.preferences.pages import LinkRequest, link_page, sent_key, stop_page
from balise.consent.queries import notice_in_force, open_purposes
from balise.consent.rights.forms import Ask
from balise.consent.rights.operations import complain
from balise.consent.words import Channel
from balise.people.errors import PeopleError
from balise.people.words import Language
from balise.theme.language import current_language

DONE = frozenset({"yes", "no", "all", "language", "ask"})
"""What the page can confirm after it was done."""


@require_safe
@link_page
def page(request: LinkRequest) -> HttpResponse:
    """Every purpose and channel, where it stands, and a button for each change."""
    done = request.http.GET.get("done", "")
    context = {
        "purposes": showing.choices(request.client, request.now),
        "addresses": masked_addresses(request.client),
        "done": done if done in DONE else "",
        "written_in": request.client.language,
        "languages": list(Language),
    }
    return request.page("consent/preferences/page.html", context)


@require_safe
@link_page
def history(request: LinkRequest) -> HttpResponse:
    """All that was said and when, with the wording that was shown, and a receipt of each."""
    return request.page("consent/preferences/history.html", {"events": showing.history(request.client)})


@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def yes(request: LinkRequest, purpose: str, channel: str) -> HttpResponse:
    """The wording, and a button to agree to it. Nothing is chosen beforehand."""
    asked, by = _open(purpose), _channel(channel)
    if request.http.method != "POST":
        return _wording(request, asked, by)
    notice = showing.shown_notice(asked, request.http.POST.get("notice", ""))
    if notice is None:
        return _wording(request, asked, by, problem="again")
    try:
        operations.say_yes(
            client=request.client,
            purpose=asked,
            channel=by,
            notice=notice,
            seen=request.http.POST.get("seen", ""),
            uuid=sent_key(request.http),
            now=request.now,
        )
    except operations.ChangedMeanwhileError:
        return _wording(request, asked, by, problem="changed", status=409)
    except ConsentError as error:
        return _wording(request, asked, by, error=error)
    return redirect(request.address("page", done="yes"))


@require_POST
@link_page
def no(request: LinkRequest) -> HttpResponse:
    """Stop one thing, or everything: what is named is stopped, and only that."""
    told = request.http.POST
    everything = "all" in told
    operations.say_no(
        client=request.client,
        purpose=None if everything else _any(told.get("purpose", "")),
        channel=None if everything else _channel(told.get("channel", "")),
        uuid=sent_key(request.http),
        now=request.now,
        address=request.link.address,
    )
    return redirect(request.address("page", done="all" if everything else "no"))


@require_POST
@link_page
def language(request: LinkRequest) -> HttpResponse:
    """Say in which language one is written to."""
    chosen = request.http.POST.get("language", "")
    if chosen not in list(Language):
        raise Http404
    operations.choose_language(client=request.client, language=Language(chosen), now=request.now)
    return redirect(request.address("page", done="language"))


@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def ask(request: LinkRequest) -> HttpResponse:
    """Complain, or ask to see, mend or erase what is held: whoever answers for privacy reads it, and only
    they. What was asked is shown nowhere here, where someone else may look.
    """
    form = Ask(request.http.POST if request.http.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            complain(
                by=None,
                client=request.client,
                wish=typed["wish"],
                words=typed["words"],
                uuid=typed["key"],
                now=request.now,
            )
        except PeopleError as problem:
            form.blame(problem)
        else:
            return redirect(request.address("page", done="ask"))
    errors = form.problems()
    context = {"form": form, "errors": errors}
    return request.page("consent/preferences/ask.html", context, 422 if errors else 200)


@require_POST
@link_page
def revoke(request: LinkRequest) -> HttpResponse:
    """Make this link lead nowhere: someone else may have seen it."""
    ledger.revoke_link(by=None, link=request.link, now=request.now)
    return request.page("consent/preferences/revoked.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@stop_page
def unsubscribe(request: LinkRequest) -> HttpResponse:
    """One click in a mail program (RFC 8058): a POST, whatever it holds. A GET only shows the button."""
    done = request.http.method == "POST"
    if done:
        operations.unsubscribe(link=request.link, now=request.now)
    lang, link = current_language(), request.link
    context = {
        "done": done,
        "purpose": link.purpose.name[lang] if link.purpose else "",
        "channel": Channel(link.channel).label[lang] if link.channel else "",
    }
    return request.page("consent/preferences/unsubscribe.html", context)


def _wording(
    request: LinkRequest,
    purpose: Purpose,
    channel: Channel,
    *,
    problem: str = "",
    error: ConsentError | None = None,
    status: int = 422,
) -> HttpResponse:
    lang = current_language()
    notice: Notice | None = notice_in_force(purpose, lang)
    if notice is None:
        raise Http404
    context = {
        "purpose": purpose,
        "name": purpose.name[lang],
        "channel": channel,
        "channel_name": channel.label[lang],
        "notice": notice,
        "seen": operations.last_no(request.client, purpose, channel),
        "problem": problem,
        "error": error.message[lang] if error else "",
    }
    return request.page("consent/preferences/yes.html", context, status=status if problem or error else 200)


def _open(code: str) -> Purpose:
    for purpose in open_purposes():
        if purpose.code == code:
            return purpose
    raise Http404


def _any(code: str) -> Purpose:
    """Also one that is closed: a no is always taken."""
    # PostgreSQL refuses to look for some of what is no code.
    found = Purpose.objects.filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404
    return found


def _channel(name: str) -> Channel:
    if name not in list(Channel):
        raise Http404
    return Channel(name)
