"""What each kind of evidence is worth: the ranker trained without it, on the same folds and
features.

A group's columns are emptied in both stages and the trees are fitted anew; who is a candidate
stays as it is. To stay affordable, the second stage learns from first odds of the same folds
(``evaluate`` nests them) and from whole novels alone, so that these rows are to be compared with
one another only.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from audiobook.attribute.ranker.evidence import Floats
from audiobook.attribute.ranker.features import FeatureTable, second_stage_features
from audiobook.attribute.ranker.smoothing import smoothed
from benchmarks.attribution.data import scorer
from benchmarks.attribution.evaluate_tables import TYPES, markdown
from benchmarks.attribution.train import folds, taught, unseen_odds
from benchmarks.attribution.train_data import Example

LOG = logging.getLogger(__name__)
NOTHING = "nothing"
SECOND = "second stage"
CHAIN = "chain"
GROUPS = {
    "own tags and beats": r"(name|pronoun) \w+_\w+|read .*|tag|tag pronoun|tag is role|strength|pronoun|names",
    "tags by whole sentences": r"read .*",
    "tags of the turns around": r"tag (pronoun )?[+-]\d|strength [+-]1",
    "gender": r"(read )?pronoun.*|tag pronoun.*|gender|spoken to as such.*|rank of naming, fitting",
    "names in speech": r"named in (own )?speech.*|call(ed|s) .*|spoken to as such.*|somebody called.*"
    r"|usually (says such names|calls so)",
    "who was named, how "
    "lately": r"(since|until) (named|subject|spoken of).*|(subject|object) in .*"
    r"|rank of naming.*|named in (paragraph|next|\d+)|people in .*",
    "pronouns followed back": r".*\bmeant\b.*|rank of meaning",
    "who was tagged, how lately": r"(since|until) tagged.*|tags (within|in run|in scene).*",
    "standing in the "
    "book": r"tags in book|share of (tags|names|odds)|rank of names|spoken of|role",
    "shape of the turn": r"length.*|narration|asks.*|quotations|place in run|gap .*",
    "who takes turns": r"(same |other )?side of .*|odds [+-].*|certainty.*",
    "company": r"since spoke|until speaks|speaks (within|in) .*|answer.*|company|calls the speaker.*",
    "manner of talking": r"manner of talking",
    "what an epithet means": r"near epithet.*|named before epithet|brought in|usually tagged so",
}


def ablation(examples: Sequence[Example], groups: Sequence[str] = ()) -> str:
    """A row for everything, without the chain, without the second stage, and for each group left
    out. Raises ``KeyError``.
    """
    fold = folds([e.name for e in examples])
    first, second = _odds(examples, fold, "")
    rows = [
        _row(NOTHING, examples, _settled(examples, second)),
        _row(CHAIN, examples, second),
    ]
    rows.append(_row(SECOND, examples, _settled(examples, first)))
    for group in groups or GROUPS:
        LOG.info("without: %s", group)
        known = first if _of_second_stage(examples, GROUPS[group]) else None
        rows.append(
            _row(
                group,
                examples,
                _settled(examples, _odds(examples, fold, GROUPS[group], known)[1]),
            )
        )
    return markdown(["left out", "voice", *TYPES.values(), "not named"], rows)


def _of_second_stage(examples: Sequence[Example], pattern: str) -> bool:
    """Whether the first stage has no such evidence, so that its odds stay as they are."""
    return not any(re.fullmatch(pattern, name) for name in examples[0].table.names)


def _settled(
    examples: Sequence[Example], odds: Mapping[str, Floats]
) -> Mapping[str, Floats]:
    return {
        e.name: smoothed(e.scene, e.table.candidates, odds[e.name]) for e in examples
    }


def _row(
    left_out: str, examples: Sequence[Example], odds: Mapping[str, Floats]
) -> list[str]:
    total = _total(examples, odds)
    return [
        left_out,
        *(f"{100 * total[key]:.1f}" for key in ("voice_acc", *TYPES, "voice_NonExp")),
    ]


def _odds(
    examples: Sequence[Example],
    fold: Mapping[str, int],
    pattern: str,
    known: Mapping[str, Floats] | None = None,
) -> tuple[Mapping[str, Floats], Mapping[str, Floats]]:
    """Both stages' odds for every novel by trees that have not seen it, a group's features empty;
    the first stage's are ``known`` where the group is none of it.
    """
    tables = {e.name: emptied(e.table, pattern) for e in examples}
    first = known or _unseen(examples, tables, fold)
    both: dict[str, FeatureTable] = {}
    for example in examples:
        features = second_stage_features(
            example.scene, example.table, first[example.name]
        )
        both[example.name] = emptied(features, pattern)
    return first, _unseen(examples, both, fold)


def _unseen(
    examples: Sequence[Example],
    tables: Mapping[str, FeatureTable],
    fold: Mapping[str, int],
) -> Mapping[str, Floats]:
    lessons = {e.name: taught(e, tables[e.name]) for e in examples}
    return unseen_odds(examples, tables, lessons, fold)


def emptied(table: FeatureTable, pattern: str) -> FeatureTable:
    """A table whose features of a group say nothing."""
    empty = {
        name: np.zeros_like(values)
        for name, values in table.columns.items()
        if re.fullmatch(pattern, name)
    }
    return replace(table, columns={**table.columns, **empty})


def _total(
    examples: Sequence[Example], odds: Mapping[str, Floats]
) -> Mapping[str, float]:
    module = scorer()
    per = {
        e.name: module.score_novel(e.gold, e.answers(odds[e.name])) for e in examples
    }
    total: Mapping[str, float] = module.summarise(per)["macro"]
    return total
