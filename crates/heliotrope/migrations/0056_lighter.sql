-- cases_owed finds the cases of an agent as well: it begins with place and owner.
-- Each letter wrote into both.
DROP INDEX cases_by_owner;

-- A letter's HTML is the longest thing of a message and stands last, for SQLite
-- walks through all of it to reach what stands behind.
ALTER TABLE message ADD COLUMN html_last {text};
UPDATE message SET html_last = html WHERE html IS NOT NULL;
ALTER TABLE message DROP COLUMN html;
ALTER TABLE message RENAME COLUMN html_last TO html;
