//! A database that is being copied into, or was copied away, must not be
//! opened as if it were whole: letters would go to one and be looked for in
//! the other. A mark stands in `schema_version`, where every opening looks.

use crate::migrate::Applied;
use crate::{Error, OpenError, Tx, args, sql};

/// Above the number of any migration.
pub(super) const FIRST: i64 = 1_000_000;

/// What a database is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody copies into it: it is not whole yet.
    Arriving,
    /// What it holds was taken elsewhere.
    Left,
}

impl Mark {
    fn number(self) -> i64 {
        match self {
            Mark::Arriving => FIRST,
            Mark::Left => FIRST + 1,
        }
    }

    fn of_number(number: i64) -> Option<Mark> {
        [Mark::Arriving, Mark::Left]
            .into_iter()
            .find(|mark| mark.number() == number)
    }
}

/// Takes the mark out of what the database says of itself.
pub(crate) fn apart(applied: &mut Applied) -> Option<(Mark, String)> {
    let marked = |(number, other, _): &(u32, String, String)| {
        Some((Mark::of_number(i64::from(*number))?, other.clone()))
    };
    let found = applied.iter().find_map(marked);
    applied.retain(|(number, ..)| i64::from(*number) < FIRST);
    found
}

pub(crate) fn refused(place: &str, (mark, other): (Mark, String)) -> OpenError {
    let place = place.to_owned();
    match mark {
        Mark::Arriving => OpenError::Arriving { place, other },
        Mark::Left => OpenError::Left { place, other },
    }
}

impl Tx<'_> {
    /// Marks this database, or takes its mark away. `other` is where the copy
    /// comes from or went.
    pub fn mark(&mut self, mark: Option<(Mark, &str)>) -> Result<(), Error> {
        let sql = sql!("DELETE FROM schema_version WHERE number >= $1");
        self.execute(sql, args![FIRST])?;
        if let Some((mark, other)) = mark {
            let sql = sql!(
                "INSERT INTO schema_version (number, name, digest, at) VALUES ($1, $2, '', $3)"
            );
            self.execute(sql, args![mark.number(), other, crate::migrate::now()])?;
        }
        Ok(())
    }

    /// How this database is marked, and what the other one is.
    pub fn marked(&mut self) -> Result<Option<(Mark, String)>, Error> {
        let sql = sql!("SELECT number, name FROM schema_version WHERE number >= $1");
        let Some(row) = self.one(sql, args![FIRST])? else {
            return Ok(None);
        };
        let mark = Mark::of_number(row.get(0)?);
        let mark = mark.ok_or_else(|| Error::data("the database has a mark we do not know"))?;
        Ok(Some((mark, row.get(1)?)))
    }
}
