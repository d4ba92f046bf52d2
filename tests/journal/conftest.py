"""A small journal for the tests: three kinds of entries, as a room above would register them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from balise.journal import sealing
from balise.journal.models import Entry
from balise.journal.operations import Draft, record_all
from balise.journal.types import EntryType, Personal, Plain, Removal, register
from balise.policy.text import Text
