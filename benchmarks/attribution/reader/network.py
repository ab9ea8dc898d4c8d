"""The encoder and its head, in torch: used for training alone.

The lower layers are those of the pretrained encoder and stay as they are, so that what they say of
a passage is computed once. The marks (slots, genders, speech, first odds) join above them.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.attribution.reader.passages import SLOTS, UNKNOWN_GENDER
from benchmarks.attribution.reader.stream import OPENS_SCENE

WIDTH = 384
HEADS = 12
INNER = 1536
FROZEN = 3  # layers that stay as they are
LAYERS = 6
KEY = 96  # width of the keys by which turns find mentions
NEIGHBOURS = 2  # turns before and behind whose words are told apart
OWNERS = 2 * (2 * NEIGHBOURS + 1) + 1  # codes of whose words a piece is among
STRENGTH = 0.5  # of the marks at first; what they are added to varies by 0.64
REACHES = (
    0,
    2,
    4,
    7,
    11,
    16,
    24,
    36,
    56,
    90,
    150,
    250,
)  # pieces between turn and mention
LEAST = 1e-4  # the least odds that somebody has
MOST_KINDS = 8  # of people; there are fewer


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm_out = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm_down = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """``hidden`` (B, L, WIDTH); ``seen`` (B, 1, 1, L) marks what is no padding."""
        size, length, _ = hidden.shape
        parts = self.qkv(hidden).view(size, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=seen
        )
        mixed = mixed.transpose(1, 2).reshape(size, length, WIDTH)
        hidden = self.norm_out(hidden + self.out(mixed))
        inner = self.down(functional.gelu(self.up(hidden)))
        return self.norm_down(hidden + inner)


class Lower(nn.Module):
    """Embeddings and the frozen layers."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.word = nn.Embedding(words, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(FROZEN))

    def forward(self, ids: Tensor) -> Tensor:
        """``ids`` (B, L) -> (B, L, WIDTH)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.word(ids) + self.position(places) + self.kind)
        seen = (ids != 0)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, seen)
        return hidden


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages side by side: B passages of L pieces, T turns, K candidates.

    ``lower`` (B, L, WIDTH); ``ids``, ``place`` (in the untrimmed passage), ``slot``, ``gender``,
    ``names``, ``quoted``, ``told``, ``opens`` (B, L); ``at`` (B, T); ``candidate_slot``, ``candidate_gender``, ``candidate_kind``,
    ``known``, ``right`` (B, T, K); ``odds`` (B, T, K), 0 throughout a turn of which nothing is
    known; ``taught`` (B, T).
    """

    lower: Tensor
    ids: Tensor
    place: Tensor
    slot: Tensor
    gender: Tensor
    names: Tensor
    quoted: Tensor
    told: Tensor
    opens: Tensor
    at: Tensor
    candidate_slot: Tensor
    candidate_gender: Tensor
    candidate_kind: Tensor
    known: Tensor
    odds: Tensor
    right: Tensor
    taught: Tensor


class Upper(nn.Module):
    """The trained layers and the head."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - FROZEN))
        self.slot = nn.Embedding(SLOTS + 1, WIDTH)
        self.gender = nn.Embedding(UNKNOWN_GENDER + 1, WIDTH)
        self.speech = nn.Embedding(4, WIDTH)
        self.opens = nn.Embedding(OPENS_SCENE + 1, WIDTH)
        self.guess = nn.Embedding(SLOTS + 1, WIDTH)
        for table in (self.slot, self.gender, self.speech, self.opens, self.guess):
            nn.init.normal_(table.weight, std=STRENGTH)
        self.turn = nn.Linear(3 * WIDTH, WIDTH)
        self.query = nn.Linear(WIDTH, KEY)
        self.key = nn.Linear(WIDTH, KEY)
        self.reach = nn.Embedding(2 * len(REACHES) + 2, 1)
        self.owner = nn.Embedding(OWNERS, 1)
        self.as_speaker = nn.Linear(WIDTH, OWNERS)
        self.to_slot = nn.Linear(WIDTH, WIDTH)
        self.to_gender = nn.Linear(WIDTH, UNKNOWN_GENDER + 1)
        self.to_kind = nn.Linear(WIDTH, MOST_KINDS)
        self.absent = nn.Linear(WIDTH, 1)
        self.trust = nn.Parameter(torch.tensor(1.0))
        for layer in (self.to_slot, self.to_gender, self.to_kind, self.absent):
            nn.init.normal_(layer.weight, std=0.01)
        for table in (self.reach, self.owner, self.as_speaker):
            nn.init.zeros_(table.weight)

    def scalars(self) -> list[nn.Parameter]:
        """Single numbers: small steps would never bring them where they belong."""
        return [self.reach.weight, self.owner.weight, self.absent.bias, self.trust]

    def forward(self, batch: Batch) -> Tensor:
        """The score of each candidate: (B, T, K); unknown ones have almost none."""
        hidden = self._read(batch)
        turn = self._turns(batch, hidden)
        scores = self._by_mentions(batch, hidden, turn) + self._by_kind(batch, turn)
        given = batch.odds.sum(dim=2, keepdim=True) > 0
        first = torch.log(batch.odds.clamp_min(LEAST)) * given
        scores = scores + self.trust * first
        return scores.masked_fill(~batch.known, -1e4)

    def _read(self, batch: Batch) -> Tensor:
        seen = (batch.ids != 0)[:, None, None, :]
        speech = (batch.quoted >= 0).long() + 2 * (batch.told >= 0).long()
        marks = self.slot(batch.slot) + self.gender(batch.gender)
        marks = marks + self.speech(speech) + self.opens(batch.opens)
        marks = marks + self._guesses(batch)
        hidden = batch.lower + marks
        for layer in self.layers:
            hidden = layer(hidden, seen)
        return hidden

    def _guesses(self, batch: Batch) -> Tensor:
        """What is known of the speaker, over the pieces of each turn's speech."""
        size, turns, _ = batch.odds.shape
        by_slot = torch.zeros(size, turns, SLOTS + 1, device=batch.odds.device)
        by_slot.scatter_add_(2, batch.candidate_slot, batch.odds)
        vectors = by_slot @ self.guess.weight
        at = batch.quoted.clamp_min(0)[:, :, None].expand(-1, -1, WIDTH)
        return vectors.gather(1, at) * (batch.quoted >= 0)[:, :, None]

    def _turns(self, batch: Batch, hidden: Tensor) -> Tensor:
        """A vector for each turn: (B, T, WIDTH)."""
        numbers = torch.arange(batch.at.shape[1], device=batch.at.device)[None, :, None]
        parts = [hidden.gather(1, batch.at[:, :, None].expand(-1, -1, WIDTH))]
        for owner in (batch.quoted, batch.told):
            own = (owner[:, None, :] == numbers).to(hidden.dtype)
            parts.append(own @ hidden / own.sum(dim=2, keepdim=True).clamp_min(1))
        return functional.gelu(self.turn(torch.cat(parts, dim=2)))

    def _by_mentions(self, batch: Batch, hidden: Tensor, turn: Tensor) -> Tensor:
        """How strongly a candidate's mentions are found from the turn."""
        found = self.query(turn) @ self.key(hidden).transpose(1, 2) / KEY**0.5
        found = found.float() + self.reach(self._reaches(batch))[..., 0].float()
        owners = self._owners(batch)
        found = found + self.owner(owners)[..., 0].float()
        # How much a mention looks like a speaker, by whose words it is among: (B, OWNERS, L).
        likely = self.as_speaker(hidden).float().transpose(1, 2)
        found = found + likely.gather(1, owners)
        named = (batch.names > 0) & (batch.slot > 0)
        found = found.masked_fill(~named[:, None, :], -1e4)
        top = found.amax(dim=2, keepdim=True).detach()
        absent = self.absent(turn).float()
        top = torch.maximum(top, absent.detach())
        slots = functional.one_hot(batch.slot, SLOTS + 1).float()
        mass = torch.exp(found - top) @ slots + torch.exp(absent - top)
        by_slot = torch.log(mass) + top
        by_slot = torch.cat([absent, by_slot[:, :, 1:]], dim=2)
        return by_slot.gather(2, batch.candidate_slot)

    def _reaches(self, batch: Batch) -> Tensor:
        """How far each piece is from the opening of each turn's speech, as a code: (B, T, L)."""
        opening = batch.place.gather(1, batch.at)
        apart = batch.place[:, None, :] - opening[:, :, None]
        bounds = torch.tensor(REACHES, device=batch.ids.device)
        far = torch.bucketize(apart.abs(), bounds)
        return torch.where(apart < 0, far + len(REACHES) + 1, far)

    def _owners(self, batch: Batch) -> Tensor:
        """Whose words each piece is among, seen from each turn, as a code: (B, T, L).

        Speech or narration of the turn itself, of its neighbours, or of further ones; or 0.
        """
        spoken = batch.quoted >= 0
        owner = torch.where(spoken, batch.quoted, batch.told)
        numbers = torch.arange(batch.at.shape[1], device=batch.at.device)[None, :, None]
        apart = (owner[:, None, :] - numbers).clamp(-NEIGHBOURS, NEIGHBOURS)
        code = 1 + 2 * (apart + NEIGHBOURS) + spoken[:, None, :].long()
        return code * (owner >= 0)[:, None, :]

    def _by_kind(self, batch: Batch, turn: Tensor) -> Tensor:
        """What the turn expects of its speaker: the slot, the gender, the kind of person."""
        slots = self.slot.weight + self.guess.weight
        expected = (self.to_slot(turn) @ slots.T / WIDTH**0.5).float()
        by_slot = torch.cat(
            [torch.zeros_like(expected[:, :, :1]), expected[:, :, 1:]], 2
        )
        score = by_slot.gather(2, batch.candidate_slot)
        score = score + self.to_gender(turn).float().gather(2, batch.candidate_gender)
        return score + self.to_kind(turn).float().gather(2, batch.candidate_kind)
