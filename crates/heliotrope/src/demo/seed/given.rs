//! Plans and goodwill of the story.

use super::{World, failed};
use crate::cases::deeds::{self, Wish};
use crate::events::Actor;
use crate::goodwill::{self, Budget, Period, Scope};
use crate::kit::money::{Currency, Money};
use crate::plans::{self, Act, StepState};
use crate::web::Problem;
use anyhow::Context;

/// The house's budget of goodwill.
pub(super) async fn budget(world: &World<'_>) -> anyhow::Result<()> {
    let told = &world.story.budget;
    let currency: Currency = told.currency.parse().map_err(anyhow::Error::msg)?;
    let budget = Budget {
        id: 0,
        scope: Scope::House,
        period: Period::Month,
        limit: Money::of(told.limit, currency),
        per_case: Some(Money::of(told.per_case, currency)),
    };
    let now = world.start;
    world
        .desk
        .db
        .write(move |tx| goodwill::store::add_budget(tx, &budget, now, Actor::System))
        .await?;
    Ok(())
}

/// The plan of a case: `done` of its steps are done, the next one is under way.
pub(super) async fn plan(
    world: &World<'_>,
    number: i64,
    by: &str,
    at: i64,
    said: (&str, &str, &[String]),
    done: usize,
) -> anyhow::Result<()> {
    let (asker, now) = (world.agent(by)?, world.at(at));
    let (can, cannot, steps) = (said.0.to_owned(), said.1.to_owned(), said.2.to_vec());
    let write = move |tx: &mut ::store::Tx<'_>| -> Result<(), Problem> {
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
    };
    world.desk.db.write(write).await.map_err(failed)
}

/// Something that is given in a case, in the currency of the budget.
pub(super) async fn give(
    world: &World<'_>,
    number: i64,
    by: &str,
    at: i64,
    kind: &str,
    amount: i64,
) -> anyhow::Result<()> {
    let currency: Currency = world
        .story
        .budget
        .currency
        .parse()
        .map_err(anyhow::Error::msg)?;
    let wish = Wish {
        need: None,
        cause: None,
        kind: kind
            .parse()
            .map_err(anyhow::Error::msg)
            .context("a kind of goodwill")?,
        amount: Money::of(amount, currency),
    };
    let (asker, now) = (world.agent(by)?, world.at(at));
    world
        .desk
        .db
        .write(move |tx| deeds::give(tx, &asker, number, &wish, now))
        .await
        .map_err(failed)?;
    Ok(())
}
