//! What a filter means for who asks, the cases it picks, and keeping one.

mod keep;
mod pick;

pub use keep::{Wanted, changeable, find, keep, may_change, remove};
pub use pick::{Order, Page, page, picked};

use std::collections::HashSet;

use axum::http::StatusCode;
use jiff::tz::TimeZone;

use super::rules::{
    self, Answered, Expr, Field, Has, Says, Term, Test, Trouble, When, Who, Whose, Wrong, times,
};
use super::store::{self, Question};
use crate::cases::store::found;
use crate::kit::{At, fold};
use crate::web::{Asker, Problem};
use crate::{people, teams};
use ::store::{Error, Tx};

/// A phrase is looked for in so many messages that hold all its words.
const PHRASES: usize = 500;
/// More tags and causes than this are not looked through for a name.
const NAMES: i64 = 2_000;

/// Why a filter was not understood.
pub enum Stop {
    Trouble(Trouble),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Stop {
        Stop::Trouble(trouble)
    }
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Problem {
        match stop {
            Stop::Trouble(trouble) => refusal(&trouble),
            Stop::Failed(error) => error.into(),
        }
    }
}

/// What cannot be read, with its place and the nearest word.
pub fn refusal(trouble: &Trouble) -> Problem {
    let key = match (trouble.wrong, trouble.nearest.is_some()) {
        (Wrong::Field, true) => "filters-no-field-near",
        (Wrong::Field, false) => "filters-no-field",
        (Wrong::Value, true) => "filters-no-value-near",
        (Wrong::Value, false) => "filters-no-value",
        (Wrong::Name, true) => "filters-no-name-near",
        (Wrong::Name, false) => "filters-no-name",
        (Wrong::Missing, _) => "filters-missing",
        (Wrong::Unpaired, _) => "filters-unpaired",
        (Wrong::TooMuch, _) => "filters-too-much",
    };
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "filter", key)
        .arg("word", trouble.word.as_str())
        .arg("nearest", trouble.nearest.clone().unwrap_or_default())
        .arg("at", trouble.place.at + 1)
        .extra("at", trouble.place.at + 1)
        .extra("length", trouble.place.length)
        .extra("word", trouble.word.as_str())
        .extra("nearest", trouble.nearest.clone())
        .beside("filter")
}

/// Who asks, when, and where.
#[derive(Debug, Clone)]
pub struct Me {
    pub agent: i64,
    pub zone: TimeZone,
    pub now: At,
}

impl Me {
    pub fn of(asker: &Asker, now: At) -> Me {
        Me {
            agent: asker.agent,
            zone: asker.zone.clone(),
            now,
        }
    }
}

/// A filter as it is meant here and now.
pub struct Meant {
    filter: Expr<Test>,
    questions: Vec<Question>,
    /// Words or a phrase stand in more messages than were looked at.
    pub limited: bool,
    /// The messages in which its words stand, newest first.
    pub hits: Vec<found::Hit>,
}

impl Meant {
    /// The same within a mailbox or the cases of a person.
    pub fn within(&mut self, test: Test) {
        let filter = std::mem::replace(&mut self.filter, Expr::everything());
        self.filter = Expr::All(vec![filter, Expr::Is(test)]);
    }

    /// Nothing is picked in which its words are not found.
    pub fn needs_words(&self) -> bool {
        let searched = |test: &&Test| matches!(test, Test::Among(_));
        !self.hits.is_empty() && self.filter.must().iter().any(searched)
    }
}

/// Looks up the names of a filter and searches its words.
///
/// # Errors
/// A name that nobody knows, with its place.
pub fn understand(tx: &mut Tx<'_>, read: &Expr<Term>, me: &Me) -> Result<Meant, Stop> {
    let mut meant = Meant {
        filter: Expr::everything(),
        questions: Vec::new(),
        limited: false,
        hits: Vec::new(),
    };
    meant.filter = read.turn(&mut |term| test(tx, term, me, &mut meant))?;
    Ok(meant)
}

fn test(tx: &mut Tx<'_>, term: &Term, me: &Me, meant: &mut Meant) -> Result<Test, Stop> {
    Ok(match &term.says {
        Says::Words(words) => {
            let page = found::page(tx, words, &[], None, found::MOST)?;
            among(page.hits, page.next.is_some(), meant)
        }
        Says::Phrase(phrase) => self::phrase(tx, phrase, meant)?,
        Says::Owner(whose) => Test::Owner(self::whose(
            whose,
            || Ok(vec![me.agent]),
            |name| named(tx_colleagues(tx)?, name, Field::Owner, term),
        )?),
        Says::Team(whose) => return team(tx, whose, me, term).map(Test::Team),
        Says::Mailbox(name) => {
            let known = store::mailboxes(tx)?;
            Test::Mailbox(named(known, name, Field::Mailbox, term)?)
        }
        Says::Tag(whose) => tag(tx, whose, term, meant)?,
        Says::Cause(whose) => cause(tx, whose, term, meant)?,
        Says::Person(words) => Test::Person(
            people::store::found(tx, words, None, found::MOST)?
                .into_iter()
                .collect(),
        ),
        Says::Turn(turn) => Test::Turn(turn),
        Says::State(state) => Test::State(*state),
        Says::Due(When::None) => Test::NoDate,
        Says::Due(when) => stretch(*when, true, me, Test::Due),
        Says::Opened(when) => stretch(*when, false, me, Test::Opened),
        Says::Answered(Answered::Yes) => Test::Answered(true),
        Says::Answered(Answered::No) => Test::Answered(false),
        Says::Answered(Answered::At(when)) => {
            let (from, to) = times(*when, false, me.now, &me.zone);
            elsewhere(Question::Answered(from, to), meant)
        }
        Says::Need(kind) => elsewhere(Question::Need(kind.word()), meant),
        Says::Lang(lang) => Test::Lang(lang.clone()),
        Says::Has(Has::Undelivered) => Test::Undelivered,
        Says::Has(Has::Files) => elsewhere(Question::Files, meant),
        Says::Has(Has::Note) => elsewhere(Question::Note, meant),
        Says::Has(Has::Complaint) => elsewhere(Question::Complaint, meant),
        Says::Urgent => Test::Urgent,
        Says::Case(number) => Test::Among(HashSet::from([*number])),
    })
}

fn tx_colleagues(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, String)>, Stop> {
    Ok(store::colleagues(tx)?)
}

fn stretch(when: When, ahead: bool, me: &Me, test: impl Fn(At, At) -> Test) -> Test {
    let (from, to) = times(when, ahead, me.now, &me.zone);
    test(from, to)
}

fn elsewhere(question: Question, meant: &mut Meant) -> Test {
    meant.questions.push(question);
    Test::Elsewhere(meant.questions.len() - 1)
}

fn among(hits: Vec<found::Hit>, more: bool, meant: &mut Meant) -> Test {
    meant.limited |= more;
    let cases = hits.iter().map(|hit| hit.case).collect();
    meant.hits.extend(hits);
    Test::Among(cases)
}

/// The messages in which these words stand one after the other.
fn phrase(tx: &mut Tx<'_>, phrase: &str, meant: &mut Meant) -> Result<Test, Error> {
    let page = tx.search(phrase, &[], None, PHRASES)?;
    let texts = store::texts(tx, &page.docs)?;
    let stands = |(message, case, text): &(i64, i64, String)| {
        let hit = found::Hit {
            message: *message,
            case: *case,
        };
        stands_in(phrase, text).then_some(hit)
    };
    let hits = texts.iter().filter_map(stands).collect();
    Ok(among(hits, page.more, meant))
}

/// Word after word, whatever stands between them.
fn stands_in(phrase: &str, text: &str) -> bool {
    let spaced = |text: &str| {
        // What ends a text ends a phrase.
        let apart = fold(text).replace('\u{1}', " \u{1} ");
        let words: Vec<&str> = apart
            .split(|c: char| !c.is_alphanumeric() && c != '\u{1}')
            .filter(|word| !word.is_empty())
            .collect();
        format!(" {} ", words.join(" "))
    };
    let (text, phrase) = (spaced(text), spaced(phrase));
    // Some scripts have no blanks between words.
    let unspaced = phrase.chars().any(|c| c >= '\u{0E00}');
    text.contains(if unspaced { phrase.trim() } else { &phrase })
}

fn whose(
    whose: &Whose,
    mine: impl FnOnce() -> Result<Vec<i64>, Stop>,
    named: impl FnOnce(&str) -> Result<Vec<i64>, Stop>,
) -> Result<Who, Stop> {
    Ok(match whose {
        Whose::Mine => Who::One(mine()?),
        Whose::Nobody => Who::Nobody,
        Whose::Any => Who::Any,
        Whose::Named(name) => Who::One(named(name)?),
    })
}

fn team(tx: &mut Tx<'_>, whose: &Whose, me: &Me, term: &Term) -> Result<Who, Stop> {
    let teams = teams::store::around(tx, me.agent, me.now)?;
    let mine = teams.iter().filter(|t| t.mine).map(|t| t.id).collect();
    let known = teams
        .iter()
        .map(|t| (t.id, t.name.clone(), String::new()))
        .collect();
    self::whose(
        whose,
        || Ok(mine),
        |name| named(known, name, Field::Team, term),
    )
}

fn tag(tx: &mut Tx<'_>, whose: &Whose, term: &Term, meant: &mut Meant) -> Result<Test, Stop> {
    let Whose::Named(name) = whose else {
        return Ok(self::any(whose, Question::AnyTag, meant));
    };
    let wanted = fold(name);
    let known = store::tags(tx, NAMES)?;
    let tags: Vec<String> = known
        .iter()
        .filter(|tag| fold(tag) == wanted)
        .cloned()
        .collect();
    if tags.is_empty() {
        return Err(unknown(name, known.iter().map(String::as_str), term).into());
    }
    Ok(elsewhere(Question::Tags(tags), meant))
}

fn cause(tx: &mut Tx<'_>, whose: &Whose, term: &Term, meant: &mut Meant) -> Result<Test, Stop> {
    let Whose::Named(name) = whose else {
        return Ok(self::any(whose, Question::AnyCause, meant));
    };
    let known = store::causes(tx, NAMES)?;
    let known = known
        .into_iter()
        .map(|(id, name)| (id, name, String::new()));
    let ids = named(known.collect(), name, Field::Cause, term)?;
    Ok(elsewhere(Question::Causes(ids), meant))
}

/// Any at all; for `none` the other way round.
fn any(whose: &Whose, question: Question, meant: &mut Meant) -> Test {
    let any = elsewhere(question, meant);
    match (whose, any) {
        (Whose::Nobody, Test::Elsewhere(n)) => Test::NotElsewhere(n),
        (_, any) => any,
    }
}

/// Who bears a name or an address, or the part of it before the @. The whole
/// name goes before one of its words.
fn named(
    known: Vec<(i64, String, String)>,
    name: &str,
    field: Field,
    term: &Term,
) -> Result<Vec<i64>, Stop> {
    let wanted = fold(name);
    let local = |address: &str| {
        address
            .split('@')
            .next()
            .map(fold)
            .is_some_and(|local| local == wanted)
    };
    let ids = |fits: &dyn Fn(&(i64, String, String)) -> bool| -> Vec<i64> {
        known
            .iter()
            .filter(|one| fits(one))
            .map(|(id, ..)| *id)
            .collect()
    };
    let mut found = ids(&|(_, name, address)| fold(name) == wanted || fold(address) == wanted);
    if found.is_empty() {
        found = ids(&|(_, known, address)| {
            // One word of a cause says little of which is meant.
            let bears = field != Field::Cause && rules::bears(known, name);
            bears || (!wanted.is_empty() && local(address))
        });
    }
    if found.is_empty() {
        let names = known
            .iter()
            .flat_map(|(_, name, address)| [name.as_str(), address.as_str()]);
        return Err(unknown(name, names.filter(|name| !name.is_empty()), term).into());
    }
    Ok(found)
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone, term: &Term) -> Trouble {
    let words = known.clone().flat_map(str::split_whitespace);
    Trouble {
        wrong: Wrong::Name,
        place: term.place,
        word: name.to_owned(),
        nearest: rules::nearest(name, known).or_else(|| rules::nearest(name, words)),
    }
}

/// What a text says, once its names are known as well.
///
/// # Errors
/// Only those of the database: what cannot be read is part of the answer.
pub fn try_to_read(
    tx: &mut Tx<'_>,
    text: &str,
    me: &Me,
) -> Result<Result<Expr<Term>, Trouble>, Error> {
    let read = match rules::read(text) {
        Ok(read) => read,
        Err(trouble) => return Ok(Err(trouble)),
    };
    match understand(tx, &read, me) {
        Ok(_) => Ok(Ok(read)),
        Err(Stop::Trouble(trouble)) => Ok(Err(trouble)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// The names of the house that a field takes.
pub fn names_of(tx: &mut Tx<'_>, field: Field) -> Result<Vec<String>, Error> {
    Ok(match field {
        Field::Owner => store::colleagues(tx)?
            .into_iter()
            .map(|(_, name, _)| name)
            .collect(),
        Field::Team => teams::store::names(tx)?
            .into_iter()
            .map(|(_, name)| name)
            .collect(),
        Field::Mailbox => store::mailboxes(tx)?
            .into_iter()
            .map(|(.., address)| address)
            .collect(),
        Field::Tag => store::tags(tx, NAMES)?,
        Field::Cause => store::causes(tx, NAMES)?
            .into_iter()
            .map(|(_, name)| name)
            .collect(),
        _ => Vec::new(),
    })
}
