"""`balise gate`, by the real command: it says where it listens, lets nothing through without a database, and
stops when it is asked to.
"""

from __future__ import annotations

import signal
import smtplib
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.outreach.gate.conftest import HERE, free_port
from tests.server.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path


def test_the_command_listens_fails_closed_and_stops_when_asked(tmp_path: Path) -> None:
    port = free_port()
    where = {"BALISE_GATE_LISTEN": f"{HERE}:{port}", "BALISE_MAIL_URL": f"smtp://{HERE}:{free_port()}"}
    installation = Installation(tmp_path, settings=where)  # nobody made its tables
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "balise.cli", "gate"],
        env=installation.environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"The gate listens at {HERE}, port {port}.\n"
        with smtplib.SMTP(HERE, port, timeout=20) as client, pytest.raises(smtplib.SMTPException) as error:
            client.login("newsletter", "secret")
        assert isinstance(error.value, smtplib.SMTPAuthenticationError)
        assert error.value.smtp_code == 451
        taken = installation.balise("gate")
        assert (taken.returncode, "Another program may be there" in taken.stderr) == (2, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert "newsletter" not in (tmp_path / "balise.log").read_text(encoding="utf-8")
    with socket.socket() as after:
        assert after.connect_ex((HERE, port)) != 0


def test_without_a_mail_server_behind_there_is_no_gate(tmp_path: Path) -> None:
    done = Installation(tmp_path).balise("gate")
    assert (done.returncode, "BALISE_MAIL_URL" in done.stderr) == (2, True)
