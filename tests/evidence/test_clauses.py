"""Where sentences are cut, and which of their words are verbs: all sentences made up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby.evidence.blocks import blocks
from ytterby.evidence.clauses import Clause, clauses_of
from ytterby.evidence.layout import layout
from ytterby.evidence.lexicon import load_lexicon, plain
from ytterby.evidence.verbs import forms_of, load_verbs, words_of
from ytterby.evidence.view import PARTY


def cut(text: str) -> list[tuple[str, Clause]]:
    plainly, verbs, found = plain(text), load_verbs(), []
    for block in blocks(text, layout(text)):
        for sentence in block.sentences:
            words = words_of(plainly, sentence.start, sentence.end)
            named = load_lexicon().mentions(plainly, sentence.start, sentence.end)
            finite = verbs.finite(words, {m.end for m in named if m.sort in PARTY and not m.adjective})
            parts = clauses_of(plainly, sentence.start, sentence.end, words, finite, verbs)
            found += [(text[c.start : c.end], c) for c in parts]
    return found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Peru cut output, but Chile raised its exports.",
            ["Peru cut output", "but Chile raised its exports"],
        ),
        (
            "Prices fell after Kinshasa lifted its ban.",
            ["Prices fell", "after Kinshasa lifted its ban"],
        ),
        (
            "Indonesia banned exports in 2020, forcing smelters to build at home.",
            ["Indonesia banned exports in 2020", "forcing smelters to build at home"],
        ),
        (
            "Korea eased tensions by cutting its duties.",
            ["Korea eased tensions", "by cutting its duties"],
        ),
        (
            "India mines ore and refines 40 per cent of it.",
            ["India mines ore", "and refines 40 per cent of it"],
        ),
        (
            "Miners must pay a fee and obtain a permit.",
            ["Miners must pay a fee", "and obtain a permit"],
        ),
        (
            "Gabon, which mines manganese, will ban exports of ore.",
            ["Gabon, which mines manganese", "will ban exports of ore"],
        ),
        (
            "Metals such as indium — vital for displays — remain scarce.",
            ["Metals such as indium — vital for displays — remain scarce"],
        ),
        ("Brazil and Chile signed a pact on lithium and copper.", ["Brazil and Chile signed a pact on lithium and copper"]),
        ("If Brussels raises duties, Beijing will retaliate.", ["If Brussels raises duties, Beijing will retaliate"]),
    ],
)
def test_a_clause_has_one_assertion(text: str, parts: list[str]) -> None:
    assert [words for words, _ in cut(text)] == parts


@pytest.mark.parametrize(
    "text",
    ["The miner said on Monday that output rose.", "Output rose, the miner said.", "Output rose, said the miner."],
)
def test_words_that_only_say_who_speaks_are_marked(text: str) -> None:
    spoken = [words for words, clause in cut(text) if clause.speech]
    assert len(spoken) == 1
    assert "miner" in spoken[0]
    assert any("output rose" in words.lower() for words, clause in cut(text) if not clause.speech)


@given(
    st.lists(
        st.sampled_from(
            [
                "China",
                "cut",
                "exports",
                "of",
                "tin",
                ",",
                "and",
                "who",
                "said",
                "that",
                "prices",
                "fell",
                "—",
                "(",
                ")",
                ";",
                "while",
                "5",
                "%",
                "by",
            ]
        ),
        max_size=30,
    )
)
def test_clauses_stand_in_their_sentence_in_order(words: list[str]) -> None:
    text = " ".join(words)
    found = [clause for _, clause in cut(text)] if text.strip() else []
    assert all(0 <= c.start < c.end <= len(text) for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("base", "third", "past", "ing"),
    [
        ("levy", "levies", "levied", "levying"),
        ("impose", "imposes", "imposed", "imposing"),
        ("push", "pushes", "pushed", "pushing"),
    ],
)
def test_a_regular_verb_has_its_forms(base: str, third: str, past: str, ing: str) -> None:
    assert forms_of(base) == (base, third, past, past, ing)


@pytest.mark.parametrize(
    ("text", "finite"),
    [
        ("Japan controls exports", ["controls"]),
        ("Japan's controls on exports bite", []),
        ("licences issued by Tokyo", []),
        ("it exports ore", ["exports"]),
        ("duties were raised", ["were"]),
        ("in May and June", []),
    ],
)
def test_a_finite_verb_is_told_from_a_noun(text: str, finite: list[str]) -> None:
    words = words_of(text, 0, len(text))
    ends = {len("Japan")} if text.startswith("Japan ") else set()
    assert [w.text for w, is_one in zip(words, load_verbs().finite(words, ends), strict=True) if is_one] == finite
