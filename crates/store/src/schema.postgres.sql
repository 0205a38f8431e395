CREATE TABLE search_doc (
    doc         BIGINT NOT NULL PRIMARY KEY,
    words       TSVECTOR NOT NULL
);
-- Without a fine histogram the planner walks all documents for a rare word.
ALTER TABLE search_doc ALTER COLUMN words SET STATISTICS 1000;
CREATE INDEX search_doc_by_word ON search_doc USING gin (words);
