-- By which door a letter came: mail, form, page, api. None: nobody knows any more.
ALTER TABLE message ADD COLUMN came {text};
-- How it is signed or encrypted: smime-signed, smime-encrypted, pgp-signed, pgp-encrypted.
ALTER TABLE message ADD COLUMN seal {text};
-- Who wrote the letter that it passes on.
ALTER TABLE message ADD COLUMN writer_address {text};
ALTER TABLE message ADD COLUMN writer_name {text};

-- The ledger knows the door of what came before.
UPDATE message SET came = CASE a.door WHEN 'form' THEN 'form' WHEN 'api' THEN 'api' ELSE 'mail' END
FROM arrival a WHERE a.message_id = message.id AND message.kind = 'letter';
