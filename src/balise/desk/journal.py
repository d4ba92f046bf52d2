"""The journal for those who audit: searched, read, taken out and verified, on one page.

What is looked for is kept in the session, so that whom an audit is about stands in no address. The page of a
search goes on from a place in time (`after`), so that it costs the same however long the journal is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from balise.desk import journal_entries
from balise.desk.journal_words import lines
from balise.desk.names import Names
from balise.journal import content, export, queries
from balise.journal.checkpoints import FaultyCheckpointError, read
from balise.journal.models import Checkpoint, Link
from balise.journal.queries import Cursor, Reader, Search
from balise.journal.types import registered
from balise.journal.verification import verify as verify_journal
from balise.people import forms
from balise.people.access import Act, may, visible_clients, visible_staff
from balise.people.entries import reference
from balise.people.models import Unit
from balise.people.pages import StaffRequest, download, not_entrusted, page, staff_page, tell
from balise.people.periods import first_instant
from balise.people.standing import Standing, standing_of
from balise.people.words import Role, UnitKind
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.people.models import Staff

WANTED = "wanted_journal"
AUDIENCES = (Role.AUDITOR, Role.PRIVACY_OFFICER)
AT_ONCE = 50_000
"""More entries than this are verified on the command line: a page must answer in seconds."""
MOST = 200


class Look(forms.PageForm):
    """What to look for; all of it may be left out."""

    texts = "desk"
    tells_optional = False

    person = forms.Words(required=False, autocomplete="off", spellcheck="false")
    object = forms.Words(required=False, autocomplete="off", spellcheck="false")
    kind = forms.OneOf(required=False, folded=True)
    since = forms.Day(required=False)
    until = forms.Day(required=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, as the session keeps it: references, a kind, days."""

    person: str = ""
    object: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    def search(self) -> Search:
        return Search(
            person=self.person or None,
            object=self.object or None,
            kind=self.kind or None,
            since=first_instant(date.fromisoformat(self.since)) if self.since else None,
            # The last day is looked at too.
            until=first_instant(date.fromisoformat(self.until) + timedelta(days=1)) if self.until else None,
        )


def may_audit(viewer: Staff | Standing, at: datetime) -> bool:
    """Whether this person audits the whole organisation: entries belong to no single unit."""
    top = Unit.objects.filter(kind=UnitKind.ORGANISATION).first()
    return top is not None and bool(may(viewer, Act.READ_JOURNAL, top, at))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def journal(request: StaffRequest) -> HttpResponse:
    """Search the journal."""
    if not may_audit(request.staff, request.now):
        return not_entrusted(request)
    reader, lang = _reader(request), current_language()
    names = Names(request.staff, request.now, lang)
    wanted = _wanted(request)
    kinds = [forms.Choice(one.kind, _kind_in_words(one.kind), one.kind) for one in queries.kinds(reader)]
    form = Look(request.POST if "look" in request.POST else None, _typed(wanted))
    form.offer("kind", sorted(kinds, key=lambda choice: choice.label))
    if request.method == "POST" and (found := _looked_for(request, form)) is not None:
        request.session[WANTED] = asdict(found)
        return redirect("desk:journal")
    leaf = queries.search(reader=reader, what=wanted.search(), after=_after(request))
    errors = form.problems()
    context = {
        "form": form,
        "errors": errors,
        "wanted": wanted != Wanted(),
        "chosen": _chosen(wanted, names),
        "lines": lines(leaf.entries, names, lang),
        "following": str(leaf.following) if leaf.following else "",
        "first": "after" not in request.GET,
        "chain": _chain(reader),
    }
    return page(request, "desk/journal.html", context, status=422 if errors else 200)


def _looked_for(request: StaffRequest, form: Look) -> Wanted | None:
    """What was asked for, by the form or by a button beside an entry; None for what is faulty."""
    if "look" not in request.POST:
        pressed = request.POST.get("person", "")
        return Wanted(person=pressed if _is_reference(pressed) else "")
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    people = {name: _reference(request, typed[name]) for name in ("person", "object")}
    for name, found in people.items():
        if found is None:
            form.add_error(name, _nobody())
    if form.errors:
        return None
    return Wanted(
        person=people["person"] or "",
        object=people["object"] or "",
        kind=typed["kind"] or "",
        since=str(typed["since"] or ""),
        until=str(typed["until"] or ""),
    )


def _reference(request: StaffRequest, words: str) -> str | None:
    """The reference that words stand for: itself, a file's number, or who of that name the reader sees."""
    if not words or _is_reference(words):
        return words
    for kind, seen in (
        ("client", visible_clients(request.staff, request.now)),
        ("staff", visible_staff(request.staff, request.now)),
    ):
        named = list(seen.filter(full_name__iexact=words).values_list("uuid", flat=True)[:2])
        if len(named) == 1:
            return f"{kind}:{named[0]}"
    try:
        return f"client:{UUID(words)}"
    except ValueError:
        return None


def _is_reference(words: str) -> bool:
    try:
        content.reference(words)
    except content.RefusedError:
        return False
    return ":" in words


def _nobody() -> ValidationError:
    return ValidationError("nobody", code="nobody", params={"message": catalogue()["desk.journal.nobody"]})


def _wanted(request: StaffRequest) -> Wanted:
    return Wanted(**request.session.get(WANTED, {}))


def _typed(wanted: Wanted) -> dict[str, Any]:
    """What was looked for, as the form shows it."""
    return {
        "person": wanted.person,
        "object": wanted.object,
        "kind": wanted.kind,
        "since": date.fromisoformat(wanted.since) if wanted.since else None,
        "until": date.fromisoformat(wanted.until) if wanted.until else None,
    }


def _chosen(wanted: Wanted, names: Names) -> list[dict[str, str]]:
    """What was looked for, in words."""
    lang = current_language()
    values = {
        "person": names(wanted.person) if wanted.person else "",
        "object": names(wanted.object) if wanted.object else "",
        "kind": _kind_in_words(wanted.kind) if wanted.kind else "",
        "since": long_date(date.fromisoformat(wanted.since)) if wanted.since else "",
        "until": long_date(date.fromisoformat(wanted.until)) if wanted.until else "",
    }
    return [
        {"key": t(f"desk.journal.sought.{name}", lang), "value": value}
        for name, value in values.items()
        if value
    ]


def _kind_in_words(kind: str) -> str:
    """A kind of entry by its sentence, without those it would name: `… read the file of …`."""
    sentence = registered[kind].sentence[current_language()] if kind in registered else kind
    return forms.capitalised(_without_places(sentence))


def _without_places(sentence: str) -> str:
    first, *others = sentence.split("{")
    return "…".join([first, *(part.partition("}")[2] for part in others)]).strip()


def _after(request: StaffRequest) -> Cursor | None:
    try:
        return Cursor.read(request.GET["after"].replace(" ", "+"))
    except (KeyError, ValueError, OverflowError):
        return None


def _reader(request: StaffRequest) -> Reader:
    held = {holding.role for holding in standing_of(request.staff, request.now).holdings}
    audiences = frozenset(role.value for role in AUDIENCES if role in held)
    return Reader(audiences=audiences, person=reference(request.staff))


# The chain


def _chain(reader: Reader) -> dict[str, Any]:
    """How long the chain is, and when it was last signed and verified."""
    last = Checkpoint.objects.order_by("-count").first()
    found = queries.search(reader=reader, what=Search(kind=journal_entries.VERIFIED), limit=1).entries
    verified = found[0] if found else None
    length = Link.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return {
        "length": length,
        "signed": last.count if last else 0,
        "signed_at": _signed_at(last.document) if last else "",
        "verified_at": moment(verified.at) if verified else "",
        "verified": verified.fields["entries"] if verified else 0,
        "problems": verified.fields["problems"] if verified else 0,
        "here": length <= AT_ONCE,
    }


def _signed_at(document: str) -> str:
    try:
        at = read(document).statement.at
    except FaultyCheckpointError:
        return ""
    return moment(datetime.fromisoformat(at)) if at else ""


@require_POST
@staff_page
def verify(request: StaffRequest) -> HttpResponse:
    """Read the whole journal again, and note what came out."""
    if not may_audit(request.staff, request.now):
        return not_entrusted(request)
    if Link.objects.filter(position__gt=AT_ONCE).exists():
        return redirect("desk:journal")
    report = verify_journal(now=request.now)
    with transaction.atomic():
        journal_entries.verified(
            at=request.now, by=reference(request.staff), entries=report.count, problems=len(report.problems)
        )
    if report.whole:
        tell(request, "desk.journal.whole")
        return redirect("desk:journal")
    lang = current_language()
    context = {
        "problems": [problem.sentence(lang) for problem in report.problems[:MOST]],
        "count": len(report.problems),
    }
    return page(request, "desk/journal_broken.html", context)


# Taking it out


@require_POST
@staff_page
def as_csv(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """What the search finds, for a spreadsheet."""
    if not may_audit(request.staff, request.now):
        return not_entrusted(request)
    names = Names(request.staff, request.now, current_language())
    found = export.as_csv(
        reader=_reader(request), what=_wanted(request).search(), lang=current_language(), names=names
    )
    return _download(request, found, "csv", "text/csv; charset=utf-8")


@require_POST
@staff_page
def bundle(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """What the search finds, with what it takes to verify it elsewhere."""
    if not may_audit(request.staff, request.now):
        return not_entrusted(request)
    found = export.bundle(reader=_reader(request), what=_wanted(request).search(), now=request.now)
    return _download(request, found, "jsonl", "application/jsonl")


def _download(request: StaffRequest, found: Iterator[str], form: str, kind: str) -> StreamingHttpResponse:
    """A file written as it is read. That it was taken is noted first, lest a cut line leave no trace."""
    with transaction.atomic():
        journal_entries.exported(at=request.now, by=reference(request.staff), form=form)
    day = timezone.localtime(request.now).date()
    return download(StreamingHttpResponse(found, content_type=kind), f"journal-{day:%Y-%m-%d}.{form}")
