//! Needs that come to be known: from the words of a letter, from us, in other
//! words than before. How one ends stands in `settle.rs`.

use super::super::rules::{Part, Turn, turn_after_reply};
use super::super::store::{self, Case};
use super::{Deed, find};
use crate::events::{Actor, Ids, Kind as Happening};
use crate::kit::At;
use crate::kit::words::Lang;
use crate::needs::rules::{LONGEST, cut, place};
use crate::needs::store::New;
use crate::needs::{self, FoundBy, How, Kind, Need, Quote, Settling, Whose};
use crate::web::{Asker, Problem};
use crate::wordlists::{self, List, Said, Which};
use crate::{messages, outbox, promises};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use std::sync::Arc;

/// A need as an agent makes one.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub words: String,
    pub whose: Whose,
    /// Somebody of the case beside who asks; none: whoever asks.
    pub person: Option<i64>,
    /// None: guessed from the words.
    pub kind: Option<Kind>,
    /// The message the words were selected in, and where in it they began, in
    /// characters; the place is looked for again.
    pub of: Option<(i64, Option<usize>)>,
    /// The place was outlined by a word rule.
    pub by_rule: bool,
    /// Typed into a form: as long as a need is, unless it stands in the message,
    /// whose place then holds every word.
    pub by_hand: bool,
}

impl Wanted {
    pub fn typed(words: &str) -> Wanted {
        Wanted {
            words: words.to_owned(),
            whose: Whose::Person,
            person: None,
            kind: None,
            of: None,
            by_rule: false,
            by_hand: false,
        }
    }
}

/// The sentence that tells somebody is no letter.
const LONGEST_SENTENCE: usize = 500;

fn refuse(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// The words of a need that somebody typed into a form.
pub fn checked(words: &str) -> Result<String, Problem> {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(refuse("empty", "needs-empty"));
    }
    if line.chars().count() > LONGEST {
        return Err(refuse("too-long", "needs-too-long").arg("most", LONGEST as i64));
    }
    Ok(line)
}

/// The lists that a new letter is likely to be compared with.
pub fn asked_lists(language: Option<&str>) -> [Arc<List>; 2] {
    let lang = language.and_then(Lang::of_tag).unwrap_or_default();
    [Which::Needs, Which::Careful].map(|which| wordlists::store::likely(which, lang))
}

/// What the words of a case speak of, in its language; without a list an outcome.
pub(super) fn guess(tx: &mut Tx<'_>, language: Option<&str>, said: &Said) -> Result<Kind, Error> {
    let lang = language.and_then(Lang::of_tag).unwrap_or_default();
    let list = wordlists::store::of(tx, Which::Needs, lang)?;
    Ok(list.map_or(Kind::Outcome, |list| Kind::guess(&list, said)))
}

/// Adds a need in the person's words, or of ours, and gives its id. Words that
/// were selected in a message keep their place in it.
pub fn add_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    wish: &Wanted,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    let (words, quote) = match wish.of {
        Some((message, near)) => quoted(tx, number, message, near, &wish.words)?,
        None if wish.words.trim().is_empty() => return Err(refuse("empty", "needs-empty")),
        // A program's words come back as they went in.
        None => (wish.words.clone(), None),
    };
    let words = match (wish.by_hand, &quote) {
        (true, None) => checked(&words)?,
        _ => words,
    };
    let person = of_whom(tx, &case, wish.person, wish.of.map(|(message, _)| message))?;
    let kind = match wish.kind {
        Some(kind) => kind,
        None => guess(tx, case.language.as_deref(), &Said::of(&words, ""))?,
    };
    let new = New {
        found_by: match wish.by_rule {
            true => FoundBy::Rule,
            false => FoundBy::Agent,
        },
        whose: wish.whose,
        person,
        kind,
        words: &words,
        quote,
    };
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let id = needs::store::add(tx, number, &new, now, deed.by)?;
    deed.record(Happening::NeedAdded, Ids::of("need", id));
    // A need that nobody has met keeps no case closed.
    if store::reopen(tx, number, now, deed.by)? {
        deed.record(Happening::Reopened, Ids::of("need", id));
        deed.case.turn = Turn::Us;
    }
    if wish.whose == Whose::Us {
        // Their move, unless a date of ours comes first.
        deed.case.turn = turn_after_reply(&promises::store::live(tx, number)?);
    }
    deed.done(tx)?;
    Ok(id)
}

/// Whose the need is to be. Its words stand on their page, so they are no words
/// that somebody else wrote to us.
fn of_whom(
    tx: &mut Tx<'_>,
    case: &Case,
    person: Option<i64>,
    message: Option<i64>,
) -> Result<Option<i64>, Problem> {
    let Some(person) = person.filter(|person| *person != case.person) else {
        return Ok(None);
    };
    match store::part_of(tx, case.number, person)? {
        None => return Err(Problem::not_found("person", person)),
        Some(Part::Copy) => return Err(refuse("in-copy", "needs-of-a-copy")),
        Some(_) => {}
    }
    let Some(message) = message else {
        return Ok(Some(person));
    };
    match messages::store::written(tx, case.number, message)? {
        Some((_, author, ..)) if author == Actor::Person(person) => Ok(Some(person)),
        Some(_) => Err(refuse("of-another", "needs-words-of-another")),
        None => Err(Problem::not_found("message", message)),
    }
}

/// The words of a selection and its place. Typed words that stand nowhere in
/// the message are a need without a place.
fn quoted(
    tx: &mut Tx<'_>,
    case: i64,
    message: i64,
    near: Option<usize>,
    words: &str,
) -> Result<(String, Option<Quote>), Problem> {
    let text = match messages::store::written(tx, case, message)? {
        Some((_, _, text, false)) => text,
        _ => return Err(Problem::not_found("message", message)),
    };
    match place(&text, words, near) {
        Some((from, to)) => Ok((cut(words), Some(Quote { message, from, to }))),
        None if words.trim().is_empty() => Err(refuse("empty", "needs-empty")),
        None => Ok((words.to_owned(), None)),
    }
}

/// Corrects what sort of thing a need is.
pub fn sort_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    kind: Kind,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if need_of(tx, number, need)?.kind == kind {
        return Ok(());
    }
    needs::store::be(tx, need, kind)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(
        Happening::NeedSorted,
        Ids::of("need", need).and("kind", kind.word()),
    );
    deed.done(tx)?;
    Ok(())
}

/// It is what somebody else of the case needs (none: whoever asks), in other
/// words where the old ones are not theirs to read. Whoever was told of it has
/// had their word; whoever it belongs to now has not, unless that letter went to
/// them too.
pub fn give_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    (person, words): (Option<i64>, &str),
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let before = need_of(tx, number, need)?;
    let words = match words.trim() {
        "" => None,
        words => Some(checked(words)?),
    };
    let stands_in = before.quote.filter(|_| words.is_none());
    let person = of_whom(tx, &case, person, stands_in.map(|quote| quote.message))?;
    let whose = person.unwrap_or(case.person);
    if before.is_of(whose, case.person) && words.is_none() {
        return Ok(());
    }
    // What the case began with are the words of who wrote it.
    if before.implied && words.is_none() && person.is_some() {
        return Err(refuse("of-another", "needs-words-of-another"));
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    needs::store::give(tx, need, person)?;
    if let Some(words) = &words {
        needs::store::word_anew(tx, need, words)?;
    }
    let ids = Ids::of("need", need).and("person", whose);
    deed.record(Happening::NeedGiven, ids.clone());
    if before.told_at.is_some() && !has_read(tx, need, whose)? {
        needs::store::untell(tx, need, "given", now, deed.by)?;
        deed.record(Happening::Untold, ids.clone());
        if store::reopen(tx, number, now, deed.by)? {
            deed.record(Happening::Reopened, ids);
            deed.case.turn = Turn::Us;
        }
    }
    deed.done(tx)?;
    Ok(())
}

/// Did the letter that told of it go to this person?
fn has_read(tx: &mut Tx<'_>, need: i64, person: i64) -> Result<bool, Error> {
    let Some(message) = needs::store::letter_that_told(tx, need)? else {
        return Ok(false);
    };
    let letters = outbox::store::of_message(tx, message)?;
    Ok(letters.iter().any(|letter| letter.person == Some(person)))
}

/// The sentence by which the person will be told; for a need just settled.
pub fn say_how(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    says: &str,
) -> Result<(), Problem> {
    find(tx, asker, number)?;
    need_of(tx, number, need)?;
    let says = says.trim();
    if says.chars().count() > LONGEST_SENTENCE {
        let most = i64::try_from(LONGEST_SENTENCE).unwrap_or(i64::MAX);
        return Err(refuse("too-long", "needs-says-too-long").arg("most", most));
    }
    if !says.is_empty() {
        needs::store::say(tx, need, says)?;
    }
    Ok(())
}

/// The person puts an open need of theirs in other words. Its place in their
/// letter stays, and it is our move.
pub fn reword_need(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    need: i64,
    words: &str,
    now: At,
) -> Result<(), Problem> {
    let before = share_of(tx, &case, person, need)?;
    if !before.is_theirs() || !before.is_open() {
        return Err(Problem::not_found("need", need));
    }
    let words = checked(words)?;
    if words == before.words {
        return Ok(());
    }
    needs::store::word(tx, need, &words)?;
    let mut deed = Deed::on(case, now, Actor::Person(person));
    deed.record(Happening::NeedReworded, Ids::of("need", need));
    deed.case.turn = Turn::Us;
    deed.done(tx)?;
    Ok(())
}

/// The person gave what we asked of them: their letter is here already.
pub fn give_asked(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    need: i64,
    now: At,
) -> Result<(), Problem> {
    let before = share_of(tx, &case, person, need)?;
    if before.is_theirs() {
        return Err(Problem::not_found("need", need));
    }
    if !before.is_open() {
        return Ok(());
    }
    let by = Actor::Person(person);
    let mut deed = Deed::on(case, now, by);
    needs::store::settle(tx, need, &Settling::met(), None, now, by)?;
    needs::store::tell(tx, need, How::Page, None, now, by)?;
    deed.record(Happening::NeedMet, Ids::of("need", need));
    deed.case.turn = Turn::Us;
    deed.done(tx)?;
    Ok(())
}

/// A need as far as it is this person's matter.
pub(super) fn share_of(
    tx: &mut Tx<'_>,
    case: &Case,
    person: i64,
    need: i64,
) -> Result<Need, Problem> {
    let share = store::share::of(tx, case, person)?;
    let found = share.needs.into_iter().find(|n| n.id == need);
    found.ok_or_else(|| Problem::not_found("need", need))
}

pub(super) fn need_of(tx: &mut Tx<'_>, case: i64, need: i64) -> Result<Need, Problem> {
    needs::store::of_case(tx, case)?
        .into_iter()
        .find(|n| n.id == need)
        .ok_or_else(|| Problem::not_found("need", need))
}
