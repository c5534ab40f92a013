"""Track and provider, as the address of a list names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from sixfold_grader.web.app import console
from sixfold_grader.web.standing import Standing


@dataclass(frozen=True)
class Choice:
    """What a list is about; `provider` "" means all."""

    track: str
    tracks: Sequence[str]
    provider: str
    providers: Sequence[tuple[str, str]]

    def rows(self) -> list[Standing]:
        """Return where everybody of the choice stands."""
        everybody = console().desk.standings(self.track)
        return [row for row in everybody if self.provider in ("", row.provider)]

    def for_template(self) -> Mapping[str, Any]:
        """Return what the filter's form shows."""
        return {
            "track": self.track,
            "tracks": self.tracks,
            "provider": self.provider,
            "providers": self.providers,
        }


def chosen() -> Choice:
    """Read the address; what there is not falls back to the first track and all providers."""
    desk = console().desk
    tracks, providers = list(desk.blueprint.tracks), desk.providers()
    track, provider = request.args.get("track", ""), request.args.get("provider", "")
    return Choice(
        track=track if track in tracks else tracks[0],
        tracks=tracks,
        provider=provider if provider in dict(providers) else "",
        providers=providers,
    )
