"""What language a text is in, where it is not English, and whether its letters pretend to be others."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = ["disguised", "foreign"]

ENGLISH_LETTERS = 0.6  # share of letters that must be Latin; company names and quotes in other scripts are common
_SCRIPTS = {
    "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
    "CYRILLIC": "Russian or a kindred language", "ARABIC": "Arabic",
    "HEBREW": "Hebrew", "DEVANAGARI": "Hindi", "THAI": "Thai", "GREEK": "Greek",
}  # fmt: skip
_COMMON = {
    "English": "the of and to in that is for on with as by at from it was are be has this which its said will not",
    "French": "le la les des et du une dans que pour sur qui est pas par avec au aux ce sont plus cette ses",
    "German": "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch werden wird nach bei",
    "Spanish": "el la los las de que en y del una con por para se su es como más lo sus al este",
    "Portuguese": "o os da do das dos que em uma para com não por mais como ao na no seu sua são pela",
    "Italian": "il lo gli che di della del per un una con non sono nel alla dei delle anche più come",
    "Dutch": "de het een van en dat op te met voor zijn niet aan er ook als bij door naar uit",
    "Indonesian": "yang dan di untuk dengan pada dari ini dalam tidak akan oleh itu juga sebagai",
    "Vietnamese": "và của các có là được trong cho không với một những này đã khi",
}
_LISTS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
FEWEST_WORDS = 30  # below this the words of a text do not tell its language
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_FAR = re.compile("[\u0250-\U0010ffff]")
_PLAIN_WORD = re.compile("[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")


def foreign(sample: str) -> str | None:
    """The language of a text that is not in English; None if it is, or if too little is there to tell.

    >>> foreign("中国控制稀土出口")
    'Chinese'
    """
    other = [c for c in _FAR.findall(sample) if c.isalpha() and "LATIN" not in unicodedata.name(c, "")]
    if other and len(other) > (1 - ENGLISH_LETTERS) * sum(map(str.isalpha, sample)):
        scripts = Counter(_SCRIPTS.get(unicodedata.name(c, "").split(" ")[0], "another script") for c in other)
        return "Japanese" if scripts["Japanese"] > 0.1 * len(other) else scripts.most_common(1)[0][0]
    words = _PLAIN_WORD.findall(sample) if sample.isascii() else _WORD.findall(sample)
    if len(words) < FEWEST_WORDS:
        return None
    often = Counter(map(str.lower, words))
    met = {language: sum(often[word] for word in common) for language, common in _LISTS.items()}
    most = max(met, key=lambda language: (met[language], language == "English"))
    return most if met[most] > 2 * met["English"] and met[most] >= 0.1 * len(words) else None


def disguised(text: str) -> str:
    """A note on characters that cannot be seen or stand for others, by which a name may escape the reader; empty if none."""
    if text.isascii():
        return ""
    unseen, mixed = len(_UNSEEN.findall(text)), len(_OTHER.findall(text))
    notes = [f"{unseen} invisible characters"] if unseen else []
    notes += [f"{mixed} words with look-alike letters of another alphabet"] if mixed else []
    return " and ".join(notes) + ": names so written are not recognised" if notes else ""
