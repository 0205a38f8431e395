//! What happens in a case of the story, step by step.

use super::{World, mail};
use crate::apologies;
use crate::cases::deeds::{self, NextWord, Reply};
use crate::cases::rules::Part;
use crate::demo::story::{Apology, Case, Step};
use crate::needs::{self, Settling};
use crate::tradeoffs::No;
use crate::tradeoffs::rules::lines;
use crate::web::Problem;
use crate::{messages, tradeoffs};
use ::store::Tx;
use anyhow::Context;

impl World<'_> {
    pub(super) async fn step(&self, number: i64, case: &Case, step: &Step) -> anyhow::Result<()> {
        let now = self.at(step.at());
        match step {
            Step::Letter { at, text } => self.more(number, case, *at, text).await,
            Step::Reply { .. } => self.reply(number, step).await,
            Step::Plan { .. } => self.plan(number, step).await,
            Step::Give { .. } => self.give(number, step).await,
            Step::Ask { .. } => self.ask(number, step).await,
            Step::Quote { .. } => self.quote(number, step).await,
            Step::Bounce { at, said } => self.bounce(number, case, *at, said).await,
            Step::Decline { .. } => self.decline(number, step).await,
            Step::Merge { by, into, .. } => {
                let asker = self.agent(by)?;
                let into = self.numbers.get(into);
                let into = *into.context("what it is merged into comes first")?;
                self.deed(move |tx| deeds::merge(tx, &asker, number, into, now).map(drop))
                    .await
            }
            Step::Affected { by, person, .. } => {
                let (asker, person) = (self.agent(by)?, self.story.person(person)?.clone());
                self.deed(move |tx| {
                    let (address, name) = (&person.address, &person.name);
                    deeds::take_in(tx, &asker, number, address, name, Part::Affected, now).map(drop)
                })
                .await
            }
            Step::Note { by, text, .. } => {
                let (asker, text) = (self.agent(by)?, text.clone());
                self.deed(move |tx| {
                    deeds::note(tx, &asker, number, &text, None, &[], now).map(drop)
                })
                .await
            }
            Step::Need { by, text, .. } => {
                let (asker, text) = (self.agent(by)?, text.clone());
                self.deed(move |tx| {
                    deeds::add_need(tx, &asker, number, &deeds::Wanted::typed(&text), now).map(drop)
                })
                .await
            }
            Step::Met { by, need, .. } => {
                let (asker, place) = (self.agent(by)?, *need);
                self.deed(move |tx| {
                    let need = need_at(tx, number, place)?;
                    deeds::settle_need(tx, &asker, number, need, &Settling::met(), now)
                })
                .await
            }
        }
    }

    /// The person writes again.
    async fn more(&self, number: i64, case: &Case, at: i64, text: &str) -> anyhow::Result<()> {
        let person = self.story.person(&case.from)?;
        let mailbox = self.story.mailbox(&case.mailbox)?;
        let thread = self
            .desk
            .db
            .read(move |tx| messages::store::thread(tx, number));
        let thread = thread.await?;
        let subject = letters::reply_subject(&case.subject);
        let answered = thread.last().map(String::as_str);
        let then = self.at(at);
        let raw = mail::letter(person, &mailbox.address, &subject, text, then, answered);
        self.receive(at, raw, &person.address, &mailbox.address)
            .await?;
        Ok(())
    }

    async fn reply(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Reply {
            by,
            at,
            text,
            close,
            next_word,
            until,
            settles,
            apology,
        } = step
        else {
            return Ok(());
        };
        let (asker, now) = (self.agent(by)?, self.at(*at));
        let due = next_word.map(|minutes| self.at(minutes));
        let (text, close, until) = (text.trim().to_owned(), *close, *until);
        let (settles, apology) = (settles.clone(), apology.as_ref().map(typed));
        self.deed(move |tx| {
            let needs = needs::store::of_case(tx, number)?;
            let at = |places: &Vec<usize>| {
                let named = places.iter().filter_map(|place| needs.get(*place));
                named.map(|need| need.id).collect()
            };
            let reply = Reply {
                words: text.clone(),
                next_word: due.map(|due| NextWord { due, words: None }),
                settles: settles.as_ref().map(at),
                close,
                until,
                apology: apology.clone(),
                default_server: true,
                ..Reply::default()
            };
            deeds::reply(tx, &asker, number, &reply, now).map(drop)
        })
        .await
    }

    async fn decline(&self, number: i64, step: &Step) -> anyhow::Result<()> {
        let Step::Decline {
            by,
            at,
            reason,
            possible,
            signpost,
            tradeoff,
            look_again,
        } = step
        else {
            return Ok(());
        };
        let (asker, now, title) = (self.agent(by)?, self.at(*at), tradeoff.clone());
        let no = No {
            reason: reason.clone(),
            possible: lines(possible),
            signpost: signpost.clone(),
            look_again: *look_again,
            ..No::default()
        };
        self.deed(move |tx| {
            let need = need_at(tx, number, 0)?;
            let all = tradeoffs::store::all(tx)?;
            let known = all.iter().find(|t| Some(&t.what.title) == title.as_ref());
            let no = No {
                tradeoff: known.map(|t| t.id),
                ..no.clone()
            };
            deeds::decline(tx, &asker, number, need, &no, now)
        })
        .await
    }
}

fn need_at(tx: &mut Tx<'_>, number: i64, place: usize) -> Result<i64, Problem> {
    let needs = needs::store::of_case(tx, number)?;
    let need = needs.get(place).map(|need| need.id);
    need.ok_or_else(|| Problem::not_found("need", place))
}

/// What the margin would hold.
fn typed(told: &Apology) -> apologies::Typed {
    apologies::Typed {
        fault: told.fault.clone(),
        cause: told.cause.clone(),
        parts: told.parts.clone(),
        ..apologies::Typed::default()
    }
}
