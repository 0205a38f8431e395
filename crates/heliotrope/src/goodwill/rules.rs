//! How much is left to give.

use std::str::FromStr;

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::events::{Event, Kind as Happened};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::web::Role;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = GoodwillKind)]
pub enum Kind {
    Refund,
    Credit,
    Replacement,
    Gift,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Credit, Kind::Refund, Kind::Replacement, Kind::Gift];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Refund => "refund",
            Kind::Credit => "credit",
            Kind::Replacement => "replacement",
            Kind::Gift => "gift",
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Kind::ALL
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of goodwill: {word}"))
    }
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Period; 3] = [Period::Month, Period::Quarter, Period::Year];

    pub fn word(self) -> &'static str {
        match self {
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// When the period around `now` began, by the calendar of `zone`.
    pub fn began(self, now: At, zone: &TimeZone) -> At {
        let today = now
            .timestamp()
            .to_zoned(zone.clone())
            .date()
            .first_of_month();
        let back = match self {
            Period::Month => 0,
            Period::Quarter => (today.month() - 1) % 3,
            Period::Year => today.month() - 1,
        };
        let first = today.checked_sub(i32::from(back).months()).unwrap_or(today);
        first
            .to_zoned(zone.clone())
            .map_or(now, |z| z.timestamp().into())
    }
}

impl FromStr for Period {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Period::ALL
            .into_iter()
            .find(|p| p.word() == word)
            .ok_or_else(|| format!("no such period: {word}"))
    }
}

/// Whose giving a budget counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    House,
    Mailbox(i64),
    Role(Role),
}

impl Scope {
    pub fn word(self) -> &'static str {
        match self {
            Scope::House => "house",
            Scope::Mailbox(_) => "mailbox",
            Scope::Role(_) => "role",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    pub id: i64,
    pub scope: Scope,
    pub period: Period,
    pub limit: Money,
    pub per_case: Option<Money>,
}

impl Budget {
    /// Does it count what this role gives in a case of this mailbox?
    pub fn counts(&self, mailbox: i64, role: Role) -> bool {
        match self.scope {
            Scope::House => true,
            Scope::Mailbox(id) => id == mailbox,
            Scope::Role(of) => of == role,
        }
    }
}

/// What was drawn on a budget, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drawn {
    pub in_period: i64,
    pub in_case: i64,
}

/// How much can be given without asking, and by which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub left: Money,
    pub of: Money,
    /// None: the limit of one case.
    pub period: Option<Period>,
}

/// The least that any of the budgets leaves; none: there is no budget here.
pub fn left(budgets: &[(Budget, Drawn)]) -> Option<Left> {
    let of = |limit: Money, drawn: i64, period| Left {
        left: Money::of(limit.minor.saturating_sub(drawn).max(0), limit.currency),
        of: limit,
        period,
    };
    budgets
        .iter()
        .flat_map(|(budget, drawn)| {
            let per_case = budget.per_case.map(|limit| of(limit, drawn.in_case, None));
            [
                Some(of(budget.limit, drawn.in_period, Some(budget.period))),
                per_case,
            ]
        })
        .flatten()
        .min_by_key(|left| left.left.minor)
}

/// Whether this much may be given without asking.
///
/// # Errors
/// What *is* left: the agent gives that, asks, or says the limit aloud.
pub fn within(asked: Money, left: Option<Left>, currency: Currency) -> Result<(), Money> {
    let left = left.map_or(Money::of(0, currency), |l| l.left);
    match asked.minor <= left.minor {
        true => Ok(()),
        false => Err(left),
    }
}

/// May the person have heard of this gift? A letter of ours was written since, or
/// somebody told them aloud. `events`: those of the case, in their order;
/// `stands`: was that letter not taken back?
pub fn may_be_heard(events: &[Event], gift: i64, stands: impl Fn(i64) -> bool) -> bool {
    let given =
        |e: &Event| e.kind == Happened::GoodwillGiven && e.ids.get("goodwill") == Some(gift);
    let since = events.iter().position(given).map_or(0, |at| at + 1);
    events[since..].iter().any(|e| match e.kind {
        Happened::Reply => e.ids.get("message").is_none_or(&stands),
        Happened::Told => e.ids.get("message").is_none(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(n: i64) -> Money {
        Money::of(n * 100, Currency::EUR)
    }

    fn budget(scope: Scope, limit: i64, per_case: Option<i64>) -> Budget {
        Budget {
            id: 1,
            scope,
            period: Period::Year,
            limit: euros(limit),
            per_case: per_case.map(euros),
        }
    }

    #[track_caller]
    fn check(budgets: &[(Budget, Drawn)], expected: Option<i64>) {
        assert_eq!(left(budgets).map(|l| l.left), expected.map(euros));
    }

    fn drawn(in_period: i64, in_case: i64) -> Drawn {
        Drawn {
            in_period: in_period * 100,
            in_case: in_case * 100,
        }
    }

    #[test]
    fn the_narrowest_limit_counts() {
        check(&[], None);
        check(&[(budget(Scope::House, 40, None), drawn(25, 0))], Some(15));
        check(
            &[(budget(Scope::House, 40, Some(20)), drawn(0, 5))],
            Some(15),
        );
        check(
            &[
                (budget(Scope::House, 4000, None), drawn(100, 0)),
                (budget(Scope::Mailbox(1), 100, None), drawn(90, 0)),
            ],
            Some(10),
        );
        check(&[(budget(Scope::House, 40, None), drawn(70, 0))], Some(0));
    }

    #[test]
    fn what_is_left_is_said_when_more_is_asked() {
        let left = left(&[(budget(Scope::House, 40, None), drawn(25, 0))]);
        assert_eq!(within(euros(15), left, Currency::EUR), Ok(()));
        assert_eq!(within(euros(30), left, Currency::EUR), Err(euros(15)));
        assert_eq!(within(euros(1), None, Currency::EUR), Err(euros(0)));
    }

    #[test]
    fn a_budget_counts_its_own_scope() {
        let counts = |scope| budget(scope, 1, None).counts(7, Role::Agent);
        assert!(
            counts(Scope::House) && counts(Scope::Mailbox(7)) && counts(Scope::Role(Role::Agent))
        );
        assert!(!counts(Scope::Mailbox(8)) && !counts(Scope::Role(Role::Lead)));
    }

    #[test]
    fn periods_begin_by_the_calendar_of_the_house() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let began =
            |period: Period, now: &str| period.began(now.parse().unwrap(), &berlin).to_string();
        assert_eq!(
            began(Period::Month, "2026-03-05T11:00:00Z"),
            "2026-02-28T23:00:00Z"
        );
        assert_eq!(
            began(Period::Quarter, "2026-03-05T11:00:00Z"),
            "2025-12-31T23:00:00Z"
        );
        assert_eq!(
            began(Period::Quarter, "2026-06-30T23:00:00Z"),
            "2026-06-30T22:00:00Z"
        );
        assert_eq!(
            began(Period::Year, "2026-12-31T22:59:00Z"),
            "2025-12-31T23:00:00Z"
        );
    }
}
