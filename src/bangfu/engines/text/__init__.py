"""Chinese text: search tokens, similarity, pinyin order, and a vocabulary that understands free cells.

Promise: everything here is deterministic, works without a network or a model, and says which words led to a result.
Words of one and two characters are found on both databases; what looks alike is compared alike.  Similarity of whole
collections stands behind a second door, `bangfu.engines.text.bulk`, because it loads scipy.
"""

from bangfu.engines.text.phrases import Hit, PhraseScanner
from bangfu.engines.text.pinyin import full_pinyin, initials, sort_key, syllables
from bangfu.engines.text.similarity import runs, similarity
from bangfu.engines.text.suggestions import SuggestedLine, suggest_lines
from bangfu.engines.text.tokens import found_in, query_tokens, search_tokens, words
from bangfu.engines.text.vocabulary import LINKS, SECTIONS, Entry, Understood, Vocabulary

__all__ = [
    "LINKS",
    "SECTIONS",
    "Entry",
    "Hit",
    "PhraseScanner",
    "SuggestedLine",
    "Understood",
    "Vocabulary",
    "found_in",
    "full_pinyin",
    "initials",
    "query_tokens",
    "runs",
    "search_tokens",
    "similarity",
    "sort_key",
    "suggest_lines",
    "syllables",
    "words",
]
