"""Names as protobuf writes them (`sheet_id`) and as its JSON does (`sheetId`)."""

import re


def snake(name: str) -> str:
    """`sheetId` as protobuf calls it: `sheet_id`."""
    return re.sub(r"(?<!^)([A-Z])", lambda match: "_" + match[1].lower(), name)


def camel(name: str) -> str:
    """`sheet_id` as JSON calls it: `sheetId`; a path or a mask name by name."""
    if "_" not in name:
        return name
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)
