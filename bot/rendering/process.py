"""Stub."""

from collections.abc import Mapping
from dataclasses import dataclass

import templates
from templates import Part, stored


@dataclass
class RenderingProcess:
    """Renders."""

    async def render(self, words: str, view: str, texts: Mapping[str, str]) -> tuple[Part, ...]:
        """Render."""
        return templates.render(words, stored.loads(view, texts))

    async def close(self) -> None:
        """End."""
