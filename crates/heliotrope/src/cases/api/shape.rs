//! What the API says of a case and its messages. Kept stable: changed only by
//! adding.

use ::store::Tx;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::rules::{Place, Turn};
use super::super::store::lists::{self, Line};
use crate::events::Actor;
use crate::kit::At;
use crate::messages::{self, Attached, Message};
use crate::needs::{self, Need, State};
use crate::outbox::{self, Delivery};
use crate::promises::{self, Promise};
use crate::tradeoffs::store::Said;
use crate::tradeoffs::{self, Why};
use crate::web::Problem;

/// A case: one person's list of needs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseJson {
    pub number: i64,
    pub subject: String,
    /// "open" or "closed".
    #[schema(pattern = "^(open|closed)$")]
    pub state: &'static str,
    /// Whose move it is: "us", "customer" or "third_party".
    #[schema(pattern = "^(us|customer|third_party)$")]
    pub turn: &'static str,
    pub from: From,
    /// Who has it; null: nobody, it is free.
    #[schema(required = true)]
    pub owner: Option<Owner>,
    /// The team that answers for it while nobody of them has it; null: everybody.
    #[schema(required = true)]
    pub team: Option<TeamName>,
    /// The address of ours that it came to.
    pub mailbox: String,
    /// The number of its newest event: what `seen_event` is compared with.
    pub last_event: i64,
    /// The earliest word we have promised; null when none is.
    #[schema(required = true)]
    pub next_word: Option<NextWord>,
    pub needs: Vec<NeedJson>,
    pub tags: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: At,
    /// It sleeps until then; null when it does not sleep.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub parked_until: Option<At>,
    /// When we learnt that a letter of ours did not arrive; null when all did.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub undelivered_at: Option<At>,
}

/// Who wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct From {
    pub address: String,
    pub name: String,
    /// `people/{person}`; null for one of us.
    #[schema(required = true)]
    pub person: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Owner {
    pub id: i64,
    pub name: String,
    pub address: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TeamName {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NextWord {
    #[schema(value_type = String, format = DateTime)]
    pub due: At,
    /// As the person read it.
    pub text: String,
}

/// One thing the person needs from us, in their words.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedJson {
    pub id: i64,
    pub text: String,
    /// Guessed from the words, and correctable.
    #[schema(pattern = "^(outcome|answer|money|delivery|apology|heard|gift|safety)$")]
    pub kind: &'static str,
    #[schema(pattern = "^(open|met|declined|withdrawn)$")]
    pub state: &'static str,
    /// Has the person had word of how it ended?
    pub told: bool,
    /// What was said with the no; null unless it is declined.
    #[schema(required = true)]
    pub no: Option<NoJson>,
    /// "person", or "us": what we need from them; that never keeps a case open.
    #[schema(pattern = "^(person|us)$")]
    pub belongs_to: &'static str,
    /// Whose it is; null: whoever asks.
    #[schema(required = true)]
    pub person: Option<i64>,
    #[schema(pattern = "^(implied|agent|rule|customer)$")]
    pub found_by: &'static str,
    /// Where its words stand; null when they were typed.
    #[schema(required = true)]
    pub quote: Option<PlaceJson>,
}

/// A place in a message, in characters of its `text`; `to` is behind the last one.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceJson {
    pub message: i64,
    pub from: usize,
    pub to: usize,
}

/// An honest no: why, and what is possible.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoJson {
    pub reason: String,
    #[schema(
        required = true,
        pattern = "^(tradeoff|impossible|third_party_decides|not_ours|law|limit)$"
    )]
    pub reason_kind: Option<&'static str>,
    pub possible: Vec<WayJson>,
    /// Who else can help; may be empty.
    pub signpost: String,
    #[schema(required = true)]
    pub tradeoff: Option<i64>,
    /// The need that takes its place.
    #[schema(required = true)]
    pub replaced_by: Option<i64>,
}

/// Something that is possible instead.
#[derive(Debug, Serialize, ToSchema)]
pub struct WayJson {
    pub text: String,
    /// Did the person take it on their page?
    pub taken: bool,
}

/// One thing said in a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageJson {
    pub id: i64,
    #[schema(pattern = "^(letter|reply|note|call)$")]
    pub kind: &'static str,
    /// "in" for what came, "out" for what we wrote.
    #[schema(pattern = "^(in|out)$")]
    pub direction: &'static str,
    pub from: From,
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    pub subject: String,
    /// The new words, without quotes and signature.
    pub text: String,
    /// Quotes, signature and what was forwarded; null when there is none.
    #[schema(required = true)]
    pub elided: Option<String>,
    /// Message-ID without angle brackets; null for a note.
    #[schema(required = true)]
    pub message_id: Option<String>,
    /// What became of it on its way: "waiting", "accepted", "failed" or "bounced"; null for what came and for notes.
    #[schema(
        required = true,
        pattern = "^(waiting|accepted|failed|bounced|taken_back)$"
    )]
    pub delivery: Option<&'static str>,
    /// The other server's own words, when it said no.
    #[schema(required = true)]
    pub said: Option<String>,
    pub attachments: Vec<AttachmentJson>,
    /// Why a letter is no person's question: "auto", "bounce", "list", "thanks" or "feedback"; null otherwise.
    #[schema(required = true, pattern = "^(auto|bounce|list|thanks|feedback)$")]
    pub mark: Option<&'static str>,
    /// By which door it came in: "mail", the public "form", their own "page", the "api"; null for what we wrote.
    #[schema(required = true, pattern = "^(mail|form|page|api)$")]
    pub came: Option<&'static str>,
    /// How the letter is signed or encrypted. No signature is checked. Null when it is neither.
    #[schema(
        required = true,
        pattern = "^(smime-signed|smime-encrypted|pgp-signed|pgp-encrypted)$"
    )]
    pub sealed: Option<&'static str>,
    /// Who wrote the letter that this one passes on; null when it passes on none.
    #[schema(required = true)]
    pub forwarded_from: Option<Writer>,
    /// With `call`: how it went, with whom and when; null for what was written.
    #[schema(required = true)]
    pub call: Option<CallJson>,
    /// Its event in the case.
    pub event: i64,
}

/// A telephone call.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallJson {
    /// Who called: "we", "they"; "missed": we did, and nobody answered.
    #[schema(pattern = "^(we|they|missed)$")]
    pub how: &'static str,
    /// The id of the person.
    pub person: i64,
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
}

/// Somebody whose letter was passed on: no person of this desk because of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FirstWriter)]
pub struct Writer {
    pub address: String,
    #[schema(required = true)]
    pub name: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentJson {
    pub name: String,
    /// Bytes.
    pub size: i64,
    pub content_type: String,
    /// Path on this desk.
    pub url: String,
}

/// A message just written, with its case as it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Written {
    #[serde(flatten)]
    pub message: MessageJson,
    pub case: CaseJson,
}

/// The case as JSON, in the words of the API.
///
/// # Errors
/// 404 when there is no such case.
pub fn case_json(tx: &mut Tx<'_>, number: i64) -> Result<CaseJson, Problem> {
    cases_json(tx, &[number])?
        .pop()
        .ok_or_else(|| Problem::not_found("case", number))
}

/// Many cases in the order of their numbers; four or five questions, however many they are.
pub fn cases_json(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<CaseJson>, Problem> {
    let lines = lists::lines(tx, numbers)?;
    let needs = needs::store::of_cases(tx, numbers)?;
    let said = match needs.iter().any(|(_, n)| n.state == State::Declined) {
        true => tradeoffs::store::said(tx, numbers)?,
        false => Vec::new(),
    };
    let promises = promises::store::live_of(tx, numbers)?;
    let tags = lists::tags_of(tx, numbers)?;
    let case = |line: Line| {
        let number = line.case.number;
        CaseJson {
            number,
            subject: line.case.subject,
            state: if line.case.place == Place::Closed {
                "closed"
            } else {
                "open"
            },
            turn: Turn::word(line.case.turn),
            from: From {
                address: line.address,
                name: line.person_name,
                person: Some(line.case.person),
            },
            owner: line.owner.map(|o| Owner {
                id: o.id,
                name: o.name,
                address: o.address,
            }),
            team: line
                .case
                .team
                .zip(line.team)
                .map(|(id, name)| TeamName { id, name }),
            mailbox: line.mailbox,
            last_event: line.case.last_event,
            next_word: promises
                .iter()
                .find(|(case, _)| *case == number)
                .map(|(_, promise)| next_word(promise)),
            needs: needs
                .iter()
                .filter(|(case, _)| *case == number)
                .map(|(_, need)| need_json(need, &said))
                .collect(),
            tags: tags
                .iter()
                .filter(|(case, _)| *case == number)
                .map(|(_, tag)| tag.clone())
                .collect(),
            opened_at: line.case.opened_at,
            parked_until: line.case.parked_until,
            undelivered_at: line.case.undelivered_at,
        }
    };
    Ok(lines.into_iter().map(case).collect())
}

fn next_word(promise: &Promise) -> NextWord {
    NextWord {
        due: promise.due,
        text: promise.words.clone(),
    }
}

/// `said`: what was said with the noes of its case.
pub fn need_json(need: &Need, said: &[Said]) -> NeedJson {
    NeedJson {
        no: said.iter().find(|s| s.need == need.id).map(no_json),
        id: need.id,
        text: need.words.clone(),
        kind: need.kind.word(),
        state: need.state.word(),
        told: need.told_at.is_some(),
        belongs_to: need.whose.word(),
        person: need.person,
        found_by: need.found_by.word(),
        quote: need.quote.map(|quote| PlaceJson {
            message: quote.message,
            from: quote.from,
            to: quote.to,
        }),
    }
}

fn no_json(said: &Said) -> NoJson {
    let ways = said.possible.iter().zip(0..);
    NoJson {
        reason: said.reason.clone(),
        reason_kind: said.why.map(Why::word),
        possible: ways
            .map(|(text, way)| WayJson {
                text: text.clone(),
                taken: said.taken.contains(&way),
            })
            .collect(),
        signpost: said.signpost.clone(),
        tradeoff: said.tradeoff,
        replaced_by: said.replaced_by,
    }
}

/// Messages of one case with what became of them, oldest first.
pub fn messages_json(
    tx: &mut Tx<'_>,
    case: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<MessageJson>, Problem> {
    let messages = messages::store::page(tx, case, after, limit)?;
    let envelopes = outbox::store::of_case(tx, case)?;
    let message = |m: Message| {
        let mine = envelopes.iter().filter(|e| e.message == Some(m.id));
        let worst = mine.max_by_key(|e| e.state);
        message_json(
            m,
            outbox::of_all(worst.map(|e| e.state)),
            worst.and_then(|e| e.said.clone()),
        )
    };
    Ok(messages.into_iter().map(message).collect())
}

fn message_json(message: Message, delivery: Option<Delivery>, said: Option<String>) -> MessageJson {
    let person = match message.author {
        Actor::Person(id) => Some(id),
        _ => None,
    };
    MessageJson {
        id: message.id,
        kind: message.kind.word(),
        direction: message.kind.direction(),
        from: From {
            address: message.sender,
            name: message.author_name,
            person,
        },
        at: message.at,
        subject: message.subject,
        text: message.words,
        elided: message.elided,
        message_id: message.letter_id,
        delivery: delivery.map(Delivery::word),
        said: said.filter(|_| delivery.is_some_and(Delivery::is_lost)),
        attachments: message.attachments.iter().map(attachment_json).collect(),
        mark: message.mark.map(messages::Mark::word),
        came: message.came.map(messages::Came::word),
        sealed: message.seal.map(|seal| seal.word()),
        forwarded_from: message.writer.map(|w| Writer {
            address: w.address,
            name: w.name,
        }),
        call: message.call.map(|call| CallJson {
            how: call.rang.word(),
            person: call.person,
            at: call.at,
        }),
        event: message.event,
    }
}

fn attachment_json(file: &Attached) -> AttachmentJson {
    AttachmentJson {
        name: file.name.clone(),
        size: file.size,
        content_type: file.content_type.clone(),
        url: file.url(),
    }
}
