"""The schedule edge: one thing after the other; what fails keeps no other from its turn."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from shared.errors import AppError
from shared.runtime.logging import logger


def sweep(ids: Iterable[str], act: Callable[[str], None]) -> dict[str, Any]:
    """Counts of one run. Expected failures are due again; a defect is logged with its trace and raised at the end."""
    done, failed, defects = 0, Counter[str](), list[Exception]()
    for item_id in ids:
        try:
            act(item_id)
            done += 1
        except AppError as error:
            failed[error.code] += 1
        except Exception as defect:  # noqa: BLE001 - the edge: the other things must have their turn first
            logger().exception("defect", extra={"id": item_id})
            defects.append(defect)
    counts = {"done": done, "failed": dict(failed), "defects": len(defects)}
    logger().info("swept", extra=counts)
    if defects:
        raise defects[0]
    return counts
