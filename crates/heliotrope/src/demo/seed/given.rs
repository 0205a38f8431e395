//! Plans, goodwill and quotes of the story.

use super::World;
use crate::billing::{self, Line, What};
use crate::cases::deeds::{self, Asking, Wish};
use crate::demo::story::Step;
use crate::kit::money::{Currency, Money};
use crate::plans::{self, Act, StepState};
use anyhow::Context;

impl World<'_> {
    /// The plan of a case: `done` of its steps are done, the next one is under way.
    pub(super) async fn plan(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Plan {
            by,
            at,
            can,
            cannot,
            steps,
            done,
        } = step
        else {
            return Ok(());
        };
        let (asker, now, done) = (self.agent(by)?, self.at(*at), *done);
        let (can, cannot, steps) = (can.clone(), cannot.clone(), steps.clone());
        self.deed(move |tx| {
            let act = Act::Keep {
                can: Some(can.clone()),
                cannot: Some(cannot.clone()),
                add: steps.clone(),
            };
            deeds::plan(tx, &asker, number, act, now)?;
            let plan = plans::store::of_case(tx, number)?.unwrap_or_default();
            for (place, step) in plan.steps.iter().enumerate().take(done + 1) {
                let state = match place < done {
                    true => StepState::Done,
                    false => StepState::Doing,
                };
                let act = Act::State {
                    step: step.id,
                    state,
                };
                deeds::plan(tx, &asker, number, act, now)?;
            }
            Ok(())
        })
        .await
    }

    /// An amount in the currency of the budget.
    fn wish(&self, kind: &str, amount: i64) -> anyhow::Result<Wish> {
        let currency = &self.story.budget.currency;
        let currency: Currency = currency.parse().map_err(anyhow::Error::msg)?;
        let kind = kind.parse().map_err(anyhow::Error::msg);
        Ok(Wish {
            need: None,
            cause: None,
            kind: kind.context("a kind of goodwill")?,
            amount: Money::of(amount, currency),
        })
    }

    pub(super) async fn give(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Give {
            by,
            at,
            kind,
            amount,
        } = step
        else {
            return Ok(());
        };
        let (asker, now, wish) = (self.agent(by)?, self.at(*at), self.wish(kind, *amount)?);
        self.deed(move |tx| deeds::give(tx, &asker, number, &wish, now).map(drop))
            .await
    }

    /// More than the budget has: the lead is asked, and a letter waits.
    pub(super) async fn ask(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Ask {
            by,
            at,
            kind,
            amount,
            until,
            reply,
        } = step
        else {
            return Ok(());
        };
        let (asker, now) = (self.agent(by)?, self.at(*at));
        let asking = Asking {
            wish: self.wish(kind, *amount)?,
            until: self.at(*until),
            reply: reply.trim().to_owned(),
            seen_event: None,
            undo_seconds: 0,
            default_server: true,
        };
        self.deed(move |tx| deeds::ask(tx, &asker, number, &asking, now).map(drop))
            .await
    }

    /// The digging is given; the work waits for the customer's OK.
    pub(super) async fn quote(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Quote {
            by,
            at,
            research,
            work,
            minutes,
            part,
            each,
        } = step
        else {
            return Ok(());
        };
        let (asker, now, research) = (self.agent(by)?, self.at(*at), *research);
        let work = Line {
            words: work.clone(),
            what: What::Work { minutes: *minutes },
        };
        let part = Line {
            words: part.clone(),
            what: What::Part {
                pieces: 1,
                each: *each,
            },
        };
        let lines = [work, part];
        self.deed(move |tx| {
            let kind = billing::Kind::Research;
            deeds::spend_time(tx, &asker, number, kind, research, "", now)?;
            deeds::make_quote(tx, &asker, number, &lines, now).map(drop)
        })
        .await
    }
}
