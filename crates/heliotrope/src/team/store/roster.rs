//! The team as menus and histories name it.

use store::{Error, Tx, args, sql};

use crate::kit::At;
use crate::web::Role;

/// A member of the team as menus and histories name them.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub id: i64,
    pub name: String,
    pub role: Role,
    /// Still one of us: may be given work.
    pub active: bool,
    /// Is not here, until then (none: until they are back).
    away: Option<Option<At>>,
}

impl Colleague {
    /// Not here at `now`; until when, if that is known.
    pub fn is_away(&self, now: At) -> Option<Option<At>> {
        self.away
            .filter(|until| until.is_none_or(|until| until > now))
    }
}

/// Everybody who is or was on the team, by name.
pub fn roster(tx: &mut Tx<'_>) -> Result<Vec<Colleague>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id, a.name, a.role, a.disabled_at IS NULL, w.id IS NOT NULL, w.until_at
             FROM agent a LEFT JOIN away w ON w.agent_id = a.id AND w.back_at IS NULL
             ORDER BY a.name, a.id"
        ),
        args![],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Colleague {
                id: row.get(0)?,
                name: row.get(1)?,
                role: Role::of_word(&row.get::<String>(2)?).unwrap_or(Role::Light),
                active: row.get(3)?,
                away: match row.get(4)? {
                    true => Some(row.get::<Option<i64>>(5)?.map(At)),
                    false => None,
                },
            })
        })
        .collect()
}

/// The name of a member, past ones too.
pub fn name(tx: &mut Tx<'_>, agent: i64) -> Result<Option<String>, Error> {
    tx.one(sql!("SELECT name FROM agent WHERE id = $1"), args![agent])?
        .map(|row| row.get(0))
        .transpose()
}

/// May this member be given a case? Readers cannot answer anybody.
pub fn may_own(tx: &mut Tx<'_>, agent: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT 1 FROM agent WHERE id = $1 AND disabled_at IS NULL AND role <> 'light'"),
        args![agent],
    )?;
    Ok(row.is_some())
}
