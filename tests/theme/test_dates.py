"""Days and hours as people of Canada write them, where the organisation is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override
from pytest_django import Settings

from balise.theme.dates import long_date, moment


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr-ca", "1er mars 2026 à 0 h 05"), ("en-ca", "March 1, 2026, 12:05 a.m.")],
)
def test_an_instant_is_written_where_the_organisation_is(
    settings: Settings, language: str, written: str
) -> None:
    settings.TIME_ZONE = "America/Toronto"
    with override(language):
        assert moment(datetime(2026, 3, 1, 5, 5, tzinfo=UTC)).replace("\u00a0", " ") == written


def test_noon_is_in_the_afternoon_and_french_counts_to_twenty_four(settings: Settings) -> None:
    settings.TIME_ZONE = "America/Toronto"
    noon = datetime(2026, 7, 2, 16, 0, tzinfo=UTC)
    with override("en-ca"):
        assert moment(noon).endswith("12:00\u00a0p.m.")
    with override("fr-ca"):
        assert moment(noon).endswith("12\u00a0h\u00a000")
        assert long_date(date(2026, 7, 2)) == "2 juillet 2026"
