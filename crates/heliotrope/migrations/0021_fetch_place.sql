-- Of which server and account the UIDs are: at another one they say nothing,
-- even if its UIDVALIDITY happens to be the same.
ALTER TABLE fetch_cursor ADD COLUMN place {text};
