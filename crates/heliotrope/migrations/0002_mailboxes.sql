-- An address of ours, its servers and its voice.
CREATE TABLE mailbox (
    id                  {id},
    address             {text} NOT NULL UNIQUE,    -- lower case
    name                {text} NOT NULL,
    signature           {text} NOT NULL,
    language            {text} NOT NULL,
    zone                {text} NOT NULL,
    receipt             {bool} NOT NULL,           -- the first automatic answer
    answer_within_min   {int},                     -- the house's promise in a receipt; none: no date is given
    plus_addresses      {bool} NOT NULL,           -- a round trip proved that the server keeps them
    smtp_host           {text},
    smtp_port           {int},
    smtp_tls            {text},                    -- none, starttls, tls
    smtp_user           {text},
    smtp_password       {text},                    -- sealed
    created_at          {int} NOT NULL,
    removed_at          {int}
) {strict};
