-- What a team made of our word lists. No row: ours, as it is built in.
CREATE TABLE wordlist (
    list            {text} NOT NULL,           -- needs
    language        {text} NOT NULL,
    words           {text},                    -- none: ours
    switched_off    {bool} NOT NULL,
    changed_at      {int} NOT NULL,
    changed_by      {int} NOT NULL REFERENCES agent (id),
    PRIMARY KEY (list, language)
) {strict};
