"""What this part refuses, in words for the person who asked."""

from __future__ import annotations

from balise.people.errors import PeopleError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t


class RightsError(PeopleError):
    """Nothing was changed; the text stands in `texts.yaml` under `errors`."""

    @property
    def message(self) -> Text:
        fr, en = (
            t(
                f"rights.errors.{self.code}",
                lang,
                **{n: v[lang] if isinstance(v, Text) else v for n, v in self.values.items()},
            )
            for lang in LANGS
        )
        return Text(fr, en)
