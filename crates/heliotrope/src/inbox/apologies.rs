//! What the case page and the lists read about faults: the margin, answers
//! that wait, a complaint, and phrases in a draft.

use crate::apologies::rules::{self, Policy, Stands, Typed};
use crate::apologies::store as rows;
use crate::apologies::views::Margin;
use crate::cases::views::Sheet;
use crate::cases::views::apology::looks;
use crate::cases::{self, deeds};
use crate::causes::pages::LATELY;
use crate::causes::store as causes;
use crate::events::Kind as Happened;
use crate::kit::At;
use crate::kit::words::Lang;
use crate::web::{Asker, Problem, Role};
use crate::{complaints, hours, wordlists};
use ::store::{Error, Tx};

/// Answers that stand above a list.
const SHOWN: i64 = 3;

/// Fills in what a case has; nothing is asked for a case whose events say that
/// it has nothing.
pub fn fill(
    tx: &mut Tx<'_>,
    asker: &Asker,
    sheet: &mut Sheet,
    margin: Stands,
    now: At,
) -> Result<(), Problem> {
    let number = sheet.case.number;
    let happened = |kind| sheet.events.iter().any(|e| e.kind == kind);
    let (waits, complains) = (
        happened(Happened::AnswerWaits),
        happened(Happened::Complaint),
    );
    let owes = happened(Happened::RestitutionMade);
    if waits {
        let lang = language(sheet.case.language.as_deref(), &sheet.mailbox.language);
        for answer in rows::waiting(tx, number)? {
            let hints = match looks(asker, &answer) {
                true => wordlists::store::hints(tx, lang, &answer.words)?,
                false => Vec::new(),
            };
            sheet.apology.waiting.push((answer, hints));
        }
    }
    if owes {
        sheet.apology.owed = crate::restitution::store::of_case(tx, number)?;
    }
    if complains {
        sheet.apology.complaint = complaints::store::of_case(tx, number)?;
        sheet.apology.hours = hours::store::of_mailbox(tx, sheet.case.mailbox)?;
    }
    if let Some((_, text, _)) = &sheet.reply_draft {
        let lang = language(sheet.case.language.as_deref(), &sheet.mailbox.language);
        sheet.apology.hints = wordlists::store::hints(tx, lang, text)?;
    }
    let kept = sheet.apology.kept.take();
    if let Some(typed) = margin.shown(kept)
        && asker.role >= Role::Agent
    {
        sheet.apology.margin = Some(self::margin(tx, asker, sheet, &typed, now)?);
    }
    Ok(())
}

/// The language a letter of this case is written in, if we have lists for it.
pub fn language(case: Option<&str>, mailbox: &str) -> Option<Lang> {
    Lang::of_tag(case.unwrap_or(mailbox))
}

fn margin(
    tx: &mut Tx<'_>,
    asker: &Asker,
    sheet: &Sheet,
    typed: &Typed,
    now: At,
) -> Result<Margin, Problem> {
    let mut typed = typed.clone();
    // What is set on the case is what the letter is about.
    if typed.cause.is_empty()
        && let [only] = sheet.causes.as_slice()
    {
        typed.cause.clone_from(&only.name);
    }
    let fitting = match typed.cause.trim() {
        "" => Vec::new(),
        letters => causes::by_words(tx, letters, 2)?,
    };
    let named = causes::by_name(tx, &typed.cause)?;
    let cause = match (named, fitting.as_slice()) {
        (Some(named), _) => Some(named),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let (mut used_up, mut changes) = (None, Vec::new());
    if let Some(cause) = &cause {
        used_up = rules::used_up(rows::last_for(tx, sheet.case.person, cause.id)?, now);
        for change in causes::changes(tx, cause.id)?
            .into_iter()
            .filter(causes::Change::is_known)
        {
            let owner = change
                .owner
                .map(|id| sheet.agent_name(id))
                .unwrap_or_default();
            changes.push((change, owner));
        }
    }
    let cause = match cause {
        Some(cause) => {
            let reach = causes::reach(tx, cause.id, now.minus(LATELY))?;
            Some((cause, reach))
        }
        None => None,
    };
    let (policy, named) = deeds::policy(tx, &sheet.case)?;
    let looks = match (policy, named) {
        (Policy::Full, _) => None,
        (_, Some(agent)) => Some(agent),
        (_, None) => deeds::duty_lead(tx, &sheet.case, now)?,
    };
    Ok(Margin {
        typed,
        cause,
        used_up,
        changes,
        policy,
        looks: looks.map(|id| sheet.agent_name(id)),
        left: deeds::goodwill_left(tx, &sheet.case, asker.role, now)?
            .0
            .map(|left| left.left),
    })
}

/// What the saving of a draft answers.
pub fn hints_in(
    tx: &mut Tx<'_>,
    case: &cases::Case,
    text: &str,
) -> Result<Vec<serde_json::Value>, Error> {
    let found = deeds::hints(tx, case, text)?;
    Ok(found
        .into_iter()
        .map(|(phrase, says)| serde_json::json!({ "phrase": phrase, "says": says }))
        .collect())
}

/// The answers that wait until a lead has looked, for a lead.
pub fn for_leads(tx: &mut Tx<'_>, asker: &Asker) -> Result<Vec<(i64, i64, String)>, Error> {
    if asker.role < Role::Lead {
        return Ok(Vec::new());
    }
    let mut waiting = Vec::new();
    for answer in rows::held(tx, SHOWN)? {
        let name = crate::team::store::name(tx, answer.agent)?.unwrap_or_default();
        waiting.push((answer.case, answer.id, name));
    }
    Ok(waiting)
}
