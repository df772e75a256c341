"""What the doctor says of the model that writes summaries."""

from bot.app.summaries import writer
from bot.cli.findings import Check
from bot.config import Config
from bot.domain.errors import NotWritten

PATIENCE = 10.0  # seconds
SHOWN = 5  # models
REMEDIES = {
    "down": "start it, or mend summaries.llm.base_url",
    "refused": "look at summaries.llm.base_url (it usually ends with /v1) and summaries.llm.api_key",
    "garbled": "look at summaries.llm.base_url: it usually ends with /v1",
}


async def check(config: Config) -> tuple[Check, ...]:
    """Whether the endpoint answers and knows the model; asks for the list of models, which costs nothing."""
    if config.summaries.engine != "llm":
        return ()
    wanted = config.summaries.llm.model
    async with writer(config) as model:
        try:
            models = await model.models(PATIENCE)
        except NotWritten as error:
            remedy = REMEDIES.get(error.reason, "look at the endpoint; until then articles' own sentences do")
            return (Check("summaries", False, str(error), remedy),)
    if wanted in models or f"{wanted}:latest" in models:
        return (Check("summaries", True, f"{model.where} knows {wanted}"),)
    known = ", ".join(models[:SHOWN]) or "none"
    return (Check("summaries", False, f"{model.where} does not know {wanted}", f"it knows: {known}"),)
