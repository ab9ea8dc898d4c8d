"""Which spellings are one person.

Full names come first; then titles with a name; then single words; then titles on their own. "Mr. X", "Mrs. X"
and "Miss X" are three people, and each joins a bearer of the surname with a first name only where just one
fits. A single word is a first name if somebody has it as one, else a surname. Nicknames join only where one of
the two spellings is mostly a form of address: in a book where both are told of, Kitty is not Catherine.
"""

from collections.abc import Callable, Iterator

from audiobook import language as languages
from audiobook.attribute.lexicon import MALE, is_first_name, nouns, title, words
from audiobook.attribute.people.clusters import Cluster, apart
from audiobook.attribute.people.evidence import Form, is_common, title_gender
from audiobook.attribute.people.gender import gender_of
from audiobook.attribute.people.married_names import join_wives
from audiobook.attribute.people.nicknames import join_nicknames, same_first
from audiobook.attribute.people.sides import Sides

_FEW = 2
_COMMON = 5
_RARE = 0.25
_IN_FULL = 0.4  # full names for every spelling by title and surname
_AHEAD = 1.5  # times as many as the next bearer


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
    join_wives(clusters, seen, _fits)
    join_nicknames(clusters, seen)
    return sorted(clusters, key=lambda c: (-c.count, c.forms[0].name))


def _is_person(form: Form, forms: list[Form]) -> bool:
    if not form.words:
        noun = title(form.titles[0], form.language)
        told = form.tags + form.acts
        return (
            noun is not None and form.titles[0] not in _listed(form, "bound") and told >= _FEW and form.count >= 3
        )
    if len(form.words) == 1 and form.words[0].lower() in words("not_names", form.language) and not form.titles:
        return False
    if len(form.words) == 1 and form.words[0].endswith("s"):
        singular = {form.words[0][:-1], form.words[0].removesuffix("es")} - {form.words[0]}
        if any(f.count > form.count and f.words and f.words[-1] in singular for f in forms):
            return False
    return _told(form) and (form.person > 0 or _surname(form, forms)) and not is_common(form, forms)


def _surname(form: Form, forms: list[Form]) -> bool:
    """Whether a word that speaks is the surname of somebody with a title."""
    titled = (f for f in forms if f.titles and f.person > 0)
    return form.tags > 0 and any(f.words[-1:] == form.words for f in titled)


def _told(form: Form) -> bool:
    """Whether more than a form of address speaks for a person: "Hark!" is addressed to everybody."""
    if form.titles or form.tags + form.acts or any(is_first_name(w, form.language) for w in form.words):
        return True
    return form.inside >= 2 and form.inside >= form.count / 2


def _two_people(form: Form, forms: list[Form]) -> bool:
    """Whether two names met once by chance ("in June Kitty came")."""
    if form.count > 1 or form.titles or len(form.words) != _FEW:
        return False
    common = [f for f in forms if len(f.words) == 1 and f.words[0] in form.words and f.count >= _COMMON]
    if {f.words[0] for f in common} != set(form.words):
        return False
    speak = {f.words[0] for f in common if not f.titles and f.tags >= _FEW}
    return is_first_name(form.words[1], form.language) or speak == set(form.words)


def _fits(form: Form, candidate: Cluster) -> bool:
    """Whether a spelling may belong to a person: no other gender, and not both Mrs. and Miss."""
    stations = {_station(t, form.language) for t in (*form.titles, *candidate.titles)} - {""}
    if len(stations) > 1:
        return False
    own, theirs = title_gender(form.titles, form.language) or gender_of([form])[0], candidate.gender
    return not own or not theirs or own == theirs


def _listed(form: Form, key: str) -> frozenset[str]:
    """The titles of one kind in the language of a spelling."""
    return languages.words(form.language, "titles", key)


def _station(word: str, language: str) -> str:
    """What nobody in a book is called at the same time: "Mrs." and "Miss", "Sir" and "Mr."."""
    married, single, others = (languages.words(language, "titles", k) for k in ("married", "single", "stations"))
    return "mrs" if word in married else "miss" if word in single else word if word in others else ""


def _found(clusters: list[Cluster], test: Callable[[Cluster], bool]) -> list[Cluster]:
    return sorted((c for c in clusters if test(c)), key=lambda c: (-c.count, c.forms[0].name))


def _new(form: Form, clusters: list[Cluster], first: str = "", last: str = "") -> None:
    clusters.append(Cluster([form], {first} - {""}, {last} - {""}))


def _place_full(form: Form, clusters: list[Cluster]) -> None:
    own = list(form.words)

    def contains(candidate: Cluster) -> bool:
        return _fits(form, candidate) and any(
            _within(own, list(f.words)) or _nicknamed_as(form, f) for f in candidate.forms
        )

    fitting = _found(clusters, contains)
    if fitting:
        fitting[0].forms.append(form)
        fitting[0].firsts.add(own[0])
        return
    _new(form, clusters, own[0], own[-1])


def _nicknamed_as(form: Form, full: Form) -> bool:
    """Whether a full name is another with a nickname for its first name; where both are told of, they are
    father and son.
    """
    one, other = form.words, full.words
    rare = min(form.count, full.count) <= _RARE * max(form.count, full.count)
    return (
        one[-1] == other[-1] and same_first(one[0], other[0], form.language) and (rare or _same_titles(form, full))
    )


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
    if named and (is_first_name(word, form.language) or not bearers):
        named[0].forms.append(form)
    elif bearers and not _several(form, word, clusters) and not _family(form, clusters, word):
        bearers[0].forms.append(form)
    elif (usual := _usually_so(form, bearers)) is not None:
        usual.forms.append(form)
    elif is_first_name(word, form.language) and _given(form):
        _new(form, clusters, first=word)
    else:
        _new(form, clusters, last=word)


def _bearers(form: Form, word: str, clusters: list[Cluster], seen: Sides) -> list[Cluster]:
    """Who has the surname and may be meant by the spelling, the most often named first."""
    return [c for c in _found(clusters, lambda c: word in c.lasts and _fits(form, c)) if not apart(form, c, seen)]


def _usually_so(form: Form, bearers: list[Cluster]) -> Cluster | None:
    """:func:`_usual` for men, who keep their title."""
    return _usual(form, bearers) if title_gender(form.titles, form.language) == MALE else None


def _usual(form: Form, bearers: list[Cluster]) -> Cluster | None:
    """The one bearer whom the book calls by first name and surname, nearly as often as it uses this spelling:
    the others go by their first names, and their parents would outnumber them.
    """
    full = sorted(((_in_full(c, form.words[0]), -place) for place, c in enumerate(bearers)), reverse=True)
    if not full or full[0][0] < _IN_FULL * form.count or (len(full) > 1 and full[0][0] < _AHEAD * full[1][0]):
        return None
    return bearers[-full[0][1]]


def _in_full(person: Cluster, surname: str) -> int:
    return sum(f.count for f in person.forms if len(f.words) > 1 and f.words[-1] == surname)


def _several(form: Form, word: str, clusters: list[Cluster]) -> bool:
    """Whether more than one person with a first name may be meant by a title and a surname."""
    counts = sorted(
        c.count + sum(f.count for f in c.alone)
        for c in clusters
        if word in c.lasts and c.firsts and _fits(form, c)
    )
    return len(counts) > 1 and counts[-2] >= _RARE * counts[-1]


def _family(form: Form, clusters: list[Cluster], word: str) -> bool:
    """Whether a "Mrs. X" meets a first-named X who is young or single: mother and daughter, not one woman."""
    bearers = [c for c in clusters if word in c.lasts and c.firsts and c.gender == "female"]
    married = {*_listed(form, "married"), "lady"}
    return bool(set(form.titles) & married) and any(not c.titles & married for c in bearers)


def _given(form: Form) -> bool:
    """Whether the title goes with first names: "Aunt Ann", "Miss Ann", hardly "Mr. Ann"."""
    own = form.titles[-1]
    noun = title(own, form.language)
    return noun is not None and (noun.kind == "given" or own in _listed(form, "single"))


def _before_first_name(form: Form) -> bool:
    """Whether the title may go with a first name: "Mr. Frank", never "Colonel Frank"."""
    noun = title(form.titles[-1], form.language)
    return noun is not None and noun.kind != "rank"


def _place_bare(form: Form, clusters: list[Cluster]) -> None:
    word, _, honorific = form.words[0].partition("-") if _honorific(form.words[0]) else (form.words[0], "", "")
    named = _found(clusters, lambda c: word in c.firsts and _fits(form, c))
    named.sort(key=_always_titled)
    bearers = _found(clusters, lambda c: word in c.lasts and _fits(form, c))
    bearers.sort(key=lambda c: not any(f.titles and f.words == (word,) for f in c.forms))
    men = [c for c in bearers if c.gender != "female"]
    if named and not _rather_surname(form, named[0], bearers):
        named[0].forms.append(form)
    elif bearers and (len(bearers) == 1 or men) and not honorific:
        (men or bearers)[0].forms.append(form)
    elif bearers:
        bearers[0].forms.append(form)
    else:
        _new(form, clusters, first=word)


def _always_titled(person: Cluster) -> bool:
    """Whether somebody is never called without a title: "Sir John", never "John"."""
    return all(f.titles for f in person.forms)


def _rather_surname(form: Form, named: Cluster, bearers: list[Cluster]) -> bool:
    """Whether a word is on no list of first names and a titled surname more often: "Colonel Fitzwilliam"."""
    word = form.words[0]
    first = sum(f.count for f in named.forms if word in f.words)
    last = max((sum(f.count for f in c.forms if f.titles and f.words == (word,)) for c in bearers), default=0)
    return last > first and not is_first_name(word, form.language)


def _honorific(word: str) -> bool:
    return word.rpartition("-")[2] in nouns("honorifics") and "-" in word


def _place_title(form: Form, clusters: list[Cluster]) -> None:
    own = form.titles[0]
    if own in _listed(form, "kin") and form.tags < _FEW:
        return
    holders = _found(clusters, lambda c: own in c.titles)
    if len(holders) == 1 or (holders and holders[0].count > 3 * holders[1].count):
        holders[0].forms.append(form)
    else:
        _new(form, clusters)
