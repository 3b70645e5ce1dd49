"""How a page laid its text out: from raw lines to headings, paragraphs, lists and boxes, without the furniture."""
