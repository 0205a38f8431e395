//! The words of needs, promises, plans, quotes and drafts.

use crate::erasure::store::whose::{self, Share};
use crate::{billing, cases, goodwill, later, plans};
use store::{Error, Tx, args, ids, sql};

/// The words of needs and promises, and drafts.
pub(super) fn settled(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    asked_and_promised(tx, case, Share::Whole)?;
    let answers = whose::rows(
        tx,
        case,
        Share::Whole,
        "waiting_answer",
        sql!("SELECT id FROM waiting_answer WHERE case_number = $1"),
    )?;
    tx.execute(
        sql!("UPDATE waiting_answer SET words = '', wishes = '{}' WHERE id IN {ids($1)}"),
        args![ids(answers)],
    )?;
    tx.execute(
        sql!("UPDATE proposal SET words = '' WHERE case_number = $1"),
        args![case],
    )?;
    tx.execute(
        sql!("DELETE FROM draft WHERE case_number = $1"),
        args![case],
    )?;
    Ok(())
}

/// The words of the plan, of needs and of promises, as much as `share` says.
pub(super) fn asked_and_promised(tx: &mut Tx<'_>, case: i64, share: Share) -> Result<(), Error> {
    // What was agreed stays with its number.
    for number in whose::numbers(tx, case, share)? {
        billing::store::blank(tx, number)?;
        later::store::blank(tx, number)?;
        cases::store::batch::blank(tx, number)?;
    }
    let plans = whose::rows(
        tx,
        case,
        share,
        "plan",
        sql!("SELECT id FROM plan WHERE case_number = $1"),
    )?;
    plans::store::blank(tx, &plans)?;
    let asks = whose::rows(
        tx,
        case,
        share,
        "goodwill_ask",
        sql!("SELECT id FROM goodwill_ask WHERE case_number = $1"),
    )?;
    goodwill::store::blank(tx, &asks)?;
    let promises = whose::rows(
        tx,
        case,
        share,
        "promise",
        sql!("SELECT id FROM promise WHERE case_number = $1"),
    )?;
    tx.execute(
        sql!("UPDATE promise SET words = '' WHERE id IN {ids($1)}"),
        args![ids(promises)],
    )?;
    let needs = whose::rows(
        tx,
        case,
        share,
        "need",
        sql!("SELECT id FROM need WHERE case_number = $1"),
    )?;
    let needs = match share {
        Share::Own => of_who_asks(tx, case, &needs)?,
        Share::Whole => needs,
    };
    forget_needs(tx, &needs)
}

/// Of these needs those of whoever asked in this case: what somebody else of it
/// needs stays with them.
fn of_who_asks(tx: &mut Tx<'_>, case: i64, needs: &[i64]) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id FROM need WHERE id IN {ids($1)}
             AND (person_id IS NULL OR person_id = (SELECT c.person_id FROM cases c WHERE c.number = $2))"
        ),
        args![ids(needs.iter().copied()), case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What somebody needed in cases that another person asks about.
pub(super) fn needed_elsewhere(tx: &mut Tx<'_>, person: i64) -> Result<(), Error> {
    let rows = tx.query(
        sql!("SELECT id FROM need WHERE person_id = $1"),
        args![person],
    )?;
    let needs = rows
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<Vec<i64>, _>>()?;
    forget_needs(tx, &needs)
}

/// What was asked for, what was answered to it, and looking back at it.
fn forget_needs(tx: &mut Tx<'_>, needs: &[i64]) -> Result<(), Error> {
    let list = || ids(needs.iter().copied());
    tx.execute(
        sql!("UPDATE need SET words = '' WHERE id IN {ids($1)}"),
        args![list()],
    )?;
    tx.execute(
        sql!(
            "UPDATE settlement SET reason = NULL, possible = NULL, signpost = NULL, says = NULL WHERE need_id IN {ids($1)}"
        ),
        args![list()],
    )?;
    tx.execute(
        sql!("DELETE FROM no_ready WHERE need_id IN {ids($1)}"),
        args![list()],
    )?;
    // Nobody writes to somebody of whom nothing is left.
    tx.execute(
        sql!(
            "UPDATE checkin SET ended_at = due_at, ended_as = 'dropped', ended_by = 'system'
             WHERE need_id IN {ids($1)} AND ended_at IS NULL"
        ),
        args![list()],
    )?;
    Ok(())
}
