"""What people call a device, from what its browser says of itself.

Pure; a guess, shown to its owner alone.
"""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""What stands in a user agent, and the system's name.

In this order: an Android says that it is a Linux, too.
"""
BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""The same for browsers: nearly all of them say that they are Chrome and Safari,
too.
"""


def device_words(user_agent: str) -> str:
    """Browser and system, as far as they are known (“Chrome,
    Android”); "" where neither is.
    """
    parts = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(part for part in parts if part)


def _first(signs: tuple[tuple[str, str], ...], user_agent: str) -> str:
    for sign, name in signs:
        if sign in user_agent:
            return name
    return ""
