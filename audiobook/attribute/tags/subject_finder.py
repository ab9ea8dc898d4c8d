"""Who does something: the subject that starts at a place in the narration.

A name, a pronoun, the narrator's "I", a group ("they", "the crowd"), or a
noun phrase ("the old man", "his mother"). A possessive is the noun that
follows, not its owner: in "Emma's father said" Emma is silent.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice

from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    UNKNOWN,
    noun,
)
from audiobook.attribute.roster import Mention, Places
from audiobook.attribute.tags.noun_phrases import (
    after_first_adjective,
    bare_kin_at,
    noun_phrase_at,
    words_from,
)
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    OF_THEM,
    PRONOUN,
    SELF,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.subject_patterns import NOUN_LAST, SubjectPatterns

_OF = re.compile(r"\s+of\s+")
# "Old Englishman", "French officer": at most two adjectives, and the people.
_OF_A_PEOPLE = re.compile(r"((?:[a-z-]+\s+){0,2})([A-Z][a-zà-ÿ]+)(?![\w'’-])\s*")
_OWNED = re.compile(r"['’]s?\s+")
_OWNER = re.compile(r"(.+)['’]s")  # of a voice: "a girl's voice"
_VOICE_OF = re.compile(r"(?:voices?|tones?|accents)\s+of\s+(?:the\s+)?$")
_MAX_WORDS = 6  # of a phrase, or before a name
_MAX_LETTERS = 60  # between the start of a description and the name in it


@dataclass(frozen=True, slots=True)
class SubjectFinder:
    """Finds subjects in the text of one chapter.

    ``places`` are where people are named in the book; ``patterns`` those of
    its language.
    """

    text: str
    chapter: int
    places: Places
    patterns: SubjectPatterns

    def subject_at(self, at: int, *, inverted: bool) -> Subject | None:
        """The subject that starts at ``at``.

        ``inverted`` where its verb stands before it.
        """
        return (
            self._name(at, inverted=inverted)
            or self._described_name(at, inverted=inverted)
            or self._pronoun(at)
            or self._somebody(at)
            or self._noun_phrase(at, inverted=inverted)
        )

    def _name(self, at: int, *, inverted: bool) -> Subject | None:
        """A name at ``at``, or behind words that may precede a name.

        The owner of something is not a subject: what they own is.
        """
        starts = [at]
        prefix = self.patterns.before_name.match(self.text, at)
        if prefix is not None:
            starts.append(prefix.end())
        for start in starts:
            mention = self.places.at(self.chapter, start)
            if mention is None or mention.oblique:
                continue
            owned = _OWNED.match(self.text, mention.end)
            if owned is not None:
                return self._owned(mention, at, owned.end(), inverted=inverted)
            return Subject(
                NAME,
                at,
                mention.end,
                mention.person,
            )
        return None

    def _owned(
        self,
        owner: Mention,
        at: int,
        first: int,
        *,
        inverted: bool,
    ) -> Subject | None:
        """Somebody who is somebody's: "Emma's father", whose noun stands at ``first``.

        With a voice its owner speaks: "Emma's voice".
        """
        words = self._phrase_words(first, inverted=inverted)
        if words and words[-1].group() in self.patterns.voices:
            return Subject(NAME, at, words[-1].end(), owner.person)
        subject = self._phrase(at, first, inverted=inverted, definite=True)
        if subject is None or subject.kind != NOUN:
            return subject
        return replace(subject, owner=owner.person)

    def _described_name(self, at: int, *, inverted: bool) -> Subject | None:
        """A name that a description precedes.

        After adjectives: "the more candid Lady Bertram"; as the owner of a
        voice: "the clear voice of Inspector Dole"; after a verb also with one
        adjective and no article: "said dour Major Hall".
        """
        mention = self._next_name(at)
        if mention is None or not self.text[mention.start - 1].isspace():
            return None
        # What stands before the name, without its article and its "voice of".
        description = self.text[at : mention.start]
        voice = _VOICE_OF.search(description)
        if voice is not None:
            description = description[: voice.start()]
        determiner = self.patterns.determiner.match(description)
        if determiner is not None:
            description = description[determiner.end() :]
        adjectives = description.split()
        if len(adjectives) > _MAX_WORDS or not all(map(self._may_describe, adjectives)):
            return None
        # Without an article the words may be anything: a compound adjective
        # is safe, and so is a single word between a verb and a name.
        introduced = voice is not None or determiner is not None
        alone = inverted and len(adjectives) == 1
        compound = any("-" in word for word in adjectives[-1:])
        if introduced or alone or compound:
            return Subject(
                NAME,
                at,
                mention.end,
                mention.person,
            )
        return None

    def _next_name(self, at: int) -> Mention | None:
        """The first name soon after ``at``, if it may be a subject."""
        mentions = self.places.within(self.chapter, at + 1, at + _MAX_LETTERS)
        if not mentions:
            return None
        mention = mentions[0]
        if mention.oblique or _OWNED.match(self.text, mention.end):
            return None
        return mention

    def _may_describe(self, word: str) -> bool:
        """Whether a word may describe the name that follows.

        Any small word may that ends no phrase and is not a verb of speech; a
        comma may follow it: "the tall, thin Major Hall".
        """
        if word in self.patterns.describes_no_name:
            return False
        return self.patterns.word.fullmatch(word.rstrip(",")) is not None

    def _pronoun(self, at: int) -> Subject | None:
        """A pronoun; one that is neither "he", "she" nor "it" means several."""
        patterns = self.patterns
        match = patterns.pronoun.match(self.text, at)
        if match is None:
            return None
        word = match.group().lower()
        end = match.end()
        if word in patterns.me:
            return Subject(SELF, at, end)
        kind = SEVERAL
        if word in patterns.genders:
            kind = PRONOUN
        gender = patterns.genders.get(word, UNKNOWN)
        return Subject(
            kind,
            at,
            end,
            gender=gender,
            head=word,
        )

    def _somebody(self, at: int) -> Subject | None:
        """Somebody without a noun, whose phrase is "one of them": "said one"."""
        match = self.patterns.somebody.match(self.text, at)
        if match is None:
            return None
        word = match.group().lower()
        return Subject(
            NOUN,
            at,
            match.end(),
            head=word,
            phrase=f"{word}{OF_THEM}",
            definite=False,
        )

    def _noun_phrase(self, at: int, *, inverted: bool) -> Subject | None:
        """A noun with its article: "the old man", "his mother"."""
        patterns = self.patterns
        if patterns.noun_position != NOUN_LAST:
            return noun_phrase_at(self.text, at, patterns.language, inverted=inverted)
        determiner = patterns.determiner.match(self.text, at)
        if determiner is None:
            return bare_kin_at(self.text, at, patterns.language)
        # "That she had seen it" has no noun.
        if patterns.pronoun.match(self.text, determiner.end()):
            return None
        definite = not determiner.group().lower().startswith(patterns.indefinite)
        people = _OF_A_PEOPLE.match(self.text, determiner.end())
        if people is not None and all(map(self._is_adjective, people[1].split())):
            return self._of_a_people(at, people, inverted=inverted, definite=definite)
        return self._phrase(at, determiner.end(), inverted=inverted, definite=definite)

    def _of_a_people(
        self, at: int, people: re.Match[str], *, inverted: bool, definite: bool
    ) -> Subject | None:
        """Somebody of a people: "the French officer", "a German", "the old Englishman".

        "The German" may have a name.
        """
        word = self.patterns.word.match(self.text, people.end())
        if word is not None and word.group() not in self.patterns.speech:
            officer = self._phrase(
                at, people.end(), inverted=inverted, definite=definite
            )
            if officer is not None:
                return officer
        if definite and not people[1]:
            return None
        german = people[2]
        return Subject(
            NOUN, at, people.end(2), head=german, phrase=german, definite=definite
        )

    def _phrase(
        self, at: int, first: int, *, inverted: bool, definite: bool
    ) -> Subject | None:
        """The noun phrase whose first word stands at ``first``."""
        matches = self._phrase_words(first, inverted=inverted)
        if not matches:
            return None
        patterns = self.patterns
        last = matches[-1]
        head = last.group()
        end = last.end()
        # A thing does not speak; whoever owns it does.
        if head in patterns.things:
            of = _OF.match(self.text, end)
            # "The sharp voice of the cobbler": he speaks.
            if head in patterns.voices and of is not None:
                return self.subject_at(of.end(), inverted=True)
            owner = _OWNER.fullmatch("".join(m.group() for m in matches[-2:-1]))
            if owner is None:
                return self._owner(at, end)
            head = owner.group(1)
            end = matches[-2].start() + len(head)
        gender = ""
        listed = noun(head, patterns.language)
        if listed is not None:
            gender = listed.gender
        kind = NOUN
        if head in patterns.groups:
            kind = SEVERAL
        return Subject(
            kind,
            at,
            end,
            gender=gender,
            head=head,
            phrase=" ".join(self.text[first:end].split()),
            definite=definite,
        )

    def _phrase_words(self, first: int, *, inverted: bool) -> list[re.Match[str]]:
        """The words of a noun phrase: up to a stop, or up to its verb."""
        patterns = self.patterns
        matches: list[re.Match[str]] = []
        # "A tall, thin sailor" is what "a thin sailor" is.
        at = after_first_adjective(self.text, first, patterns.word, self._is_adjective)
        following = words_from(self.text, at, patterns.word)
        for match in islice(following, _MAX_WORDS):
            word = match.group()
            if self._ends_phrase(word):
                break
            # A phrase ends before its verb; one behind its verb has none.
            is_verb = word in patterns.speech
            if is_verb and matches and not inverted:
                break
            matches.append(match)
        return self._without_pro_noun(matches)

    def _is_adjective(self, word: str) -> bool:
        """Whether a word may stand before a noun, and is none for somebody itself."""
        patterns = self.patterns
        if self._ends_phrase(word) or word in patterns.speech:
            return False
        if patterns.determiner.match(f"{word} "):
            return False
        return noun(word, patterns.language) is None

    def _ends_phrase(self, word: str) -> bool:
        """Whether a word is not part of a noun phrase.

        A stop, or an adverb by its ending.
        """
        patterns = self.patterns
        if word in patterns.phrase_ends:
            return True
        return (
            word.endswith(patterns.adverb_endings)
            and noun(word, patterns.language) is None
        )

    def _without_pro_noun(self, matches: list[re.Match[str]]) -> list[re.Match[str]]:
        """The words without one that only stands for the noun before it.

        "One" or "other" behind a listed noun.
        """
        if len(matches) < 2 or matches[-1].group() not in self.patterns.pro_nouns:
            return matches
        if noun(matches[-2].group(), self.patterns.language) is None:
            return matches
        return matches[:-1]

    def _owner(self, at: int, end: int) -> Subject | None:
        """Whose voice it is in "his voice said".

        ``None`` where no owner is told, as in "the voice said".
        """
        owner = self.patterns.owner.match(self.text, at)
        if owner is None:
            return None
        if owner.group().lower() in self.patterns.his:
            return Subject(
                PRONOUN,
                at,
                end,
                gender=MALE,
                head="he",
            )
        return Subject(
            PRONOUN,
            at,
            end,
            gender=FEMALE,
            head="she",
        )
