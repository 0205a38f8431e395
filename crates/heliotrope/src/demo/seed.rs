//! Plays the story through the real doors and deeds, with the clock set back.

mod given;

use super::calendars::calendars;
use super::story::{Case, Person, Step, Story};
use crate::cases::deeds::{self, NextWord, Reply};
use crate::events::Actor;
use crate::intake::{self, Arrived, Door};
use crate::kit::words::Lang;
use crate::kit::{At, Clock, moments, random};
use crate::mailboxes::{self, store::Wanted};
use crate::needs::{self, Settling};
use crate::team::{self, By, Purpose};
use crate::tradeoffs::No;
use crate::tradeoffs::rules::{Typed, lines};
use crate::web::{Asker, Desk, Problem, Role, Via};
use crate::{cases, messages, outbox};
use anyhow::Context;
use jiff::ToSpan;
use letters::{Address, Outgoing};
use std::collections::HashMap;
use std::time::Duration;

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
    let agents = agents(desk, story, start).await?;
    mailboxes(desk, story, start).await?;
    calendars(desk, story, start).await?;
    tradeoffs(desk, story, &agents, start).await?;
    let mut world = World {
        desk,
        story,
        agents,
        start,
    };
    given::budget(&world).await?;
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

async fn agents(desk: &Desk, story: &Story, now: At) -> anyhow::Result<HashMap<String, i64>> {
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

async fn mailboxes(desk: &Desk, story: &Story, now: At) -> anyhow::Result<()> {
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

async fn tradeoffs(
    desk: &Desk,
    story: &Story,
    agents: &HashMap<String, i64>,
    now: At,
) -> anyhow::Result<()> {
    let today = now.timestamp().to_zoned(moments::zone(&story.zone)).date();
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
            .read(today)
            .map_err(|wrong| anyhow::anyhow!("the trade-off \"{}\": {wrong:?}", told.title))?;
        desk.db
            .write(move |tx| {
                let id = crate::tradeoffs::store::add(tx, &wanted, now)?;
                crate::tradeoffs::store::note(tx, id, now, Actor::Agent(owner), "made", &[])
            })
            .await?;
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

/// A letter as the person's own program would send it.
pub fn letter(
    from: &Person,
    to: &str,
    subject: &str,
    text: &str,
    at: At,
    answers: Option<&str>,
) -> Vec<u8> {
    let domain = from.address.rsplit('@').next().unwrap_or("mail.example");
    let name = (!from.name.is_empty()).then(|| from.name.clone());
    letters::compose(&Outgoing {
        from: Address {
            address: from.address.clone(),
            name,
        },
        to: vec![Address {
            address: to.to_owned(),
            name: None,
        }],
        cc: Vec::new(),
        reply_to: None,
        subject: subject.to_owned(),
        message_id: format!("{}@{domain}", random::id()),
        in_reply_to: answers.map(str::to_owned),
        references: answers.map(str::to_owned).into_iter().collect(),
        date: at.0,
        markdown: text.trim().to_owned(),
        signature: None,
        footer: Vec::new(),
        language: None,
        attachments: Vec::new(),
        auto_submitted: None,
        headers: Vec::new(),
    })
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
    }
}

struct World<'a> {
    desk: &'a Desk,
    story: &'a Story,
    agents: HashMap<String, i64>,
    start: At,
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
        Desk {
            clock: Clock::fixed(self.at(minutes)),
            ..self.desk.clone()
        }
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

    async fn receive(
        &self,
        minutes: i64,
        bytes: Vec<u8>,
        sender: &str,
        to: &str,
    ) -> anyhow::Result<i64> {
        let arrived = Arrived {
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
        let raw = letter(
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
        if let Some(owner) = &case.owner {
            let asker = self.agent(owner)?;
            let (now, me) = (self.at(case.at + 5), asker.agent);
            self.desk
                .db
                .write(move |tx| deeds::assign(tx, &asker, number, Some(me), now))
                .await
                .map_err(failed)?;
        }
        for tag in &case.tags {
            let (asker, tag, now) = (self.agent("jo")?, tag.clone(), self.at(case.at + 6));
            self.desk
                .db
                .write(move |tx| deeds::tag(tx, &asker, number, &tag, now))
                .await
                .map_err(failed)?;
        }
        if let Some(cause) = &case.cause {
            let (asker, cause, now) = (self.agent("jo")?, cause.clone(), self.at(case.at + 7));
            self.desk
                .db
                .write(move |tx| deeds::set_cause(tx, &asker, number, &cause, now))
                .await
                .map_err(failed)?;
        }
        for step in &case.step {
            self.step(number, case, step).await?;
        }
        Ok(())
    }

    async fn step(&self, number: i64, case: &Case, step: &Step) -> anyhow::Result<()> {
        let now = self.at(step.at());
        match step {
            Step::Letter { at, text } => {
                let person = self.story.person(&case.from)?;
                let mailbox = self.story.mailbox(&case.mailbox)?;
                let answers = self
                    .desk
                    .db
                    .read(move |tx| messages::store::thread(tx, number))
                    .await?;
                let subject = letters::reply_subject(&case.subject);
                let answered = answers.last().map(String::as_str);
                let raw = letter(person, &mailbox.address, &subject, text, now, answered);
                self.receive(*at, raw, &person.address, &mailbox.address)
                    .await?;
            }
            Step::Plan {
                by,
                at,
                can,
                cannot,
                steps,
                done,
            } => given::plan(self, number, by, *at, (can, cannot, steps), *done).await?,
            Step::Give {
                by,
                at,
                kind,
                amount,
            } => given::give(self, number, by, *at, kind, *amount).await?,
            Step::Bounce { at, said } => self.bounce(number, case, *at, said).await?,
            Step::Reply {
                by,
                text,
                close,
                next_word,
                until,
                settles,
                ..
            } => {
                let asker = self.agent(by)?;
                let due = next_word.map(|minutes| self.at(minutes));
                let (text, close, until) = (text.trim().to_owned(), *close, *until);
                let settles = settles.clone();
                let write = move |tx: &mut ::store::Tx<'_>| -> Result<(), Problem> {
                    let needs = needs::store::of_case(tx, number)?;
                    let reply = Reply {
                        words: text.clone(),
                        next_word: due.map(|due| NextWord { due, words: None }),
                        settles: settles.as_ref().map(|s| {
                            s.iter()
                                .filter_map(|i| needs.get(*i))
                                .map(|n| n.id)
                                .collect()
                        }),
                        close,
                        until,
                        default_server: true,
                        ..Reply::default()
                    };
                    deeds::reply(tx, &asker, number, &reply, now)?;
                    Ok(())
                };
                self.desk.db.write(write).await.map_err(failed)?;
            }
            Step::Note { by, text, .. } => {
                let (asker, text) = (self.agent(by)?, text.clone());
                let write = move |tx: &mut ::store::Tx<'_>| {
                    deeds::note(tx, &asker, number, &text, None, &[], now)
                };
                self.desk.db.write(write).await.map_err(failed)?;
            }
            Step::Need { by, text, .. } => {
                let (asker, text) = (self.agent(by)?, text.clone());
                let write = move |tx: &mut ::store::Tx<'_>| {
                    deeds::add_need(tx, &asker, number, &deeds::Wanted::typed(&text), now).map(drop)
                };
                self.desk.db.write(write).await.map_err(failed)?;
            }
            Step::Met { by, need, .. } => {
                self.settle(by, number, *need, Settling::met(), now).await?
            }
            Step::Decline {
                by,
                reason,
                possible,
                signpost,
                tradeoff,
                ..
            } => {
                let asker = self.agent(by)?;
                let (title, no) = (
                    tradeoff.clone(),
                    No {
                        reason: reason.clone(),
                        possible: lines(possible),
                        signpost: signpost.clone(),
                        ..No::default()
                    },
                );
                let write = move |tx: &mut ::store::Tx<'_>| -> Result<(), Problem> {
                    let needs = needs::store::of_case(tx, number)?;
                    let need = needs.first().ok_or_else(|| Problem::not_found("need", 0))?;
                    let all = crate::tradeoffs::store::all(tx)?;
                    let known = all.iter().find(|t| Some(&t.what.title) == title.as_ref());
                    let no = No {
                        tradeoff: known.map(|t| t.id),
                        ..no.clone()
                    };
                    deeds::decline(tx, &asker, number, need.id, &no, now)
                };
                self.desk.db.write(write).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    async fn settle(
        &self,
        by: &str,
        number: i64,
        place: usize,
        how: Settling,
        now: At,
    ) -> anyhow::Result<()> {
        let asker = self.agent(by)?;
        let write = move |tx: &mut ::store::Tx<'_>| -> Result<(), Problem> {
            let needs = needs::store::of_case(tx, number)?;
            let need = needs
                .get(place)
                .ok_or_else(|| Problem::not_found("need", place))?;
            deeds::settle_need(tx, &asker, number, need.id, &how, now)
        };
        self.desk.db.write(write).await.map_err(failed)
    }

    /// The other server sends our last letter back, as servers do.
    async fn bounce(&self, number: i64, case: &Case, at: i64, said: &str) -> anyhow::Result<()> {
        let person = self.story.person(&case.from)?;
        let mailbox = self.story.mailbox(&case.mailbox)?;
        let sent = self
            .desk
            .db
            .read(move |tx| outbox::store::of_case(tx, number))
            .await?;
        let thread = self
            .desk
            .db
            .read(move |tx| messages::store::thread(tx, number))
            .await?;
        // It was accepted first: that is what makes it a bounce.
        let (ids, then): (Vec<i64>, At) = (sent.iter().map(|e| e.id).collect(), self.at(at - 60));
        self.desk
            .db
            .write(move |tx| {
                for id in &ids {
                    outbox::store::mark(tx, *id, outbox::Delivery::Accepted, None, then)?;
                }
                Ok::<_, ::store::Error>(())
            })
            .await?;
        let raw = returned(
            person,
            &mailbox.address,
            thread.last().map_or("", String::as_str),
            said,
            self.at(at),
        );
        self.receive(at, raw, "", &mailbox.address).await?;
        Ok(())
    }
}

/// A delivery status notification (RFC 3464).
fn returned(person: &Person, ours: &str, letter_id: &str, said: &str, at: At) -> Vec<u8> {
    let domain = person.address.rsplit('@').next().unwrap_or_default();
    let status = said
        .split_whitespace()
        .find(|w| w.contains('.'))
        .unwrap_or("5.0.0");
    let date = at.timestamp().strftime("%a, %d %b %Y %H:%M:%S +0000");
    let (to, id) = (&person.address, random::id());
    format!(
        "Return-Path: <>\r\nDate: {date}\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.{domain}>\r\nTo: {ours}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{id}@mx.{domain}>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         This is the mail system at mx.{domain}.\r\n\r\nYour letter could not be delivered.\r\n\r\n<{to}>: {said}\r\n\r\n\
         --part\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.{domain}\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n\
         --part\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter_id}>\r\nFrom: {ours}\r\nTo: {to}\r\n\r\n\
         --part--\r\n"
    )
    .into_bytes()
}

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
