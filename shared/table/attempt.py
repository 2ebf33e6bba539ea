"""An update that may come too late: somebody else was faster, and that is no error."""

from shared.table.port import ConditionFailed, Table, Update


def try_update(table: Table, update: Update) -> bool:
    """Whether it was made; not when its condition does not hold any more, and nothing has then changed."""
    try:
        table.update(update)
    except ConditionFailed:
        return False
    return True
