//! Reading a list: which one, its rows, and what stands around them.

use super::views::{Filtered, List};
use crate::cases::rules::View;
use crate::cases::store::lists;
use crate::filters::deeds::{Me, Order, Page, Stop, page, understand};
use crate::filters::store::kept::{self, Kept};
use crate::filters::{self, rules};
use crate::kit::At;
use crate::web::{Asker, Problem};
use crate::{cases, causes, later, mailboxes, messages, outbox, team, teams, tradeoffs};
use ::store::Tx;

/// Rows on a page of a list.
const ROWS: i64 = 50;
/// Rows beside a case: two screens of a laptop. All are one key away, and each
/// costs what is shown of the case itself.
const ROWS_BESIDE: i64 = 20;
/// Unread thanks that stand above a list.
const THANKS: i64 = 3;

/// One of the lists there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    View(View),
    Team(i64),
    /// A view that somebody keeps.
    Kept(i64),
    Filter(String),
}

/// What stands on it.
struct Rows {
    view: View,
    page: Page,
    filtered: Option<Filtered>,
}

impl Rows {
    fn of(view: View, (numbers, next): (Vec<i64>, Option<String>)) -> Rows {
        let page = Page {
            numbers,
            next,
            looked: None,
        };
        Rows {
            view,
            page,
            filtered: None,
        }
    }
}

pub fn read(
    tx: &mut Tx<'_>,
    asker: &Asker,
    which: &Which,
    (cursor, open): (Option<&str>, Option<i64>),
    now: At,
) -> Result<List, Problem> {
    let limit = if open.is_some() { ROWS_BESIDE } else { ROWS };
    let teams = teams::store::around(tx, asker.agent, now)?;
    let mine: Vec<i64> = teams.iter().filter(|t| t.mine).map(|t| t.id).collect();
    let rows = match which {
        Which::Team(team) => Rows::of(View::Today, cases::api::of_team(tx, *team, cursor, limit)?),
        Which::View(view) => {
            let who = (asker.agent, mine.as_slice());
            Rows::of(
                *view,
                cases::api::of_view(tx, who, Some(*view), cursor, limit, now)?,
            )
        }
        Which::Kept(id) => {
            let view = filters::deeds::find(tx, asker, *id)?;
            let filter = view.filter.clone();
            filtered(tx, asker, (&filter, Some(view)), (cursor, limit), now)?
        }
        Which::Filter(filter) => filtered(tx, asker, (filter, None), (cursor, limit), now)?,
    };
    let entries = lists::entries(tx, &rows.page.numbers, asker.agent, open.is_none())?;
    let reasons = match *which == Which::View(View::Later) && open.is_none() {
        true => later::store::reasons(tx, &rows.page.numbers)?,
        false => Vec::new(),
    };
    let team = match which {
        Which::Team(id) => teams.iter().find(|t| t.id == *id).cloned(),
        _ => None,
    };
    let on_duty = match which {
        Which::Team(id) => teams::store::on_duty(tx, Some(*id), now)?,
        _ => None,
    };
    let today = *which == Which::View(View::Today);
    // What is owed without a case stands on Today alone.
    let own = today && open.is_none();
    Ok(List {
        view: rows.view,
        team,
        teams,
        views: match open {
            None => kept::seen_by(tx, asker.agent)?,
            Some(_) => Vec::new(),
        },
        filtered: rows.filtered,
        on_duty,
        fresh: match own && entries.is_empty() && lists::newest(tx, None, 1)?.is_empty() {
            true => mailboxes::store::all(tx)?
                .into_iter()
                .map(|it| it.address)
                .next(),
            false => None,
        },
        free: entries.is_empty() && today && !lists::free(tx, &mine, None, 1)?.is_empty(),
        entries,
        reasons,
        next: rows.page.next,
        open,
        alone: team::alone(tx)?,
        thanks: messages::store::unread_thanks(tx, asker.agent, THANKS)?,
        answers: super::apologies::for_leads(tx, asker)?,
        paused: outbox::store::count_paused(tx)?,
        reviews: match own {
            false => Vec::new(),
            true => {
                let today = now.timestamp().to_zoned(asker.zone.clone()).date();
                tradeoffs::store::to_review(tx, asker.agent, today)?
            }
        },
        asked: match own {
            false => Vec::new(),
            true => causes::deeds::asked_of(tx, asker.agent, now)?,
        },
    })
}

/// What a filter picks. One that cannot be read is an empty list that says so:
/// a name in it may be gone since it was kept.
fn filtered(
    tx: &mut Tx<'_>,
    asker: &Asker,
    (filter, view): (&str, Option<Kept>),
    (cursor, limit): (Option<&str>, i64),
    now: At,
) -> Result<Rows, Problem> {
    let me = Me::of(asker, now);
    let mut shown = Filtered {
        filter: filter.to_owned(),
        changeable: view
            .as_ref()
            .is_some_and(|view| filters::deeds::may_change(asker, view)),
        view,
        trouble: None,
        looked: None,
        limited: false,
    };
    let understood = rules::read(filter).map_err(Stop::from).and_then(|read| {
        let meant = understand(tx, &read, &me)?;
        Ok((Order::of_view(&read), meant))
    });
    let (order, page) = match understood {
        Ok((order, meant)) => {
            shown.limited = meant.limited;
            (order, page(tx, &meant, order, cursor, limit)?)
        }
        Err(Stop::Trouble(trouble)) => {
            shown.trouble = Some(filters::deeds::refusal(&trouble).detail(asker.words()));
            (Order::Owed, Page::default())
        }
        Err(Stop::Failed(error)) => return Err(error.into()),
    };
    shown.looked = page.looked;
    Ok(Rows {
        // As the lists that are sorted so.
        view: match order {
            Order::Owed => View::Today,
            Order::Newest => View::Closed,
        },
        page,
        filtered: Some(shown),
    })
}
