//! The company itself: its people, addresses and decisions.

use super::failed;
use crate::billing;
use crate::demo::story::Story;
use crate::events::Actor;
use crate::goodwill::{self, Budget, Period, Scope};
use crate::kit::money::{Currency, Money};
use crate::kit::words::Lang;
use crate::kit::{At, moments};
use crate::mailboxes::{self, store::Wanted};
use crate::team::{self, By};
use crate::tradeoffs::rules::Typed;
use crate::web::{Desk, Role, keep_bills};
use anyhow::Context;
use jiff::ToSpan;
use std::collections::HashMap;
use std::time::Duration;

const DECIDED: Duration = Duration::from_secs(180 * 86_400);

pub(super) async fn agents(
    desk: &Desk,
    story: &Story,
    now: At,
) -> anyhow::Result<HashMap<String, i64>> {
    let mut ids = HashMap::new();
    for agent in &story.agent {
        let new = team::New {
            address: agent.address(),
            name: agent.name.clone(),
            role: Role::of_word(&agent.role)
                .with_context(|| format!("{} is no role", agent.role))?,
            lang: Lang::En,
            zone: story.zone.clone(),
            password_hash: None,
        };
        let id = desk
            .db
            .write(move |tx| team::add(tx, &new, By::System, now))
            .await
            .map_err(failed)?;
        ids.insert(agent.key.clone(), id);
    }
    Ok(ids)
}

pub(super) async fn mailboxes(desk: &Desk, story: &Story, now: At) -> anyhow::Result<()> {
    for mailbox in &story.mailbox {
        let wanted = Wanted {
            address: mailbox.address.clone(),
            name: mailbox.name.clone(),
            signature: mailbox.signature.clone(),
            language: mailbox.language.clone(),
            zone: story.zone.clone(),
            receipt: true,
            answer_within_min: mailbox.answer_within_min,
            imap: None,
            server: None,
        };
        desk.db
            .write(move |tx| mailboxes::store::add(tx, &wanted, now))
            .await?;
    }
    Ok(())
}

pub(super) async fn tradeoffs(
    desk: &Desk,
    story: &Story,
    agents: &HashMap<String, i64>,
    now: At,
) -> anyhow::Result<()> {
    let zone = moments::zone(&story.zone);
    let today = now.timestamp().to_zoned(zone.clone()).date();
    // They were decided a while ago, so that one of them is due for review.
    let then = now.minus(DECIDED);
    let decided = then.timestamp().to_zoned(zone).date();
    for told in &story.tradeoff {
        let owner = *agents
            .get(&told.owner)
            .with_context(|| format!("{} is nobody of the team", told.owner))?;
        let typed = Typed {
            title: told.title.clone(),
            because: told.because.clone(),
            so_that: told.so_that.clone(),
            instead: told.instead.join("\n"),
            slots: told.slots.join("\n"),
            owner: owner.to_string(),
            review_on: today.checked_add(told.review_in.days())?.to_string(),
            public: told.public,
            decided: told.decided.to_string(),
            measure: told.measure.clone(),
            ..Typed::default()
        };
        let wanted = typed
            .read(decided)
            .map_err(|wrong| anyhow::anyhow!("the trade-off \"{}\": {wrong:?}", told.title))?;
        desk.db
            .write(move |tx| {
                let id = crate::tradeoffs::store::add(tx, &wanted, then)?;
                crate::tradeoffs::store::note(tx, id, then, Actor::Agent(owner), "made", &[])
            })
            .await?;
    }
    Ok(())
}

/// What the house gives without asking, and what an hour of its work costs.
pub(super) async fn money(desk: &Desk, story: &Story, now: At) -> anyhow::Result<()> {
    let told = &story.budget;
    let currency: Currency = told.currency.parse().map_err(anyhow::Error::msg)?;
    let budget = Budget {
        id: 0,
        scope: Scope::House,
        period: Period::Month,
        limit: Money::of(told.limit, currency),
        per_case: Some(Money::of(told.per_case, currency)),
    };
    let house = billing::store::House {
        bills: true,
        rate: told.hour,
        currency,
    };
    desk.db
        .write(move |tx| {
            goodwill::store::add_budget(tx, &budget, now, Actor::System)?;
            billing::store::keep_house(tx, house, now, Actor::System)?;
            keep_bills(tx, true)
        })
        .await?;
    Ok(())
}
