"""The people everyone knows, and letters that Paul may send to Rose and Ida."""

from tests.outreach.exports.conftest import (
    at_desk,
    by_email,
    by_phone,
    by_post,
    charity,
    founded,
    ida,
    lang,
    news,
    visits,
    world,
)

__all__ = [
    "at_desk",
    "by_email",
    "by_phone",
    "by_post",
    "charity",
    "founded",
    "ida",
    "lang",
    "news",
    "visits",
    "world",
]
