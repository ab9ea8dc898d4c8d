"""The attributors that ship with the program; the first is the default."""

from audiobook.attribute.base import Attributor
from audiobook.registry import Seam

ATTRIBUTORS: Seam[Attributor] = Seam(
    what="attributor",
    group="audiobook.attributors",
    table={
        "ranker": "audiobook.attribute.ranker.ranker:RankerAttributor",
        "rules": "audiobook.attribute.rules.rules:RulesAttributor",
        "llm": "audiobook.attribute.llm.reader:LanguageModelAttributor",
    },
)
