"""The page on which the owner of a connected account answers Stripe's questions: one button does."""

from local.stripe_simulator.checkout_page import html
from local.stripe_simulator.resources.connected_accounts import change
from local.stripe_simulator.world import World


def onboarding(world: World, token: str, *, sent: bool) -> tuple[int, str, str | None]:
    """Status, page, and where to go on; a page that was used sends its visitor for a new one."""
    link = world.onboarding.get(token)
    if link is None:
        return 404, html.message("Page not found", "There is no such page of questions."), None
    known = world.connected[link["account"]]
    if link.get("used"):
        return 303, "", link["refresh_url"]
    if not sent:
        return 200, html.onboarding(known["name"] or known["id"], known["missing"]), None
    link["used"] = True
    change(world, known["id"], card="active", missing=[])
    return 303, "", link.get("return_url") or link["refresh_url"]
