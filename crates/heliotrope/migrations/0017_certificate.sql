-- How the certificate of our own https stands: when it ends, and what the
-- other side said when it could not be renewed.
CREATE TABLE certificate (
    host            {text} NOT NULL PRIMARY KEY,
    not_after       {int},                     -- microseconds, UTC; none while there is none
    tried_at        {int} NOT NULL,
    trouble         {text}                     -- none when the last try went well
) {strict};
