//! What a case looks like to the team. The page and its live update are the
//! same functions: a script takes the parts with the same ids out of the page.

pub mod apology;
mod call;
mod gate;
mod head;
mod later;
mod message;
mod no;
mod panel;
mod people;
mod proposal;
mod slash;
mod split;
mod vouched;
pub mod write;

pub use gate::brief;
pub use head::head;
pub use message::conversation;
pub use panel::panel;
pub use people::{People, people};
pub use write::{Refused, Typed, closed_bar, undo_bar, write};

use std::collections::HashMap;

use super::rules::Place;
use super::store::Case;
use crate::billing;
use crate::causes;
use crate::checkins::CheckIn;
use crate::events::{Actor, Event, Kind};
use crate::goodwill;
use crate::hours::Hours;
use crate::kit::At;
use crate::kit::words::Words;
use crate::later::Later;
use crate::mailboxes::Mailbox;
use crate::messages::Message;
use crate::messages::rules::source::Vouched;
use crate::needs::Need;
use crate::needs::rules::Reading;
use crate::outbox;
use crate::people::Person;
use crate::plans::Plan;
use crate::promises::rules::Past;
use crate::promises::{self, Promise};
use crate::proposals::Proposal;
use crate::team::store::Colleague;
use crate::teams::store::Around;
use crate::tradeoffs::{self, Tradeoff, Why};
use crate::web::{Asker, Filled, FormToken, Role, form_token};
use maud::{Markup, html};

/// All that a case page shows, read in one transaction.
pub struct Sheet {
    pub case: Case,
    pub closing: Option<(At, Actor)>,
    pub mailbox: Mailbox,
    pub person: Person,
    pub messages: Vec<Message>,
    /// What is known of who sent them.
    pub vouched: HashMap<i64, Vouched>,
    pub envelopes: Vec<outbox::store::Standing>,
    /// What happened, with what happened in cases that were merged into it.
    pub events: Vec<Event>,
    /// Needs that came along and say what another one says.
    pub same_needs: Vec<(i64, i64)>,
    pub needs: Vec<Need>,
    /// What the word rules see in the newest letter.
    pub reading: Reading,
    pub live: Vec<Promise>,
    pub plan: Option<Plan>,
    pub goodwill: goodwill::views::Shown,
    /// All that was promised here, once any of it has ended.
    pub promised: Vec<Past>,
    /// The line that waits for a promise nearly due: the words.
    pub holding: Option<String>,
    /// What put it off last, whether it sleeps or came back.
    pub later: Option<Later>,
    pub billing: billing::views::Shown,
    pub tags: Vec<String>,
    pub reply_draft: Option<(i64, String, At)>,
    pub note_draft: Option<(i64, String, At)>,
    pub call_draft: Option<(i64, String, At)>,
    /// Replies that colleagues left for an agent to send, and what became of them.
    pub proposals: Vec<Proposal>,
    pub team: Vec<Colleague>,
    /// The teams there are and were: those of the list beside it.
    pub teams: Vec<Around>,
    pub other_cases: Vec<(i64, String, Place)>,
    /// Who takes part beside the person who asks: id, role, address.
    pub others: Vec<(i64, String, String)>,
    /// The asker follows it.
    pub followed: bool,
    /// A sending server for mailboxes without one of their own.
    pub default_server: bool,
    pub causes: Vec<causes::store::Cause>,
    /// The noes that stand, and those that wait in the asker's draft.
    pub noes: Vec<tradeoffs::store::Said>,
    pub noes_ready: Vec<tradeoffs::store::Ready>,
    pub looks: Vec<CheckIn>,
    /// The form of a no, when it is asked for.
    pub no_form: Option<NoForm>,
    pub apology: apology::Shown,
    /// A form beside the conversation that came back.
    pub filled: Filled,
}

/// What the form of a no shows, beside the case.
pub struct NoForm {
    pub need: i64,
    pub letters: String,
    pub all: Vec<Tradeoff>,
    /// The trade-off that was pressed; none: the first that the letters find.
    pub pick: Option<i64>,
    /// The kind of reason that it begins with.
    pub why: Option<Why>,
    /// Those of the mailbox: on a holiday nobody calls back.
    pub hours: Option<Hours>,
}

impl Sheet {
    /// One person alone: nobody to assign to, nobody else to see.
    pub fn alone(&self) -> bool {
        self.team.iter().filter(|c| c.active).count() <= 1
    }

    pub fn agent_name(&self, id: i64) -> String {
        self.team
            .iter()
            .find(|c| c.id == id)
            .map_or_else(|| format!("#{id}"), |c| c.name.clone())
    }

    /// What a team is called.
    pub fn team_name(&self, id: i64) -> String {
        self.teams
            .iter()
            .find(|team| team.id == id)
            .map_or_else(|| format!("#{id}"), |team| team.name.clone())
    }

    fn actor_name(&self, actor: Actor) -> Option<String> {
        match actor {
            Actor::Agent(id) => Some(self.agent_name(id)),
            Actor::Person(id) if id == self.person.id => Some(self.person.shown().to_owned()),
            Actor::Person(_) | Actor::System => None,
        }
    }

    /// Who gets a copy of every reply.
    fn in_copy(&self) -> impl Iterator<Item = &str> {
        self.others
            .iter()
            .filter(|(_, role, _)| role == "cc")
            .map(|(_, _, address)| address.as_str())
    }

    /// The mergings into this case that were not taken apart: id and number.
    fn merged(&self) -> impl Iterator<Item = (i64, i64)> {
        let apart = |id: i64| {
            let ended = |e: &&Event| e.kind == Kind::TakenApart && e.ids.get("merging") == Some(id);
            self.events.iter().any(|e| ended(&e))
        };
        let into = self.events.iter().filter(|e| e.kind == Kind::Merged);
        into.filter_map(|e| Some((e.ids.get("merging")?, e.ids.get("case")?)))
            .filter(move |(id, _)| !apart(*id))
    }

    /// For the views of promises: who only reads gets no forms.
    pub fn promise_eye<'a>(&'a self, eye: Eye<'a>) -> promises::views::Eye<'a> {
        let acts = eye.asker.role >= Role::Agent && !self.case.is_closed();
        promises::views::Eye {
            words: eye.words,
            zone: &eye.asker.zone,
            now: eye.now,
            token: acts.then_some(eye.asker.form_token.as_str()),
            filled: &self.filled,
        }
    }

    fn part(&self) -> String {
        format!("case:{}", self.case.number)
    }

    fn path(&self) -> String {
        format!("/cases/{}", self.case.number)
    }
}

/// For whom and when a view is made.
#[derive(Clone, Copy)]
pub struct Eye<'a> {
    pub asker: &'a Asker,
    pub words: Words,
    pub now: At,
}

impl<'a> Eye<'a> {
    pub fn of(asker: &'a Asker, now: At) -> Eye<'a> {
        Eye {
            asker,
            words: asker.words(),
            now,
        }
    }

    pub fn token(&self) -> FormToken<'a> {
        form_token(&self.asker.form_token)
    }

    pub fn when(&self, at: At) -> Markup {
        self.words.clock_tag(at, &self.asker.zone, self.now)
    }
}

/// At most two initials for the face beside a message.
fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let first = words.next().and_then(|w| w.chars().next());
    let last = words.next_back().and_then(|w| w.chars().next());
    let letters: String = first.into_iter().chain(last).collect();
    if letters.is_empty() {
        "?".into()
    } else {
        letters.to_uppercase()
    }
}

fn face(name: &str, ours: bool) -> Markup {
    html! { span.face.ours[ours] aria-hidden="true" { (initials(name)) } }
}

/// Sizes as people read them.
pub fn size(bytes: i64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_has_at_most_two_letters() {
        for (name, expected) in [
            ("Ines Ebner", "IE"),
            ("ann.p@example.net", "AN"),
            ("Lena Brandt-Kowalczyk", "LK"),
            ("李", "李"),
            ("…", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(
            [size(12), size(212_400), size(3_440_000)],
            ["12 B", "212 kB", "3.4 MB"]
        );
    }
}
