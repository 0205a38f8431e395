-- A file of a public form that came back because something was missing: kept
-- for an hour, so that it need not be chosen again. Nothing reads it but the
-- same form, sent again with its token.
CREATE TABLE form_file (
    id              {id},
    form            {text} NOT NULL,           -- digest of the token that stands in the form
    at              {int} NOT NULL,            -- when the form last came back
    name            {text} NOT NULL,
    content_type    {text} NOT NULL,
    size            {int} NOT NULL,
    digest          {text} NOT NULL            -- of its bytes
) {strict};
CREATE INDEX form_file_by_form ON form_file (form);
CREATE INDEX form_file_by_time ON form_file (at);
