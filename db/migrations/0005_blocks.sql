CREATE TABLE blocks (       -- of documents whose format has them: headings, table cells, listings, subtitles …
    document INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    level INTEGER NOT NULL,
    place TEXT NOT NULL,        -- JSON: page, headings, cell, time, key, element, those that there are
    inlines TEXT NOT NULL,      -- JSON: [[kind, start, end, data], …], offsets into the document's text
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_blocks (   -- the block of each segment
    document INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    block INTEGER NOT NULL,
    inlines TEXT NOT NULL,      -- as in blocks, offsets into the segment's text
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
