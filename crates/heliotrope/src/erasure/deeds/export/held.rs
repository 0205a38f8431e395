//! What a copy of all we hold on a person is made of. What colleagues said among
//! themselves and never told anybody (a question to the lead, why a no was said
//! before it was told, a note beside minutes, whose fault a letter was judged to
//! be) has no place here; see "A person's data" in docs/self-hosting.md.

use crate::kit::At;
use crate::kit::money::Money;
use serde::Serialize;

/// All we hold on a person, as `data.json` has it.
#[derive(Serialize)]
pub struct Held {
    pub person: i64,
    pub name: String,
    pub addresses: Vec<Address>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub made_at: At,
    pub cases: Vec<HeldCase>,
}

#[derive(Serialize)]
pub struct Address {
    pub address: String,
    pub since: At,
}

#[derive(Serialize)]
pub struct HeldCase {
    pub number: i64,
    pub mailbox: String,
    /// Empty in a case that somebody else opened: what it is called is theirs.
    pub subject: String,
    pub opened_at: At,
    pub state: &'static str,
    /// Do others take part? Then only this person's own stands here.
    pub with_others: bool,
    /// Their part in it: asks, affected, pays, speaks_for, cc.
    pub part: String,
    pub needs: Vec<HeldNeed>,
    pub promises: Vec<HeldPromise>,
    pub plan: Option<HeldPlan>,
    pub restitution: Vec<HeldRestitution>,
    pub gifts: Vec<HeldGift>,
    pub time: Vec<HeldTime>,
    pub quotes: Vec<HeldQuote>,
    /// The letters of ours that hold an apology, by the id of their message.
    pub apologies: Vec<HeldApology>,
    pub complaint: Option<HeldComplaint>,
    pub messages: Vec<HeldMessage>,
}

#[derive(Serialize)]
pub struct HeldNeed {
    pub text: String,
    pub state: &'static str,
    pub told_at: Option<At>,
    /// What they were told with a no; none while nobody told them.
    pub no: Option<HeldNo>,
    /// The days on which we looked, or mean to look, at it again.
    pub looks_back: Vec<At>,
}

#[derive(Serialize)]
pub struct HeldNo {
    pub reason: String,
    /// One way a line.
    pub possible: Option<String>,
    pub signpost: Option<String>,
}

#[derive(Serialize)]
pub struct HeldPromise {
    pub text: String,
    pub due: At,
    pub made_at: At,
    pub ended_as: Option<String>,
}

/// What we owed because a fault was ours.
#[derive(Serialize)]
pub struct HeldRestitution {
    /// refund, credit, replacement, repair
    pub kind: String,
    pub amount: Option<Amount>,
    /// offered, accepted, given
    pub state: String,
    pub offered_at: At,
    pub accepted_at: Option<At>,
    pub given_at: Option<At>,
}

/// What we gave beyond what we owed.
#[derive(Serialize)]
pub struct HeldGift {
    /// refund, credit, replacement, gift
    pub kind: String,
    pub amount: Amount,
    pub at: At,
}

/// Minor units: 1500 of EUR is fifteen euros.
#[derive(Serialize)]
pub struct Amount {
    pub minor: i64,
    pub currency: &'static str,
    #[serde(skip)]
    pub money: Money,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount {
            minor: money.minor,
            currency: money.currency.code(),
            money,
        }
    }
}

/// Minutes that an invoice shows; what a colleague noted beside them does not
/// stand on it.
#[derive(Serialize)]
pub struct HeldTime {
    /// research, direct
    pub kind: &'static str,
    pub minutes: i64,
    pub at: At,
}

/// What work and parts would cost, as they read it.
#[derive(Serialize)]
pub struct HeldQuote {
    pub version: i64,
    pub lines: Vec<HeldLine>,
    pub total: Amount,
    pub made_at: At,
    /// None: they have not said yet.
    pub accepted: Option<bool>,
    pub answered_at: Option<At>,
}

#[derive(Serialize)]
pub struct HeldLine {
    pub text: String,
    pub amount: Amount,
}

#[derive(Serialize)]
pub struct HeldApology {
    pub message: i64,
    pub at: At,
}

#[derive(Serialize)]
pub struct HeldComplaint {
    pub received_at: At,
    pub final_at: Option<At>,
    pub rejected_at: Option<At>,
}

/// What we said we can, cannot and will do.
#[derive(Serialize)]
pub struct HeldPlan {
    pub can: String,
    pub cannot: String,
    pub steps: Vec<String>,
}

#[derive(Serialize)]
pub struct HeldMessage {
    pub id: i64,
    /// letter: they wrote it; reply: we did; note: we, about them; call: what was said by telephone.
    pub kind: &'static str,
    pub from: String,
    pub at: At,
    pub subject: String,
    pub text: String,
    pub quoted: Option<String>,
    pub files: Vec<HeldFile>,
    pub deliveries: Vec<Delivered>,
}

#[derive(Serialize)]
pub struct HeldFile {
    pub name: String,
    pub content_type: String,
    pub bytes: i64,
    /// Where it lies in the archive.
    pub place: String,
    #[serde(skip)]
    pub digest: String,
}

#[derive(Serialize)]
pub struct Delivered {
    pub to: String,
    pub state: &'static str,
    pub at: At,
}
