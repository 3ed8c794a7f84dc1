"""Pictures of the story, taken where a folder for them is given: small PNGs
with a palette of their own.
"""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

COLOURS = 48
TALLEST = 1100
"""Pixels: what stands below is not seen on a page of a document anyway."""


@dataclass(frozen=True)
class Camera:
    """Takes pictures into a folder; without one it does nothing."""

    folder: Path | None

    def take(self, page: Page, name: str, height: int = 0) -> None:
        """A picture of a page from its top; `height`: of so many pixels
        instead of the whole page.
        """
        if self.folder is None or not name:
            return
        page.evaluate("scrollTo(0, 0)")
        whole = page.evaluate("document.documentElement.scrollHeight")
        width = page.viewport_size["width"] if page.viewport_size else 0
        clip = {"x": 0, "y": 0, "width": width, "height": min(height or whole, TALLEST)}
        shot = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
        image = (
            Image.open(io.BytesIO(shot))
            .convert("RGB")
            .quantize(COLOURS, dither=Image.Dither.NONE)
        )
        image.save(self.folder / f"{name}.png", optimize=True)
