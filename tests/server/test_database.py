"""The one setting that chooses the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from balise.server.database import FaultyDatabaseAddressError, database


def test_without_an_address_it_is_a_file_in_the_data_folder() -> None:
    found = database("", Path("/data"))
    assert found["NAME"] == Path("/data/balise.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_an_address_names_the_server_and_its_options() -> None:
    found = database("postgresql://ana:s%40cret@db.example.org:5433/balise?sslmode=verify-full", Path())
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ana",
        "s@cret",
        "db.example.org",
        "5433",
        "balise",
    )
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_however_long_the_server_was_away_it_is_found_within_ten_seconds() -> None:
    """The pool doubles the pause between its attempts until it gives up and begins anew."""
    found = database("postgresql://ana@host/balise", Path())
    options = found["OPTIONS"]
    assert options["connect_timeout"] + options["pool"]["reconnect_timeout"] < 10
    assert options["pool"]["timeout"] < 10
    assert found["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    "url",
    ["mysql://ana:secret@host/x", "secret", "postgresql://ana:secret@host", "postgresql://a:secret@h/x?y=z"],
)
def test_a_faulty_address_is_told_and_not_repeated(url: str) -> None:
    with pytest.raises(FaultyDatabaseAddressError) as caught:
        database(url, Path())
    assert "secret" not in str(caught.value)
