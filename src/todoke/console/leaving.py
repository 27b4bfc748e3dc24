"""Why a parcel may not leave, in the reader's language: the tables' own reasons, those of many parcels at once, and those of a file's row."""

from todoke.console import naming
from todoke.console.reasons import translated, trouble

AT_A_TERMINAL = " in a column, or with --carrier"  # of the command todoke ship; here a field stands in the row


def why(reason: str) -> str:
    """One sentence; nothing where nothing stands in its way."""
    if not reason:
        return ""
    named = naming.of("refusals", reason)
    if named != reason:
        return named
    own = translated(reason, "not_leaving")
    if own is not None:
        return own.replace(AT_A_TERMINAL, "")
    found = trouble(reason)
    return (found.place + found.reason + found.mend).replace(AT_A_TERMINAL, "")
