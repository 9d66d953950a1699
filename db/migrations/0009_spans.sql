-- Which parts of its segments a row holds, where it does not hold all of each: "5:0-12 6:0-" is segment 5 up to its
-- offset 12, and all of segment 6. Rows that were cut before are found by their texts (workbench/store/cut_rows.py).
ALTER TABLE pairs ADD COLUMN source_spans TEXT NOT NULL DEFAULT '';
ALTER TABLE pairs ADD COLUMN target_spans TEXT NOT NULL DEFAULT '';
