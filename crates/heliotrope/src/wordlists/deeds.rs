//! What can be done about a list, shared by page and API.

use ::store::Tx;

use super::rules::Which;
use super::store;
use crate::kit::At;
use crate::kit::words::Lang;
use crate::team;
use crate::web::{Asker, Problem};

/// A list stands so from now on. `words`: the team's text; none, or ours word
/// for word: ours, as it comes with each version of the desk.
pub fn keep(
    tx: &mut Tx<'_>,
    (which, lang): (Which, Lang),
    words: Option<&str>,
    off: bool,
    by: &Asker,
    at: At,
) -> Result<(), Problem> {
    let own = words.filter(|words| words.trim() != which.ours(lang).trim());
    store::keep(tx, which, lang, own, off, by.agent, at)?;
    let about = format!("wordlist:{}.{}", which.word(), lang.code());
    team::audit(tx, at, &by.actor(), "wordlist-change", &about)?;
    Ok(())
}
