-- When a document is from, ISO 8601: a year, a month or a day; '' where nobody has said it.
ALTER TABLE documents ADD COLUMN date TEXT NOT NULL DEFAULT '';
