"""Which spellings are one person.

Full names come first; then titles with a name; then single words; then titles on their own. "Mr. X", "Mrs. X"
and "Miss X" are three people, and each joins a bearer of the surname with a first name only where just one
fits. A single word is a first name if somebody has it as one, else a surname. Nicknames join only where one of
the two spellings is mostly a form of address: in a book where both are told of, Kitty is not Catherine.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from audiobook.attribute.evidence import Form, is_common, title_gender
from audiobook.attribute.gender import gender_of
from audiobook.attribute.lexicon import is_first_name, nicknames, nouns, title, words
from audiobook.attribute.sides import Sides, key

_MARRIED = {"mrs", "madame", "mme", "frau", "signora", "señora", "missus"}
_SINGLE = {"miss", "mademoiselle", "mlle", "fraulein", "fräulein", "signorina"}
_STATIONS = {"lady", "sir", "mr"}
_KIN = {"father", "mother", "sister", "brother", "cousin", "aunt", "uncle", "nurse", "cook"}
_BOUND = {"mr", "mrs", "miss", "ms", "messrs", "m", "mx", "don", "lord"}
_ADDRESS_SHARE = 0.6
_FEW = 2
_RARE = 0.25
_BESIDE_SHARE = 0.06


@dataclass(slots=True)
class Cluster:
    """The spellings of one person, and what they say together."""

    forms: list[Form] = field(default_factory=list)
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    alone: list[Form] = field(default_factory=list)  # the bare first name, before it is placed

    @property
    def count(self) -> int:
        """How often the person is named."""
        return sum(f.count for f in self.forms)

    @property
    def titles(self) -> set[str]:
        """Every title that is used of the person."""
        return {t for f in self.forms for t in f.titles}

    @property
    def gender(self) -> str:
        """Gender by the spellings found so far."""
        return gender_of(self.forms)[0]


def cluster(forms: list[Form], seen: Sides) -> list[Cluster]:
    """People from spellings, the most often named first; ``seen`` tells which spellings answer each other."""
    clusters: list[Cluster] = []
    people = [f for f in forms if _is_person(f, forms) and not _two_people(f, forms)]
    for form in sorted((f for f in people if len(f.words) > 1), key=lambda f: (-len(f.words), -f.count, f.name)):
        _place_full(form, clusters)
    for found in clusters:
        found.alone = [f for f in people if not f.titles and len(f.words) == 1 and f.words[0] in found.firsts]
    for form in (f for f in people if f.titles and len(f.words) == 1):
        _place_titled(form, clusters, seen)
    for form in (f for f in people if not f.titles and len(f.words) == 1):
        _place_bare(form, clusters)
    for form in (f for f in people if not f.words):
        _place_title(form, clusters)
    _join_nicknames(clusters)
    return sorted(clusters, key=lambda c: (-c.count, c.forms[0].name))


def _is_person(form: Form, forms: list[Form]) -> bool:
    if not form.words:
        noun = title(form.titles[0])
        told = form.tags + form.acts
        return noun is not None and form.titles[0] not in _BOUND and told >= _FEW and form.count >= 3
    if len(form.words) == 1 and form.words[0].lower() in words("not_names") and not form.titles:
        return False
    if len(form.words) == 1 and form.words[0].endswith("s") and not form.titles:
        singular = {form.words[0][:-1], form.words[0].removesuffix("es")}
        if any(f.count > form.count and f.words and f.words[-1] in singular for f in forms):
            return False
    return _told(form) and form.person > 0 and not is_common(form, forms)


def _told(form: Form) -> bool:
    """Whether more than a form of address speaks for a person: "Hark!" is addressed to everybody."""
    if form.titles or form.tags + form.acts or any(is_first_name(w) for w in form.words):
        return True
    return form.inside >= 2 and form.inside >= form.count / 2


def _two_people(form: Form, forms: list[Form]) -> bool:
    """Whether two names met once by chance ("in June Kitty came")."""
    if form.count > 1 or form.titles or len(form.words) != _FEW:
        return False
    alone = all(any(f.words == (w,) and f.count >= 5 for f in forms) for w in form.words)
    return alone and is_first_name(form.words[1])


def _fits(form: Form, candidate: Cluster) -> bool:
    """Whether a spelling may belong to a person: no other gender, and not both Mrs. and Miss."""
    stations = {_station(t) for t in (*form.titles, *candidate.titles)} - {""}
    if len(stations) > 1:
        return False
    own, theirs = title_gender(form.titles) or gender_of([form])[0], candidate.gender
    return not own or not theirs or own == theirs


def _station(word: str) -> str:
    """What nobody in a book is called at the same time: "Mrs." and "Miss", "Sir" and "Mr."."""
    return "mrs" if word in _MARRIED else "miss" if word in _SINGLE else word if word in _STATIONS else ""


def _found(clusters: list[Cluster], test: Callable[[Cluster], bool]) -> list[Cluster]:
    return sorted((c for c in clusters if test(c)), key=lambda c: (-c.count, c.forms[0].name))


def _add(form: Form, target: Cluster) -> None:
    target.forms.append(form)


def _new(form: Form, clusters: list[Cluster], first: str = "", last: str = "") -> None:
    clusters.append(Cluster([form], {first} - {""}, {last} - {""}))


def _same_first(one: str, other: str) -> bool:
    known = nicknames()
    a, b = one.lower(), other.lower()
    return a == b or bool(known.get(a, frozenset((a,))) & known.get(b, frozenset((b,))))


def _place_full(form: Form, clusters: list[Cluster]) -> None:
    own = list(form.words)

    def contains(candidate: Cluster) -> bool:
        return _fits(form, candidate) and any(
            _within(own, list(f.words)) or _nicknamed_as(form, f) for f in candidate.forms
        )

    fitting = _found(clusters, contains)
    if fitting:
        _add(form, fitting[0])
        fitting[0].firsts.add(own[0])
        return
    _new(form, clusters, own[0], own[-1])


def _nicknamed_as(form: Form, full: Form) -> bool:
    """Whether a full name is another with a nickname for its first name; where both are told of, they are
    father and son.
    """
    one, other = form.words, full.words
    rare = min(form.count, full.count) <= _RARE * max(form.count, full.count)
    return one[-1] == other[-1] and _same_first(one[0], other[0]) and (rare or _same_titles(form, full))


def _same_titles(one: Form, other: Form) -> bool:
    return bool(one.titles) and one.titles == other.titles


def _within(short: list[str], full: list[str]) -> bool:
    """Whether a name is another one shortened or turned round."""
    if len(full) < 2 or sorted(short) == sorted(full):
        return sorted(short) == sorted(full)
    rest: Iterator[str] = iter(full)
    return all(word in rest for word in short)


def _place_titled(form: Form, clusters: list[Cluster], seen: Sides) -> None:
    word = form.words[0]
    named = _found(clusters, lambda c: word in c.firsts and _fits(form, c)) if _before_first_name(form) else []
    named.sort(key=lambda c: not c.titles & set(form.titles))
    bearers = _bearers(form, word, clusters, seen)
    if named and (is_first_name(word) or not bearers):
        _add(form, named[0])
    elif bearers and not _several(form, word, clusters) and not _family(form, clusters, word):
        _add(form, bearers[0])
    elif is_first_name(word) and _given(form):
        _new(form, clusters, first=word)
    else:
        _new(form, clusters, last=word)


def _bearers(form: Form, word: str, clusters: list[Cluster], seen: Sides) -> list[Cluster]:
    """Who has the surname and may be meant by the spelling, the most often named first."""
    return [c for c in _found(clusters, lambda c: word in c.lasts and _fits(form, c)) if not _apart(form, c, seen)]


def _several(form: Form, word: str, clusters: list[Cluster]) -> bool:
    """Whether more than one person with a first name may be meant by a title and a surname."""
    counts = sorted(
        c.count + sum(f.count for f in c.alone)
        for c in clusters
        if word in c.lasts and c.firsts and _fits(form, c)
    )
    return len(counts) > 1 and counts[-2] >= _RARE * counts[-1]


def _apart(form: Form, candidate: Cluster, seen: Sides) -> bool:
    """Whether the text tells a spelling from a person: they answer or name each other, or share clauses."""
    others = [f.number for f in (*candidate.forms, *candidate.alone) if f.number != form.number]
    pairs = [key(form.number, other) for other in others]
    same, opposite = (sum(tally[p] for p in pairs) for tally in (seen.same, seen.opposite))
    naming = sum(seen.names[(form.number, o)] + seen.names[(o, form.number)] for o in others)
    together = sum(seen.beside[p] for p in pairs)
    against = opposite + naming
    return (against >= _FEW and against > same) or together >= _FEW + _BESIDE_SHARE * min(
        form.count, candidate.count
    )


def _family(form: Form, clusters: list[Cluster], word: str) -> bool:
    """Whether a "Mrs. X" meets a first-named X who is young or single: mother and daughter, not one woman."""
    bearers = [c for c in clusters if word in c.lasts and c.firsts and c.gender == "female"]
    return bool(set(form.titles) & {*_MARRIED, "lady"}) and any(
        not c.titles & {*_MARRIED, "lady"} for c in bearers
    )


def _given(form: Form) -> bool:
    """Whether the title goes with first names: "Aunt Ann", "Miss Ann", hardly "Mr. Ann"."""
    noun = title(form.titles[-1])
    return noun is not None and (noun.kind == "given" or form.titles[-1] in _SINGLE)


def _before_first_name(form: Form) -> bool:
    """Whether the title may go with a first name: "Mr. Frank", never "Colonel Frank"."""
    noun = title(form.titles[-1])
    return noun is not None and noun.kind != "rank"


def _place_bare(form: Form, clusters: list[Cluster]) -> None:
    word, _, honorific = form.words[0].partition("-") if _honorific(form.words[0]) else (form.words[0], "", "")
    named = _found(clusters, lambda c: word in c.firsts and _fits(form, c))
    bearers = _found(clusters, lambda c: word in c.lasts and _fits(form, c))
    bearers.sort(key=lambda c: not any(f.titles and f.words == (word,) for f in c.forms))
    men = [c for c in bearers if c.gender != "female"]
    if named:
        _add(form, named[0])
    elif bearers and (len(bearers) == 1 or men) and not honorific:
        _add(form, (men or bearers)[0])
    elif bearers:
        _add(form, bearers[0])
    else:
        _new(form, clusters, first=word)


def _honorific(word: str) -> bool:
    return word.rpartition("-")[2] in nouns("honorifics") and "-" in word


def _place_title(form: Form, clusters: list[Cluster]) -> None:
    own = form.titles[0]
    if own in _KIN and form.tags < _FEW:
        return
    holders = _found(clusters, lambda c: own in c.titles)
    if len(holders) == 1 or (holders and holders[0].count > 3 * holders[1].count):
        _add(form, holders[0])
    else:
        _new(form, clusters)


def _join_nicknames(clusters: list[Cluster]) -> None:
    for short in sorted(clusters, key=lambda c: (c.count, c.forms[0].name)):
        if len(short.firsts) != 1 or short.lasts:
            continue
        target = _nicknamed(short, clusters)
        if target is not None:
            target.forms.extend(short.forms)
            clusters.remove(short)


def _nicknamed(short: Cluster, clusters: list[Cluster]) -> Cluster | None:
    """The one person whose first name this is short for."""
    (name,) = short.firsts
    fulls = [
        c
        for c in clusters
        if c is not short
        and any(_same_first(name, f) or _clipped(name, f) for f in c.firsts)
        and (not c.gender or not short.gender or c.gender == short.gender)
        and (_address(short) or _address(c))
    ]
    return fulls[0] if len(fulls) == 1 else None


def _clipped(short: str, full: str) -> bool:
    """Whether a name is the end of another ("Ruka" of "Iruka") and no first name of its own."""
    tail = full.lower().endswith(short.lower()) and 1 <= len(full) - len(short) <= 3
    return tail and len(short) >= 3 and not is_first_name(short)


def _address(person: Cluster) -> bool:
    return sum(f.quoted for f in person.forms) >= _ADDRESS_SHARE * person.count
