//! The fields, what they are called elsewhere, and the values that are closed
//! words.

use super::{Answered, Says, State, When, Whose, times::read_when};
use crate::kit::fold;
use crate::needs::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Owner,
    Team,
    Mailbox,
    Tag,
    Turn,
    State,
    Due,
    Opened,
    Answered,
    Person,
    Need,
    Cause,
    Lang,
    Has,
    Is,
    Case,
}

/// A field: its own name first, then those of other desks and languages; then
/// the closed words it knows.
pub struct Row {
    pub field: Field,
    pub names: &'static [&'static str],
    pub values: &'static [&'static str],
    /// The catalogue's line on the cases it picks.
    pub help: &'static str,
}

const fn row(
    field: Field,
    help: &'static str,
    names: &'static [&'static str],
    values: &'static [&'static str],
) -> Row {
    Row {
        field,
        names,
        values,
        help,
    }
}

pub const FIELDS: [Row; 16] = [
    row(
        Field::Owner,
        "filters-field-owner",
        &[
            "owner",
            "assignee",
            "assigned",
            "agent",
            "besitzer",
            "zustandig",
        ],
        &["me", "none", "any"],
    ),
    row(
        Field::Team,
        "filters-field-team",
        &["team", "group", "gruppe"],
        &["mine", "none", "any"],
    ),
    row(
        Field::Mailbox,
        "filters-field-mailbox",
        &["mailbox", "inbox", "channel", "postfach", "kanal"],
        &[],
    ),
    row(
        Field::Tag,
        "filters-field-tag",
        &["tag", "label", "tags", "labels", "stichwort", "etikett"],
        &["none", "any"],
    ),
    row(
        Field::Turn,
        "filters-field-turn",
        &["turn", "move", "zug"],
        &["us", "customer", "third"],
    ),
    row(
        Field::State,
        "filters-field-state",
        &["state", "status", "stand"],
        &["open", "later", "closed"],
    ),
    row(
        Field::Due,
        "filters-field-due",
        &["due", "promise", "sla", "deadline", "fallig", "frist"],
        &["late", "today", "tomorrow", "<2h", "<2d", "none", "any"],
    ),
    row(
        Field::Opened,
        "filters-field-opened",
        &["opened", "created", "eroffnet", "erstellt"],
        &["today", "yesterday", "<1d", "<1w", ">1w"],
    ),
    row(
        Field::Answered,
        "filters-field-answered",
        &["answered", "replied", "beantwortet"],
        &["yes", "no", "today", "<1d", ">2d"],
    ),
    row(
        Field::Person,
        "filters-field-person",
        &[
            "person",
            "customer",
            "requester",
            "contact",
            "from",
            "kunde",
            "kundin",
        ],
        &[],
    ),
    row(
        Field::Need,
        "filters-field-need",
        &["need", "needs", "bedarf"],
        &[
            "safety", "money", "delivery", "apology", "gift", "heard", "outcome", "answer",
        ],
    ),
    row(
        Field::Cause,
        "filters-field-cause",
        &["cause", "problem", "ursache"],
        &["none", "any"],
    ),
    row(
        Field::Lang,
        "filters-field-lang",
        &["lang", "language", "sprache"],
        &["de", "en", "none"],
    ),
    row(
        Field::Has,
        "filters-field-has",
        &["has", "with", "hat"],
        &["files", "note", "complaint", "undelivered"],
    ),
    row(
        Field::Is,
        "filters-field-is",
        &["is", "ist"],
        &["mine", "free", "open", "later", "closed", "late", "urgent"],
    ),
    row(
        Field::Case,
        "filters-field-case",
        &[
            "case",
            "number",
            "ticket",
            "conversation",
            "id",
            "fall",
            "nummer",
        ],
        &[],
    ),
];

/// What a case can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Has {
    Files,
    Note,
    Complaint,
    Undelivered,
}

impl Field {
    /// By any of its names, folded.
    pub fn named(name: &str) -> Option<&'static Row> {
        let name = fold(name);
        FIELDS.iter().find(|row| row.names.contains(&name.as_str()))
    }

    fn row(self) -> &'static Row {
        // Every field has its row: a test counts them.
        FIELDS
            .iter()
            .find(|row| row.field == self)
            .unwrap_or(&FIELDS[0])
    }

    /// What it is called here.
    pub fn word(self) -> &'static str {
        self.row().names[0]
    }

    pub fn help(self) -> &'static str {
        self.row().help
    }

    pub fn values(self) -> &'static [&'static str] {
        self.row().values
    }

    /// What a value says; none when this field has no such value. `quoted`: it
    /// is a name, whatever it looks like.
    pub(super) fn says(self, value: &str, quoted: bool) -> Option<Says> {
        let word = fold(value);
        let word = word.trim();
        let word = if quoted { "" } else { word };
        let named = || value.trim().to_owned();
        Some(match self {
            Field::Owner => Says::Owner(whose(word, value)),
            Field::Team => Says::Team(whose(word, value)),
            Field::Tag => Says::Tag(whose(word, value).not_mine(value)),
            Field::Cause => Says::Cause(whose(word, value).not_mine(value)),
            Field::Mailbox => Says::Mailbox(named()),
            Field::Person => Says::Person(named()),
            Field::Turn => Says::Turn(turn(&fold(value))?),
            Field::State => Says::State(state(&fold(value))?),
            Field::Due => Says::Due(read_when(&fold(value), true)?),
            Field::Opened => Says::Opened(read_when(&fold(value), false)?),
            Field::Answered => Says::Answered(answered(&fold(value))?),
            Field::Need => Says::Need(fold(value).parse::<Kind>().ok()?),
            Field::Lang => Says::Lang(language(&fold(value))?),
            Field::Has => Says::Has(has(&fold(value))?),
            Field::Is => is(&fold(value))?,
            Field::Case => Says::Case(
                value
                    .trim_start_matches('#')
                    .parse()
                    .ok()
                    .filter(|n| *n > 0)?,
            ),
        })
    }
}

impl Whose {
    /// Nobody's own: there `me` is a name like any other.
    fn not_mine(self, value: &str) -> Whose {
        match self {
            Whose::Mine => Whose::Named(value.trim().to_owned()),
            other => other,
        }
    }
}

fn whose(word: &str, value: &str) -> Whose {
    match word {
        "me" | "mine" | "ich" | "mich" => Whose::Mine,
        "none" | "nobody" | "free" | "unassigned" | "niemand" | "frei" => Whose::Nobody,
        "any" | "anybody" | "somebody" | "jemand" => Whose::Any,
        _ => Whose::Named(value.trim().to_owned()),
    }
}

fn turn(word: &str) -> Option<&'static str> {
    Some(match word {
        "us" | "ours" | "uns" | "wir" => "us",
        "customer" | "waiting" | "pending" | "kunde" | "kundin" => "customer",
        "third" | "third_party" | "third-party" | "dritte" => "third_party",
        _ => return None,
    })
}

fn state(word: &str) -> Option<State> {
    Some(match word {
        "open" | "offen" => State::Open,
        "later" | "snoozed" | "parked" | "spater" => State::Later,
        "closed" | "resolved" | "solved" | "done" | "geschlossen" => State::Closed,
        _ => return None,
    })
}

fn answered(word: &str) -> Option<Answered> {
    Some(match word {
        "yes" | "ja" | "any" => Answered::Yes,
        "no" | "nein" | "none" => Answered::No,
        other => Answered::At(read_when(other, false)?),
    })
}

fn language(word: &str) -> Option<Option<String>> {
    if word == "none" {
        return Some(None);
    }
    let long = (2..=8).contains(&word.len());
    (long && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .then(|| Some(word.to_owned()))
}

fn has(word: &str) -> Option<Has> {
    Some(match word {
        "files" | "file" | "attachment" | "attachments" | "dateien" | "anhang" => Has::Files,
        "note" | "notes" | "notiz" | "notizen" => Has::Note,
        "complaint" | "beschwerde" => Has::Complaint,
        "undelivered" | "bounce" | "bounced" => Has::Undelivered,
        _ => return None,
    })
}

fn is(word: &str) -> Option<Says> {
    Some(match word {
        "mine" | "meine" => Says::Owner(Whose::Mine),
        "free" | "unassigned" | "frei" => Says::Owner(Whose::Nobody),
        "late" | "overdue" | "breached" => Says::Due(When::Late),
        "urgent" | "dringend" => Says::Urgent,
        other => Says::State(state(other)?),
    })
}
