//! Following a case is nothing that happens in it: it is a row, and no event.

use super::look;
use crate::kit::At;
use crate::notices;
use crate::web::{Asker, Problem};
use ::store::Tx;

/// Whoever follows a case hears what others do in it.
pub fn follow(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    wanted: bool,
    now: At,
) -> Result<(), Problem> {
    look(tx, asker, number)?;
    match wanted {
        true => notices::store::follow(tx, number, asker.agent, now)?,
        false => notices::store::unfollow(tx, number, asker.agent, now)?,
    }
    Ok(())
}
