//! Whether a case is picked: by what stands on its row, and by what was found
//! about it elsewhere.

use std::collections::HashSet;

use super::{Expr, State};
use crate::kit::At;

/// What a filter looks at on the row of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub number: i64,
    pub rank: i64,
    pub owed_at: At,
    pub since: At,
    pub place: String,
    pub turn: String,
    pub owner: Option<i64>,
    pub team: Option<i64>,
    pub mailbox: i64,
    pub person: i64,
    pub language: Option<String>,
    pub opened_at: At,
    pub answered: bool,
    pub urgent: bool,
    pub undelivered: bool,
}

/// A part of a filter as it is meant here and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these cases.
    Among(HashSet<i64>),
    Owner(Who),
    Team(Who),
    Mailbox(Vec<i64>),
    Person(HashSet<i64>),
    Turn(&'static str),
    State(State),
    /// From a moment to another one, that left out.
    Due(At, At),
    NoDate,
    Opened(At, At),
    Answered(bool),
    Lang(Option<String>),
    Urgent,
    Undelivered,
    /// What stands in other tables: the number of its question.
    Elsewhere(usize),
    NotElsewhere(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Any,
    One(Vec<i64>),
}

impl Who {
    fn is(&self, who: Option<i64>) -> bool {
        match self {
            Who::Nobody => who.is_none(),
            Who::Any => who.is_some(),
            Who::One(ids) => who.is_some_and(|id| ids.contains(&id)),
        }
    }
}

/// For each question of a filter, the cases of which it is true.
pub type Found = Vec<HashSet<i64>>;

/// Does the filter pick this case?
pub fn fits(filter: &Expr<Test>, case: &Facts, found: &Found) -> bool {
    match filter {
        Expr::All(all) => all.iter().all(|one| fits(one, case, found)),
        Expr::Any(any) => any.iter().any(|one| fits(one, case, found)),
        Expr::Not(one) => !fits(one, case, found),
        Expr::Is(test) => holds(test, case, found),
    }
}

fn holds(test: &Test, case: &Facts, found: &Found) -> bool {
    let stands = |n: usize| {
        found
            .get(n)
            .is_some_and(|cases| cases.contains(&case.number))
    };
    match test {
        Test::Among(numbers) => numbers.contains(&case.number),
        Test::Owner(who) => who.is(case.owner),
        Test::Team(who) => who.is(case.team),
        Test::Mailbox(ids) => ids.contains(&case.mailbox),
        Test::Person(ids) => ids.contains(&case.person),
        Test::Turn(turn) => case.turn == *turn,
        Test::State(State::Open) => case.place != "closed",
        Test::State(State::Later) => case.place == "later",
        Test::State(State::Closed) => case.place == "closed",
        // A closed case owes nothing more.
        Test::Due(from, to) => (*from..*to).contains(&case.owed_at),
        Test::NoDate => case.owed_at == At::NEVER,
        Test::Opened(from, to) => (*from..*to).contains(&case.opened_at),
        Test::Answered(yes) => case.answered == *yes,
        Test::Lang(lang) => speaks(case.language.as_deref(), lang.as_deref()),
        Test::Urgent => case.urgent,
        Test::Undelivered => case.undelivered,
        Test::Elsewhere(n) => stands(*n),
        Test::NotElsewhere(n) => !stands(*n),
    }
}

/// `de` is `de-AT` as well.
fn speaks(known: Option<&str>, wanted: Option<&str>) -> bool {
    match (known, wanted) {
        (None, None) => true,
        (Some(known), Some(wanted)) => {
            let known = known.to_ascii_lowercase();
            known == wanted
                || known
                    .strip_prefix(wanted)
                    .is_some_and(|rest| rest.starts_with('-'))
        }
        _ => false,
    }
}
