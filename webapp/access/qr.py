"""QR codes, as pictures that stand in the page itself."""

WIDEST = 240
"""Pixels: as wide as fits on a small phone. A code with much in it has smaller dots, but never
less than two pixels each."""


def picture(text: str) -> str:
    """Return a QR code (ISO/IEC 18004) as a ``data:`` address of a PNG, with its quiet zone."""
    import segno  # noqa: PLC0415 - for one page only

    code = segno.make_qr(text, error="l")
    return code.png_data_uri(scale=max(2, WIDEST // code.symbol_size()[0]))
