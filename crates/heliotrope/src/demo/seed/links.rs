//! The ways into the demo.

use super::failed;
use crate::cases;
use crate::demo::story::Story;
use crate::team::{self, By, Purpose};
use crate::web::{Desk, Problem};
use anyhow::Context;

/// The ways into the demo.
#[derive(Debug, Clone)]
pub struct Links {
    pub agent: String,
    pub lead: String,
    pub customer: String,
    pub api_token: String,
    pub mailbox: String,
}

/// The case whose customer page the demo links to.
const SHOWN: &str = "margaret";

/// Fresh ways into the demo: for the agent, the lead, and one customer.
pub async fn links(desk: &Desk, story: &Story) -> anyhow::Result<Links> {
    let now = desk.now();
    let find = |key: &str| {
        story
            .agent
            .iter()
            .find(|a| a.key == key)
            .map(|a| a.address())
    };
    let (agent, lead) = (
        find("maya").context("no agent")?,
        find("jo").context("no lead")?,
    );
    let customer = story.person(SHOWN)?.address.clone();
    let (agent_link, lead_link, token, case) = desk
        .db
        .write(move |tx| -> Result<_, Problem> {
            let agent = team::store::by_address(tx, &agent)?
                .ok_or_else(|| Problem::not_found("agent", &agent))?;
            let lead = team::store::by_address(tx, &lead)?
                .ok_or_else(|| Problem::not_found("agent", &lead))?;
            let person = crate::people::store::by_address(tx, &customer)?
                .ok_or_else(|| Problem::not_found("person", &customer))?;
            let case = cases::store::of_person(tx, person, 0, 1)?
                .first()
                .map_or(0, |(number, ..)| *number);
            Ok((
                team::link_to(tx, agent.id, Purpose::Demo, By::System, now)?,
                team::link_to(tx, lead.id, Purpose::Demo, By::System, now)?,
                team::new_token(tx, agent.id, By::System, now)?,
                cases::store::link(tx, case, person, now)?,
            ))
        })
        .await
        .map_err(failed)?;
    let base = desk.base_url();
    Ok(Links {
        agent: format!("{base}{agent_link}"),
        lead: format!("{base}{lead_link}"),
        customer: format!("{base}/c/{case}"),
        api_token: token,
        mailbox: story.mailbox("help")?.address.clone(),
    })
}
