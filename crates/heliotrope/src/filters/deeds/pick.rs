//! The cases that a filter picks, page by page: a list walks them in its order,
//! from the key of the last row on, and never further than a bound.

use std::collections::HashSet;

use super::super::rules::{Expr, Facts, Found, Says, State, Term, Test, Who, fits};
use super::super::store::{self, Key};
use super::Meant;
use crate::cases::store::found;
use crate::web::{Problem, cursor, read_cursor};
use ::store::{Error, Tx};

/// How many cases a list looks at, bundle by bundle, until its page is full.
const BUNDLES: [i64; 3] = [100, 900, 4_000];

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By what we owe next; what is closed is left out.
    Owed,
    Newest,
}

impl Order {
    /// A view is about what is open, unless it asks for what is not.
    pub fn of_view(read: &Expr<Term>) -> Order {
        match asks_for_closed(read, true) {
            true => Order::Newest,
            false => Order::Owed,
        }
    }

    fn key(self, case: &Facts) -> Key {
        match self {
            Order::Owed => Key::owed(case),
            Order::Newest => Key::newest(case),
        }
    }
}

/// `-state:closed` asks for what is open. `yes`: behind an even number of minuses.
fn asks_for_closed(read: &Expr<Term>, yes: bool) -> bool {
    match read {
        Expr::All(all) | Expr::Any(all) => all.iter().any(|one| asks_for_closed(one, yes)),
        Expr::Not(one) => asks_for_closed(one, !yes),
        Expr::Is(term) => match term.says {
            Says::State(State::Closed) => yes,
            Says::State(State::Open) => !yes,
            _ => false,
        },
    }
}

/// Where the cases of a list come from.
enum Source {
    Some(Vec<i64>),
    Owner(i64),
    Nobody,
    Team(i64),
    Everywhere,
}

/// One page of what a filter picks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub numbers: Vec<i64>,
    pub next: Option<String>,
    /// It ended before it was full: so many cases were looked at.
    pub looked: Option<i64>,
}

/// The cases of one page, in an order, behind the cursor of the page before.
///
/// # Errors
/// 422 `cursor`.
pub fn page(
    tx: &mut Tx<'_>,
    meant: &Meant,
    order: Order,
    from: Option<&str>,
    limit: i64,
) -> Result<Page, Problem> {
    let after: Option<(i64, i64, i64, i64)> = read_cursor(from)?;
    let mut after = after.map_or(Key::FIRST, |(a, b, c, d)| Key(a, b, c, d));
    let wanted = usize::try_from(limit).unwrap_or(0);
    let next = |key: Key| Some(cursor(&(key.0, key.1, key.2, key.3)));
    let (mut shown, mut looked): (Vec<Facts>, i64) = (Vec::new(), 0);
    let source = source(tx, meant, order)?;
    for bundle in BUNDLES {
        let mut cases = walk(tx, &source, order, after, bundle)?;
        let last = cases.last().map(|case| order.key(case));
        let whole = matches!(source, Source::Some(_)) || (cases.len() as i64) < bundle;
        looked += cases.len() as i64;
        keep_fitting(tx, meant, &mut cases)?;
        shown.append(&mut cases);
        if shown.len() > wanted {
            shown.truncate(wanted);
            let key = shown.last().map(|case| order.key(case));
            return Ok(Page {
                numbers: numbers(&shown),
                next: key.and_then(next),
                looked: None,
            });
        }
        match last {
            Some(last) if !whole => after = last,
            _ => {
                return Ok(Page {
                    numbers: numbers(&shown),
                    next: None,
                    looked: None,
                });
            }
        }
    }
    Ok(Page {
        numbers: numbers(&shown),
        next: next(after),
        looked: Some(looked),
    })
}

fn numbers(cases: &[Facts]) -> Vec<i64> {
    cases.iter().map(|case| case.number).collect()
}

/// Of these cases those that a filter picks.
pub fn picked(tx: &mut Tx<'_>, meant: &Meant, numbers: &[i64]) -> Result<HashSet<i64>, Error> {
    let mut cases = store::facts(tx, numbers)?;
    keep_fitting(tx, meant, &mut cases)?;
    Ok(cases.into_iter().map(|case| case.number).collect())
}

/// One statement for each question, however many cases there are.
fn keep_fitting(tx: &mut Tx<'_>, meant: &Meant, cases: &mut Vec<Facts>) -> Result<(), Error> {
    let numbers = numbers(cases);
    let mut found = Found::new();
    for question in &meant.questions {
        found.push(store::ask(tx, question, &numbers)?);
    }
    cases.retain(|case| fits(&meant.filter, case, &found));
    Ok(())
}

fn walk(
    tx: &mut Tx<'_>,
    source: &Source,
    order: Order,
    after: Key,
    limit: i64,
) -> Result<Vec<Facts>, Error> {
    match (source, order) {
        (Source::Some(numbers), _) => {
            let mut cases = store::facts(tx, numbers)?;
            cases.retain(|case| order == Order::Newest || case.place != "closed");
            cases.retain(|case| order.key(case) > after);
            cases.sort_by_key(|case| order.key(case));
            Ok(cases)
        }
        (_, Order::Newest) => store::newest(tx, after, limit),
        (Source::Owner(agent), Order::Owed) => store::open_of(tx, *agent, after, limit),
        (Source::Nobody, Order::Owed) => store::open_of_nobody(tx, after, limit),
        (Source::Team(team), Order::Owed) => store::open_of_team(tx, *team, after, limit),
        (Source::Everywhere, Order::Owed) => store::open(tx, after, limit),
    }
}

/// The fewest cases among which all that a filter picks must be.
fn source(tx: &mut Tx<'_>, meant: &Meant, order: Order) -> Result<Source, Error> {
    let most = found::MOST as i64;
    let (mut few, mut way): (Option<Vec<i64>>, Source) = (None, Source::Everywhere);
    for test in meant.filter.must() {
        let numbers = match test {
            Test::Among(numbers) => Some(numbers.iter().copied().collect()),
            Test::Person(people) => {
                let people: Vec<i64> = people.iter().copied().collect();
                Some(store::of_people(tx, &people, most)?)
            }
            Test::Elsewhere(n) => store::few(tx, &meant.questions[*n], most)?,
            Test::Owner(Who::One(ids)) if ids.len() == 1 => {
                way = Source::Owner(ids[0]);
                None
            }
            Test::Owner(Who::Nobody) => {
                way = Source::Nobody;
                None
            }
            Test::Team(Who::One(ids)) if ids.len() == 1 && matches!(way, Source::Everywhere) => {
                way = Source::Team(ids[0]);
                None
            }
            _ => None,
        };
        // A full list may lack older ones; what was searched is all there is.
        let all =
            |numbers: &Vec<i64>| matches!(test, Test::Among(_)) || (numbers.len() as i64) < most;
        if let Some(numbers) = numbers.filter(all)
            && few.as_ref().is_none_or(|few| few.len() > numbers.len())
        {
            few = Some(numbers);
        }
    }
    Ok(match (few, order) {
        (Some(numbers), _) => Source::Some(numbers),
        (None, Order::Owed) => way,
        (None, Order::Newest) => Source::Everywhere,
    })
}
