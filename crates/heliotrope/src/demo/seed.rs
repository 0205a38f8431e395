//! Plays the story through the real doors and deeds, with the clock set back.

mod given;
mod house;
mod links;
mod mail;
mod steps;

pub use links::{Links, links};
pub use mail::letter;

use super::calendars::calendars;
use super::story::{Case, Story};
use crate::cases::deeds;
use crate::intake::{self, Arrived, Door};
use crate::kit::words::Lang;
use crate::kit::{At, Clock, moments};
use crate::team;
use crate::web::{self, Asker, Desk, Problem, Role, Via};
use ::store::Tx;
use anyhow::Context;
use std::collections::HashMap;
use std::time::Duration;

/// Fills an empty desk; one that holds people goes on as it is.
pub async fn seed(desk: &Desk, story: &Story) -> anyhow::Result<()> {
    if desk
        .db
        .read(team::store::roster)
        .await?
        .iter()
        .any(|c| c.active)
    {
        return Ok(());
    }
    let start = desk.now();
    let agents = house::agents(desk, story, start).await?;
    house::mailboxes(desk, story, start).await?;
    calendars(desk, story, start).await?;
    house::tradeoffs(desk, story, &agents, start).await?;
    house::money(desk, story, start).await?;
    web::learn(desk).await?;
    let mut world = World {
        numbers: HashMap::new(),
        desk,
        story,
        agents,
        start,
    };
    // In the order in which it all happened, so that case numbers tell the time.
    let mut cases: Vec<&Case> = story.case.iter().collect();
    cases.sort_by_key(|c| c.at);
    for case in cases {
        world
            .play(case)
            .await
            .with_context(|| format!("playing \"{}\"", case.subject))?;
    }
    for away in &story.away {
        let me = world.agent(&away.agent)?.agent;
        let back = start.plus(Duration::from_secs(away.back_in_days * 86_400));
        desk.db
            .write(move |tx| deeds::away(tx, me, me, Some(back), start))
            .await
            .map_err(failed)?;
    }
    Ok(())
}

pub fn failed(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!(
        "{} ({})",
        problem.detail(crate::kit::words::Words::of(Lang::En)),
        problem.cause_in_words()
    )
}

/// The agent as they would act from a page.
pub fn asker(agent: i64, name: &str, address: &str, zone: &str) -> Asker {
    Asker {
        agent,
        name: name.to_owned(),
        address: address.to_owned(),
        role: Role::Agent,
        lang: Lang::En,
        zone: moments::zone(zone),
        via: Via::Session { id: 0 },
        form_token: String::new(),
        scheme: "system".into(),
        density: "roomy".into(),
        single_keys: true,
        undo_seconds: 0,
        alone: false,
        unread: String::new(),
        heard: crate::web::Heard::default(),
    }
}

struct World<'a> {
    desk: &'a Desk,
    story: &'a Story,
    agents: HashMap<String, i64>,
    start: At,
    /// Cases that the story speaks of again, by their key.
    numbers: HashMap<String, i64>,
}

impl World<'_> {
    fn at(&self, minutes: i64) -> At {
        let span = Duration::from_secs(minutes.unsigned_abs() * 60);
        if minutes < 0 {
            self.start.minus(span)
        } else {
            self.start.plus(span)
        }
    }

    /// The same desk at another time.
    fn then(&self, minutes: i64) -> Desk {
        let mut desk = self.desk.clone();
        desk.clock = Clock::fixed(self.at(minutes));
        desk
    }

    fn agent(&self, key: &str) -> anyhow::Result<Asker> {
        let id = *self
            .agents
            .get(key)
            .with_context(|| format!("the story has no agent {key}"))?;
        let agent = self
            .story
            .agent
            .iter()
            .find(|a| a.key == key)
            .with_context(|| format!("no agent {key}"))?;
        Ok(asker(id, &agent.name, &agent.address(), &self.story.zone))
    }

    /// Does one deed.
    async fn deed<T: Send + 'static>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + Sync + 'static,
    ) -> anyhow::Result<T> {
        self.desk.db.write(deed).await.map_err(failed)
    }

    async fn receive(
        &self,
        minutes: i64,
        bytes: Vec<u8>,
        sender: &str,
        to: &str,
    ) -> anyhow::Result<i64> {
        let arrived = Arrived {
            peer: None,
            door: Door::Smtp,
            bytes,
            sender: sender.to_owned(),
            recipients: vec![to.to_owned()],
        };
        let verdict = intake::receive(&self.then(minutes), arrived).await?;
        verdict.case.context("the letter came to no case")
    }

    async fn play(&mut self, case: &Case) -> anyhow::Result<()> {
        let person = self.story.person(&case.from)?.clone();
        let mailbox = self.story.mailbox(&case.mailbox)?;
        let raw = mail::letter(
            &person,
            &mailbox.address,
            &case.subject,
            &case.text,
            self.at(case.at),
            None,
        );
        let number = self
            .receive(case.at, raw, &person.address, &mailbox.address)
            .await?;
        if let Some(key) = &case.key {
            self.numbers.insert(key.clone(), number);
        }
        self.file(number, case).await?;
        for step in &case.step {
            self.step(number, case, step).await?;
        }
        Ok(())
    }

    /// Whose it is, and what it is filed under.
    async fn file(&self, number: i64, case: &Case) -> anyhow::Result<()> {
        if let Some(owner) = &case.owner {
            let asker = self.agent(owner)?;
            let (now, me) = (self.at(case.at + 5), asker.agent);
            self.deed(move |tx| deeds::assign(tx, &asker, number, Some(me), now))
                .await?;
        }
        for tag in &case.tags {
            let (asker, tag, now) = (self.agent("jo")?, tag.clone(), self.at(case.at + 6));
            self.deed(move |tx| deeds::tag(tx, &asker, number, &tag, now))
                .await?;
        }
        if let Some(cause) = &case.cause {
            let (asker, cause, now) = (self.agent("jo")?, cause.clone(), self.at(case.at + 7));
            self.deed(move |tx| deeds::set_cause(tx, &asker, number, &cause, now))
                .await?;
        }
        Ok(())
    }
}
