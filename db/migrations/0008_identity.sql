-- A name for this corpus that no other has: exports carry it, so that ids and revisions are only taken for its own.
INSERT INTO settings VALUES ('identity', lower(hex(randomblob(8))));
