"""PDF files made by hand, so that no binary file lies in the repository."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def pdf(pages: Sequence[bytes], filters: str = "") -> bytes:
    """A PDF whose pages have these content streams (already packed, where ``filters`` name how)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(pages):
        made = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
        objects.append(f"{made}/Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def lines(*told: str) -> bytes:
    """A content stream that shows lines of text."""
    shown = " ".join(f"({line}) Tj T*" for line in told)
    return f"BT /F1 11 Tf 14 TL 72 720 Td {shown} ET".encode("latin-1")


def bomb(megabytes: int) -> bytes:
    """A PDF of some hundred kilobytes whose one stream unpacks, twice, to so many megabytes of text."""
    once = zlib.compress(b"(China controls gallium) Tj T* " * (megabytes * 2**20 // 31), 9)
    return pdf([zlib.compress(once, 9)], "/Filter [/FlateDecode /FlateDecode]")
