//! Messages in the search index.

use super::attachments;
use crate::messages::found_by;
use std::borrow::Cow;
use store::{Error, Tx, Words, args, sql};

/// Makes a message findable anew, by what stands in it now and by `scope`.
pub fn index_again(tx: &mut Tx<'_>, message: i64, scope: &[String]) -> Result<(), Error> {
    let row = tx.one(
        sql!("SELECT subject, words FROM message WHERE id = $1 AND taken_back_at IS NULL"),
        args![message],
    )?;
    let Some(row) = row else { return Ok(()) };
    let found_by = found_by(&row.get::<String>(0)?, &row.get::<String>(1)?);
    let files = attachments(tx, message)?;
    let names = files.iter().map(|file| file.name.as_str());
    index(tx, message, Cow::Owned(found_by), names, scope)
}

pub(super) fn index<'a>(
    tx: &mut Tx<'_>,
    message: i64,
    mut words: Cow<'_, Words>,
    files: impl Iterator<Item = &'a str>,
    scope: &[String],
) -> Result<(), Error> {
    for name in files {
        words = Cow::Owned(words.and(name));
    }
    tx.index(message, &words, scope)
}
