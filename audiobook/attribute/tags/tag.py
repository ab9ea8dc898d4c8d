"""Tags: the words of narration that say who speaks, and how surely they do.

``said``    after or between quotations: "Go on," said Emma / Emma said / corroborated Flora
``leads``   before the quotation, in its own sentence: Emma said, "Go on."
``intro``   the paragraph before ends in a colon or comma: Emma turned to him and said:
``beat``    somebody acts in the quotation's paragraph: Mizuki crossed his arms. "You're fine."
"""

from dataclasses import dataclass

from audiobook.attribute.tags.subject import Subject

# Kinds of tag.
SAID = "said"
LEADS = "leads"
INTRO = "intro"
BEAT = "beat"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a turn.

    ``quotation`` is the index, within the turn, of the quotation that the tag
    belongs to; ``verb`` may be empty; ``[start, end)`` are the words of the
    chapter to show to a reader. ``listener`` is the person who is spoken to:
    Tom in "he said to Tom".
    """

    kind: str
    subject: Subject
    quotation: int
    verb: str = ""
    start: int = 0
    end: int = 0
    listener: int | None = None
