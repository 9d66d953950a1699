CREATE TABLE checked (      -- rows that checks have seen; a row that has changed since has another revision
    pair_id INTEGER PRIMARY KEY,    -- no REFERENCES: what is left of a removed row means nothing
    revision INTEGER NOT NULL,      -- of the row, as it was checked
    rules INTEGER NOT NULL          -- hash of the rules that checked it
) STRICT;
