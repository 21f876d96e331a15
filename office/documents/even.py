"""An even right edge for Chinese text in WeasyPrint 70.

WeasyPrint justifies by stretching blanks, and Chinese has none: its lines stay uneven by up to two characters. Here
the gap between two full-width characters is stretched instead. Line and page breaks do not change.

This leans on private names of WeasyPrint 70, so pyproject.toml pins that version and a test measures the right edge.
"""

import re
from functools import cache
from typing import Any

# CJK punctuation, ideographs, full-width forms, and the two blanks that may stretch as well.
STRETCHABLE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef \u00a0]")


@cache
def apply() -> None:
    """Teach the WeasyPrint of this process to justify between characters. Works once; later calls do nothing.

    Not safe against two first calls at the same moment: the caller holds a lock.
    """
    # WeasyPrint loads Pango when it is imported, takes a second, and fails where Pango is missing.
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    plain_set_text = line_break.Layout.set_text

    def gaps(box: Any) -> int:
        if isinstance(box, boxes.TextBox):
            return len(STRETCHABLE.findall(box.text))
        if isinstance(box, boxes.LineBox | boxes.InlineBox):
            return sum(gaps(child) for child in box.children)
        return 0

    def justify_line(context: Any, line: Any, extra: float) -> None:
        # The last character of the line must end at the edge: no gap after it.
        if (count := gaps(line) - 1) > 0:
            inline.add_word_spacing(context, line, extra / count, 0)

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        plain_set_text(layout, text)
        if not (justify and layout.justification_spacing):
            return
        pango, ffi = line_break.pango, line_break.ffi
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        own = layout.style["letter_spacing"]
        space = (0 if own == "normal" else own) + layout.justification_spacing
        for match in STRETCHABLE.finditer(layout.text):
            attribute = pango.pango_attr_letter_spacing_new(int(space * line_break.TO_UNITS))
            attribute.start_index = len(layout.text[: match.start()].encode())
            attribute.end_index = len(layout.text[: match.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    inline.count_expandable_spaces = gaps
    inline.justify_line = justify_line
    line_break.Layout.set_text = set_text
