-- By what a folder is known again that has another name now.
ALTER TABLE fetch_cursor ADD COLUMN object {text};  -- its MAILBOXID (RFC 8474), where the server gives one
ALTER TABLE fetch_cursor ADD COLUMN sent {bool};    -- it held sent letters when it was last looked at
-- The last one that was followed.
ALTER TABLE fetch_state ADD COLUMN followed_at {int};
ALTER TABLE fetch_state ADD COLUMN followed_from {text};
ALTER TABLE fetch_state ADD COLUMN followed_to {text};
