"""`balise found`, by the real command: an empty installation gets its first person, who signs in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.cli.terminal import in_terminal
from tests.people.mailbox import Mailbox
from tests.server.demo_process import free_port
from tests.server.installation import Installation

ORGANISATION = ("--name-fr", "Entraide Anse-aux-Hérons", "--name-en", "Heron Cove Mutual Aid")
FIRST = ("--full-name", "Omar Haddad", "--email", "omar@example.org")
LINK = re.compile(r"^https://testserver(/account/password/reset/key/\S+)$", re.MULTILINE)

CHOOSE_AND_SIGN_IN = """
import django; django.setup()
from tests.people.accounts.keyboard import PASSWORD, Keyboard, led
keyboard = Keyboard()
keyboard.client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
form = led(keyboard.open({link!r}))
keyboard.send(form, password1=PASSWORD, password2=PASSWORD)
keyboard.sign_in("omar@example.org")
again = Keyboard()
again.client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
led_to = led(keyboard.open("/people/"))
used = again.open({link!r}).content.decode()
# Without a mail server, mail is printed, too.
print()
print("told:", led_to, keyboard.open(led_to).status_code, "a déjà servi" in used)
"""

WHO = """
import django; django.setup()
from balise.people.models import RoleGrant, Staff, Unit
from balise.people.accounts.models import Account
print(Unit.objects.count(), Staff.objects.count(), Account.objects.count())
for grant in RoleGrant.objects.order_by("role"):
    print(grant.staff.full_name, grant.staff.language, grant.role, grant.unit.name_fr)
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path, settings={"BALISE_HOSTS": "testserver"})
    made.migrate()
    return made


@pytest.fixture
def mailbox() -> Iterator[tuple[int, Mailbox]]:
    port, box = free_port(), Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    yield port, box
    server.stop()


def test_the_first_person_follows_the_link_chooses_a_password_and_signs_in(
    installation: Installation,
) -> None:
    done = installation.balise_alone("found", *ORGANISATION, *FIRST, "--language", "fr")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The organisation is founded: Heron Cove Mutual Aid.\n")
    found = LINK.search(done.stdout)
    assert found
    told = installation.python(CHOOSE_AND_SIGN_IN.format(link=found[1]))
    # Who may hire and run the system is asked for a second factor before anything opens; the link is used up.
    assert "told: /account/second-factor/ 200 True" in told.splitlines()
    assert installation.python(WHO).splitlines() == [
        "1 1 1",
        "Omar Haddad fr administrator Entraide Anse-aux-Hérons",
        "Omar Haddad fr hr_director Entraide Anse-aux-Hérons",
    ]
    verified = installation.balise_alone("journal", "verify")
    assert verified.returncode == 0, verified.stdout


def test_with_mail_set_up_the_link_goes_by_mail_and_is_not_printed(
    installation: Installation, mailbox: tuple[int, Mailbox]
) -> None:
    port, box = mailbox
    url = f"smtp://127.0.0.1:{port}"
    site = ("--url", "https://aide.example.org/")
    done = installation.balise("found", *ORGANISATION, *FIRST, *site, "--lang", "fr", BALISE_MAIL_URL=url)
    assert done.returncode == 0, done.stderr
    assert "omar@example.org" in done.stdout
    assert "reset/key" not in done.stdout
    [mail] = box.received()
    assert mail["to"] == "omar@example.org"
    assert "https://aide.example.org/account/password/reset/key/" in mail.get_content()
    # In the language of the call, as no other was named.
    assert mail.get_content().index("Bonjour") < mail.get_content().index("Hello")


def test_a_mail_server_that_is_away_is_told_and_the_link_printed(installation: Installation) -> None:
    url = f"smtp://127.0.0.1:{free_port()}"
    done = installation.balise("found", *ORGANISATION, *FIRST, BALISE_MAIL_URL=url)
    assert done.returncode == 0
    assert "The mail server did not take the invitation (ConnectionRefusedError)." in done.stdout
    assert LINK.search(done.stdout)


def test_there_is_one_organisation(installation: Installation) -> None:
    assert installation.balise("found", *ORGANISATION, *FIRST).returncode == 0
    before = installation.python(WHO)
    other = ("--full-name", "Eve", "--email", "eve@example.org")
    again = installation.balise("found", *ORGANISATION, *other, "--lang", "fr")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("balise: L’organisation existe déjà.")
    assert installation.python(WHO) == before


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_founded(installation: Installation) -> None:
    done = installation.balise("found", "--name-fr", "x" * 201, "--name-en", "Mutual Aid", "--email", "omar@")
    assert done.returncode == 2
    told = [line.removeprefix("balise: ") for line in done.stderr.splitlines()]
    assert [line.partition(": ")[0] for line in told] == ["`--name-fr`", "`--full-name`", "`--email`"]
    assert installation.python(WHO).split() == ["0", "0", "0"]


def test_without_tables_it_says_what_to_run_first(tmp_path: Path) -> None:
    done = Installation(tmp_path).balise("found", *ORGANISATION, *FIRST)
    assert done.returncode == 2
    assert "`balise migrate`" in done.stderr


def test_what_is_missing_is_asked_for_in_a_terminal(installation: Installation) -> None:
    done = in_terminal(
        ["found", *ORGANISATION, "--full-name", "Omar Haddad", "--lang", "fr"],
        b"omar@example.org\n",
        env={name: value for name, value in installation.environment().items() if name.startswith("BALISE_")}
        | {"BALISE_LANG": "fr"},
        ending="\u00a0: ".encode(),
    )
    assert done.status == 0, done.out
    assert "Son adresse de courriel\u00a0: " in done.out
    assert LINK.search(done.out)
