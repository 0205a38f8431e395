-- The words of each document, folded, each once. The index itself keeps no
-- copy (external content), but needs these words to take a document out.
-- The crate cuts words itself, so that both engines find the same: here they
-- stand with blanks between, and any character beyond ASCII is part of a word.
CREATE TABLE search_doc (
    doc         INTEGER NOT NULL PRIMARY KEY,
    words       TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = 'search_doc', content_rowid = 'doc',
    tokenize = 'ascii', prefix = '2 3', detail = 'none'
);
-- Erased words leave the index at once, not at some later merge.
INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
