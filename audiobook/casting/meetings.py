"""Who talks near whom, and how near: the graph whose neighbours must not sound alike.

Two speakers meet where both talk in one scene. Each turn adds 1/distance to the weight of its
speaker with everyone who spoke before in the scene, the distance counted in turns: partners in
conversation weigh most.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from audiobook.model import NARRATOR, Kind, Script, Utterance

Meetings = Mapping[str, Mapping[str, float]]

# Speakers of one scene that a turn is compared with, latest first: keeps a crowd affordable.
REMEMBERED = 40

_SCENE_ENDS = (Kind.BREAK, Kind.HEADING)


def meetings(script: Script) -> Meetings:
    """Speaker -> whoever they meet -> weight, symmetric.

    The narrator, who meets everybody, is left out.
    """
    graph: dict[str, dict[str, float]] = {}
    for scene in _scenes(script):
        _add_scene(graph, scene)
    return graph


def _scenes(script: Script) -> Iterator[list[str]]:
    """The turns of each scene: speakers in order, nobody twice in a row."""
    for chapter in script.utterances:
        turns: list[str] = []
        for utterance in chapter:
            if utterance.kind in _SCENE_ENDS:
                yield turns
                turns = []
            elif _is_turn(utterance) and turns[-1:] != [utterance.speaker]:
                turns.append(utterance.speaker)
        yield turns


def _is_turn(utterance: Utterance) -> bool:
    is_speech = utterance.kind in (Kind.DIALOGUE, Kind.THOUGHT)
    return is_speech and utterance.speaker != NARRATOR


def _add_scene(graph: dict[str, dict[str, float]], turns: list[str]) -> None:
    latest: dict[str, int] = {}  # speaker -> their latest turn, the latest speaker last
    for now, speaker in enumerate(turns):
        latest.pop(speaker, None)
        for other in islice(reversed(latest), REMEMBERED):
            weight = 1 / (now - latest[other])
            _add_weight(graph, speaker, other, weight)
            _add_weight(graph, other, speaker, weight)
        latest[speaker] = now


def _add_weight(
    graph: dict[str, dict[str, float]], speaker: str, neighbour: str, weight: float
) -> None:
    neighbours = graph.setdefault(speaker, {})
    neighbours[neighbour] = neighbours.get(neighbour, 0) + weight
