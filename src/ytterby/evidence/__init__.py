"""evidence: what was said, by whom, quoted where, and which reports disagree?

In: documents (.txt .md .html .pdf, feeds, folders, standard input). Out: a ``Reading``: claims with exact quotes, conflicts
between them, what could not be read; ``documents`` and ``extract`` are its two steps. Deterministic: no model, no network.
Text is data: nothing in a document causes an action.

>>> text = "Myanmar mines 45% of the world's dysprosium."
>>> claim = read_text(text, published="2025-06-10").claims[0]
>>> claim.kind, claim.actors, claim.value, claim.unit, text[claim.start : claim.end]
('share', ('MMR',), 45.0, '%', "Myanmar mines 45% of the world's dysprosium")
"""

from ytterby.evidence.claims import Claim, Conflict, Document, Reading
from ytterby.evidence.conflict import conflicts
from ytterby.evidence.documents import documents
from ytterby.evidence.extract import extract
from ytterby.evidence.reading import read, read_text
from ytterby.evidence.second import ModelReader
from ytterby.evidence.sources import Source, load_sources

__all__ = [
    "Claim", "Conflict", "Document", "ModelReader", "Reading", "Source", "conflicts", "documents", "extract", "load_sources",
    "read", "read_text",
]  # fmt: skip
